namespace Krait.Runtime;

/// <summary>The functions of <c>sys._jit</c>: what CPython's own just-in-time compiler is doing. Krait is not built with it.</summary>
[PyModule("sys._jit")]
internal static partial class JitModule
{
    /// <summary>The module, for <c>sys._jit</c>: it is not in <c>sys.modules</c>.</summary>
    internal static PyModule Make(ThreadState thread)
    {
        var definition = NativeModules.Find("sys._jit")!;
        var module = NativeModules.Create(thread, definition);
        NativeModules.Execute(thread, definition, module);
        return module;
    }

    /// <summary>Return True if the current Python executable supports JIT compilation, and False otherwise.</summary>
    [PyFunction("is_available")]
    private static bool IsAvailable() => false;

    /// <summary>Return True if JIT compilation is enabled for the current Python process (implies sys._jit.is_available()), and False otherwise.</summary>
    [PyFunction("is_enabled")]
    private static bool IsEnabled() => false;

    /// <summary>Return True if the topmost Python frame is currently executing JIT code, and False otherwise.</summary>
    [PyFunction("is_active")]
    private static bool IsActive() => false;
}
