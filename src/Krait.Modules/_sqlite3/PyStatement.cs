using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Sqlite;

/// <summary>A compiled SQL statement.</summary>
[PyType("Statement", Module = "sqlite3", NoInstantiation = true, BasicSize = 32)]
public sealed unsafe partial class PyStatement : PyContainer
{
    /// <summary>The number of the limit of a statement's length.</summary>
    internal const int SqlLength = 1;

    private static readonly byte[][] s_changing = ["insert"u8.ToArray(), "update"u8.ToArray(), "delete"u8.ToArray(), "replace"u8.ToArray()];

    private nint _native;

    private PyStatement(PyType type) : base(type)
    {
    }

    /// <summary>The library's statement; 0 for SQL without one.</summary>
    internal nint Native => _native;

    /// <summary>True for INSERT, UPDATE, DELETE and REPLACE.</summary>
    internal bool ChangesData { get; private init; }

    /// <summary>True while a cursor runs the statement: another one must not give it other parameters.</summary>
    internal bool IsTaken { get; set; }

    /// <summary>True between the first and the last row.</summary>
    internal bool IsBusy => LibSqlite.sqlite3_stmt_busy(_native) != 0;

    /// <summary>Compiles one statement.</summary>
    internal static PyStatement Create(ThreadState thread, nint db, PyStr sql)
    {
        var text = SqliteState.Terminated(thread, sql);
        if (text.Length - 1 > LibSqlite.sqlite3_limit(db, SqlLength, -1))
            throw SqliteState.Data(thread, "query string is too large");
        if (text.AsSpan(..^1).Contains((byte)0))
            throw SqliteState.Programming(thread, "the query contains a null character");
        nint native;
        int code;
        bool hasMore;
        fixed (byte* start = text)
        {
            byte* tail;
            using (thread.AllowThreads())
                code = LibSqlite.sqlite3_prepare_v2(db, start, text.Length, &native, &tail);
            if (code != SqliteCode.Ok)
                throw SqliteState.Failure(thread, db);
            hasMore = SkipBlank(text.AsSpan((int)(tail - start)..^1)).Length > 0;
        }
        if (hasMore)
        {
            LibSqlite.sqlite3_finalize(native);
            throw SqliteState.Programming(thread, "You can only execute one statement at a time.");
        }
        var begin = SkipBlank(text.AsSpan(..^1));
        return thread.EnterNewUntracked(new PyStatement(TypeObject) { _native = native, ChangesData = ChangesDataIn(begin) });
    }

    private static bool ChangesDataIn(ReadOnlySpan<byte> sql)
    {
        foreach (var word in s_changing)
        {
            if (sql.Length >= word.Length && System.Text.Ascii.EqualsIgnoreCase(sql[..word.Length], word))
                return true;
        }
        return false;
    }

    /// <summary>What follows white space and comments; an unclosed comment goes to the end.</summary>
    private static ReadOnlySpan<byte> SkipBlank(ReadOnlySpan<byte> sql)
    {
        while (true)
        {
            sql = sql.TrimStart(" \t\f\n\r"u8);
            var isLine = sql.StartsWith("--"u8);
            if (!isLine && !sql.StartsWith("/*"u8))
                return sql;
            var end = isLine ? sql.IndexOf((byte)'\n') : sql[2..].IndexOf("*/"u8);
            if (end < 0)
                return default;
            sql = isLine ? sql[(end + 1)..] : sql[(end + 4)..];
        }
    }

    /// <summary>Goes on to the next row, or runs the statement to its end.</summary>
    internal int Step(ThreadState thread)
    {
        using (thread.AllowThreads())
            return LibSqlite.sqlite3_step(_native);
    }

    /// <summary>Back to the beginning.</summary>
    internal void Reset(ThreadState thread)
    {
        if (_native == 0)
            return;
        using (thread.AllowThreads())
            LibSqlite.sqlite3_reset(_native);
    }

    internal override void ClearReferences()
    {
        var native = _native;
        _native = 0;
        if (native == 0)
            return;
        // The library's lock may be held by a thread that waits for the interpreter's.
        using (ThreadState.Current.AllowThreads())
            LibSqlite.sqlite3_finalize(native);
    }
}
