using Krait.Runtime;

namespace Krait.Modules.Functools;

/// <summary>
/// The type of the Placeholder singleton.
///
/// Used as a placeholder for partial arguments.
/// </summary>
[PyType("_PlaceholderType", Module = "functools")]
[PyModuleType("_functools")]
public sealed partial class PyPlaceholder : PyObject
{
    /// <summary>The one instance, immortal.</summary>
    internal static readonly PyPlaceholder Instance = new(TypeObject) { RefCount = Immortal };

    private PyPlaceholder(PyType type) : base(type)
    {
    }

    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames) =>
        args.Length == 0 ? Instance : throw Errors.Type("_PlaceholderType takes no arguments");

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr() => "Placeholder";

    [PyMethod("__reduce__", Signature = "")]
    private string Reduce() => "Placeholder";
}
