namespace Krait.Runtime;

/// <summary>Warnings that C# code gives.</summary>
internal static class Warnings
{
    /// <summary>Warns at the place of the caller <paramref name="stackLevel"/> frames up (<c>warnings.warn</c>).</summary>
    public static void Warn(ThreadState thread, PyType category, string message, int stackLevel)
    {
        if (thread.Interpreter.ImportBootstrap is null)
            return;
        var module = Op.ImportModule(thread, "warnings");
        Op.CallMethod(thread, module, "warn", PyStr.From(message), category, PyInt.From(stackLevel));
    }

    /// <summary>Warns at a given place (<c>warnings.warn_explicit</c>).</summary>
    public static void WarnExplicit(ThreadState thread, PyType category, string message, string filename, int line)
    {
        if (thread.Interpreter.ImportBootstrap is null)
            return;
        var module = Op.ImportModule(thread, "warnings");
        Op.CallMethod(thread, module, "warn_explicit", PyStr.From(message), category, PyStr.From(filename), PyInt.From(line));
    }
}
