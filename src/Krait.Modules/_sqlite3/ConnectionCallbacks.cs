using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Sqlite;

/// <summary>What the library calls for collations, and for the authorizer, the progress handler and the trace callback of a connection.</summary>
internal static unsafe class ConnectionCallbacks
{
    private const int Deny = 1;

    public static nint Compare => (nint)(delegate* unmanaged[Cdecl]<nint, int, byte*, int, byte*, int>)&OnCompare;

    public static nint Authorize => (nint)(delegate* unmanaged[Cdecl]<nint, int, byte*, byte*, byte*, byte*, int>)&OnAuthorize;

    public static nint Progress => (nint)(delegate* unmanaged[Cdecl]<nint, int>)&OnProgress;

    public static nint Trace => (nint)(delegate* unmanaged[Cdecl]<uint, nint, nint, byte*, int>)&OnTrace;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnCompare(nint data, int leftSize, byte* left, int rightSize, byte* right)
    {
        using var scope = CallbackScope.Enter();
        var thread = scope.Thread;
        var context = CallbackContext.From(data);
        if (context.Callable is not { } callable || context.Owner.PendingError is not null)
            return 0;
        try
        {
            var answer = FunctionCallbacks.CallHeld(
                thread, callable, Decode(thread, new ReadOnlySpan<byte>(left, leftSize)), Decode(thread, new ReadOnlySpan<byte>(right, rightSize)));
            return Op.Index(thread, answer).Big.Sign;
        }
        catch (Exception error)
        {
            // A comparison cannot fail for the library: who runs the statement hears of it.
            context.Owner.NotePending(PythonException.From(thread, error));
            return 0;
        }
    }

    private static PyStr Decode(ThreadState thread, ReadOnlySpan<byte> text) => Utf8Codec.Decode(thread, text, null, null, final: true, out _);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnAuthorize(nint data, int action, byte* first, byte* second, byte* database, byte* source)
    {
        using var scope = CallbackScope.Enter();
        var thread = scope.Thread;
        if (CallbackContext.From(data).Callable is not { } callable)
            return Deny;
        try
        {
            var answer = FunctionCallbacks.CallHeld(
                thread, callable, PyInt.From(action), TextOrNone(first), TextOrNone(second), TextOrNone(database), TextOrNone(source));
            return answer is PyInt ? ArgumentConversion.ToInt(thread, answer) : Deny;
        }
        catch (Exception error)
        {
            FunctionCallbacks.Report(thread, PythonException.From(thread, error), callable);
            return Deny;
        }
    }

    private static PyObject TextOrNone(byte* text) => SqliteState.Text(text) is { } t ? PyStr.From(t) : PyNone.Instance;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnProgress(nint data)
    {
        using var scope = CallbackScope.Enter();
        var thread = scope.Thread;
        if (CallbackContext.From(data).Callable is not { } callable)
            return 0;
        try
        {
            return Op.IsTrue(thread, FunctionCallbacks.CallHeld(thread, callable)) ? 1 : 0;
        }
        catch (Exception error)
        {
            // Not to go on is what an error means.
            FunctionCallbacks.Report(thread, PythonException.From(thread, error), callable);
            return -1;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnTrace(uint kind, nint data, nint statement, byte* sql)
    {
        using var scope = CallbackScope.Enter();
        var thread = scope.Thread;
        // Triggers are announced as comments.
        if (CallbackContext.From(data).Callable is not { } callable || (sql[0] == '-' && sql[1] == '-'))
            return 0;
        try
        {
            FunctionCallbacks.CallHeld(thread, callable, Expand(thread, statement, sql, callable));
        }
        catch (Exception error)
        {
            FunctionCallbacks.Report(thread, PythonException.From(thread, error), callable);
        }
        return 0;
    }

    /// <summary>The statement with the values of its parameters; without them where that is too long.</summary>
    private static PyStr Expand(ThreadState thread, nint statement, byte* sql, PyObject callable)
    {
        var expanded = LibSqlite.sqlite3_expanded_sql(statement);
        if (expanded == null)
        {
            var db = LibSqlite.sqlite3_db_handle(statement);
            var error = LibSqlite.sqlite3_errcode(db) == SqliteCode.OutOfMemory
                ? Errors.Memory()
                : SqliteState.Data(thread, "Expanded SQL string exceeds the maximum string length");
            FunctionCallbacks.Report(thread, error, callable);
            return PyStr.From(SqliteState.Text(sql)!);
        }
        try
        {
            return Decode(thread, MemoryMarshal.CreateReadOnlySpanFromNullTerminated(expanded));
        }
        finally
        {
            LibSqlite.sqlite3_free(expanded);
        }
    }
}
