using Krait.Runtime;

namespace Krait.Modules.CTypes;

/// <summary>What <c>_ctypes</c> keeps for an interpreter.</summary>
internal sealed class CTypesState : ModuleState
{
    private PyType? _argumentError;

    /// <summary><c>ctypes.ArgumentError</c>.</summary>
    public PyType ArgumentErrorType => _argumentError!;

    /// <summary>What <c>Py_GetVersion</c> shows; null while nobody has asked.</summary>
    public PyBytes? Version { get; set; }

    /// <summary>The state of the thread's interpreter.</summary>
    public static CTypesState Of(ThreadState thread)
    {
        var state = thread.Interpreter.ModuleState<CTypesState>();
        state._argumentError ??= state.Keep(ModuleExceptions.Define(thread, "ctypes", "ArgumentError"));
        return state;
    }

    /// <summary>An ArgumentError.</summary>
    public PythonException ArgumentError(string message) => Errors.New(ArgumentErrorType, message);
}
