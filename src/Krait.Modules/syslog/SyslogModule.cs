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
        ident ??= ProgramName(thread);
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "syslog.openlog", ident ?? (PyObject)PyNone.Instance, PyInt.From(logoption), PyInt.From(facility));
        SystemLog.Open(ident is null ? null : FileSystemText.Encode(thread, ident), logoption, facility);
    }

    // The name of the script without its folders; null where there is none.
    private static PyStr? ProgramName(ThreadState thread)
    {
        if (thread.Interpreter.SysDict.GetItem("argv") is not PyList { Count: > 0 } argv || argv[0] is not PyStr { Length: > 0 } script)
            return null;
        var text = script.ToString();
        var name = text[(text.LastIndexOf('/') + 1)..];
        return name.Length == 0 ? null : PyStr.From(name);
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
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "syslog.syslog", PyInt.From(priority), message);
        if (!SystemLog.IsOpen)
            OpenLog(thread);
        using (thread.AllowThreads())
            SystemLog.Write(priority, text);
    }

    /// <summary>Reset the syslog module values and call the system library closelog().</summary>
    [PyFunction("closelog")]
    private static void CloseLog(ThreadState thread)
    {
        AuditEvents.Raise(thread, "syslog.closelog");
        SystemLog.Close();
    }

    /// <summary>Set the priority mask to maskpri and return the previous mask value.</summary>
    [PyFunction("setlogmask")]
    private static long SetLogMask(ThreadState thread, int maskpri)
    {
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, "syslog.setlogmask", PyInt.From(maskpri));
        return SystemLog.SetMask(maskpri);
    }

    /// <summary>Calculates the mask for the individual priority pri.</summary>
    [PyFunction("LOG_MASK")]
    private static long LogMask(int pri) => 1 << pri;

    /// <summary>Calculates the mask for all priorities up to and including pri.</summary>
    [PyFunction("LOG_UPTO")]
    private static long LogUpTo(int pri) => (1 << (pri + 1)) - 1;
}
