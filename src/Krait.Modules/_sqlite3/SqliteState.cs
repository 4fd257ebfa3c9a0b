using System.Runtime.InteropServices;
using System.Text;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Sqlite;

/// <summary>The exception classes of <c>_sqlite3</c>, its adapters and converters.</summary>
internal sealed unsafe class SqliteState : ModuleState
{
    private const int PrimaryMask = 0xff;

    /// <summary>The classes in the order in which a connection shows them.</summary>
    private PyType[] _errors = [];

    /// <summary>Adapters by (type, protocol).</summary>
    public PyDict Adapters { get; private set; } = null!;

    /// <summary>Converters by name, in capitals.</summary>
    public PyDict Converters { get; private set; } = null!;

    /// <summary>True where an adapter is registered for a type that needs none.</summary>
    public bool AdaptsBaseTypes { get; set; }

    /// <summary>True where what callbacks raise is reported.</summary>
    public bool ReportsCallbackErrors { get; set; }

    public PyType Warning => _errors[0];

    public PyType Error => _errors[1];

    public PyType InterfaceErrorType => _errors[2];

    public PyType DatabaseErrorType => _errors[3];

    public PyType InternalErrorType => _errors[4];

    public PyType OperationalErrorType => _errors[5];

    public PyType ProgrammingErrorType => _errors[6];

    public PyType IntegrityErrorType => _errors[7];

    public PyType DataErrorType => _errors[8];

    public PyType NotSupportedErrorType => _errors[9];

    /// <summary>All exception classes.</summary>
    public ReadOnlySpan<PyType> ErrorTypes => _errors;

    /// <summary>The state of the thread's interpreter.</summary>
    public static SqliteState Of(ThreadState thread)
    {
        var state = thread.Interpreter.ModuleState<SqliteState>();
        if (state._errors.Length == 0)
            state.Fill(thread);
        return state;
    }

    private void Fill(ThreadState thread)
    {
        Adapters = Keep(PyDict.Create(thread));
        Converters = Keep(PyDict.Create(thread));
        var warning = Define(thread, "Warning", ExceptionTypes.Exception);
        var error = Define(thread, "Error", ExceptionTypes.Exception);
        var interfaceError = Define(thread, "InterfaceError", error);
        var databaseError = Define(thread, "DatabaseError", error);
        string[] names = ["InternalError", "OperationalError", "ProgrammingError", "IntegrityError", "DataError", "NotSupportedError"];
        _errors = [warning, error, interfaceError, databaseError, .. names.Select(name => Define(thread, name, databaseError))];
    }

    private PyType Define(ThreadState thread, string name, PyType @base) => Keep(ModuleExceptions.Define(thread, "sqlite3", name, @base));

    public static PythonException Programming(ThreadState thread, string message) => Errors.New(Of(thread).ProgrammingErrorType, message);

    public static PythonException Operational(ThreadState thread, string message) => Errors.New(Of(thread).OperationalErrorType, message);

    public static PythonException Data(ThreadState thread, string message) => Errors.New(Of(thread).DataErrorType, message);

    /// <summary>The exception for what went wrong last on a connection.</summary>
    public static PythonException Failure(ThreadState thread, nint db)
    {
        var code = LibSqlite.sqlite3_errcode(db) & PrimaryMask;
        if (code == SqliteCode.OutOfMemory)
            return Errors.Memory();
        var extended = LibSqlite.sqlite3_extended_errcode(db);
        var error = Errors.New(Of(thread).TypeOf(code), Text(LibSqlite.sqlite3_errmsg(db)) ?? "");
        Op.SetAttr(thread, error.Value, "sqlite_errorcode", PyInt.From(extended));
        Op.SetAttr(thread, error.Value, "sqlite_errorname", PyStr.From(NameOf(extended)));
        return error;
    }

    private PyType TypeOf(int code) => code switch
    {
        SqliteCode.Internal or SqliteCode.NotFound => InternalErrorType,
        SqliteCode.Error or SqliteCode.Permission or SqliteCode.Abort or SqliteCode.Busy or SqliteCode.Locked or SqliteCode.ReadOnly
            or SqliteCode.Interrupt or SqliteCode.IO or SqliteCode.Full or SqliteCode.CannotOpen or SqliteCode.Protocol
            or SqliteCode.Empty or SqliteCode.Schema => OperationalErrorType,
        SqliteCode.TooBig => DataErrorType,
        SqliteCode.Constraint or SqliteCode.Mismatch => IntegrityErrorType,
        SqliteCode.Misuse or SqliteCode.Range => InterfaceErrorType,
        _ => DatabaseErrorType,
    };

    private static string NameOf(int code)
    {
        foreach (var (name, value) in SqliteConstants.ResultCodes)
        {
            if (value == code)
                return name;
        }
        return "unknown";
    }

    /// <summary>A text of the library; null for null.</summary>
    public static string? Text(byte* text) => text == null ? null : Marshal.PtrToStringUTF8((nint)text);

    /// <summary>A text for the library.</summary>
    public static byte[] Terminated(string text) => Encoding.UTF8.GetBytes(text + '\0');

    /// <summary>The UTF-8 of a text and a NUL.</summary>
    /// <exception cref="PythonException">UnicodeEncodeError: there are surrogates in it.</exception>
    public static byte[] Terminated(ThreadState thread, PyStr text)
    {
        var bytes = Utf8Codec.Encode(thread, text, null);
        Array.Resize(ref bytes, bytes.Length + 1);
        return bytes;
    }

    /// <summary>As <see cref="Terminated(ThreadState, PyStr)"/>, for what must be one name.</summary>
    /// <exception cref="PythonException">ValueError: there is a null character in it.</exception>
    public static byte[] TerminatedName(ThreadState thread, PyStr text)
    {
        var bytes = Terminated(thread, text);
        return bytes.AsSpan(..^1).Contains((byte)0) ? throw Errors.Value("embedded null character") : bytes;
    }
}

/// <summary>Result codes of the library that the code looks at.</summary>
internal static class SqliteCode
{
    public const int Ok = 0, Error = 1, Internal = 2, Permission = 3, Abort = 4, Busy = 5, Locked = 6, OutOfMemory = 7, ReadOnly = 8;
    public const int Interrupt = 9, IO = 10, NotFound = 12, Full = 13, CannotOpen = 14, Protocol = 15, Empty = 16, Schema = 17;
    public const int TooBig = 18, Constraint = 19, Mismatch = 20, Misuse = 21, Range = 25, Row = 100, Done = 101;
}

/// <summary>What kind of value a column or an argument of a function holds.</summary>
internal static class SqliteKind
{
    public const int Integer = 1, Float = 2, Text = 3, Blob = 4, Null = 5;
}
