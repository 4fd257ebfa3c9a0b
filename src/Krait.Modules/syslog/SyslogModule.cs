using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

[PyModule("syslog")]
internal static partial class SyslogModule
{
    private const int User = 8;

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module) => OsArguments.AddConstants(thread, module, SyslogConstants.All());

    /// <summary>Set logging options of subsequent syslog() calls.</summary>
    [PyFunction("openlog")]
    private static void OpenLog(
        ThreadState thread, [Keyword] PyStr? ident = null, [Keyword] int logoption = 0, [Keyword] int facility = User)
    {
        SystemLog.Open(ident is null ? ProgramName(thread) : FileSystemText.Encode(thread, ident), logoption, facility);
    }

    // The name of the script without its folders; null where there is none.
    private static byte[]? ProgramName(ThreadState thread)
    {
        if (thread.Interpreter.SysDict.GetItem("argv") is not PyList { Count: > 0 } argv || argv[0] is not PyStr { Length: > 0 } script)
            return null;
        var bytes = FileSystemText.Encode(thread, script);
        var name = bytes[(bytes.AsSpan().LastIndexOf((byte)'/') + 1)..];
        return name.Length == 0 ? null : name;
    }

    /// <summary>syslog([priority=LOG_INFO,] message)
    /// Send the string message to the system logger.</summary>
    [PyFunction("syslog", Signature = "")]
    private static void Syslog(ThreadState thread, ReadOnlySpan<PyObject> args)
    {
        const int Information = 6;
        if (args.Length is not (1 or 2))
            throw Errors.Type("syslog.syslog requires 1 to 2 arguments");
        var priority = args.Length == 2 ? ArgumentConversion.ToInt(thread, args[0]) : Information;
        if (args[^1] is not PyStr message)
            throw ArgumentConversion.WrongType($"syslog() argument {args.Length}", "str", args[^1]);
        var text = OsPath.Encode(thread, message);
        using (thread.AllowThreads())
            SystemLog.Write(priority, text);
    }

    /// <summary>Reset the syslog module values and call the system library closelog().</summary>
    [PyFunction("closelog")]
    private static void CloseLog() => SystemLog.Close();

    /// <summary>Set the priority mask to maskpri and return the previous mask value.</summary>
    [PyFunction("setlogmask")]
    private static long SetLogMask(int maskpri) => SystemLog.SetMask(maskpri);

    /// <summary>Calculates the mask for the individual priority pri.</summary>
    [PyFunction("LOG_MASK")]
    private static long LogMask(int pri) => 1 << pri;

    /// <summary>Calculates the mask for all priorities up to and including pri.</summary>
    [PyFunction("LOG_UPTO")]
    private static long LogUpTo(int pri) => (1 << (pri + 1)) - 1;
}
