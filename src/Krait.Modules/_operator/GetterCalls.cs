using Krait.Runtime;

namespace Krait.Modules.Operators;

/// <summary>What the three getters share.</summary>
internal static class GetterCalls
{
    /// <summary>The one positional argument of a call.</summary>
    public static PyObject Operand(string name, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        if (keywordNames is { Count: > 0 })
            throw Errors.Type($"{name}() takes no keyword arguments");
        return args.Length == 1 ? args[0] : throw Errors.Type($"{name} expected 1 argument, got {args.Length}");
    }
}
