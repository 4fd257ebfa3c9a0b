namespace Krait.Runtime;

/// <summary>The type of the NoDefault singleton.</summary>
[PyType("NoDefaultType", BasicSize = 16)]
public sealed partial class PyNoDefault : PyObject
{
    /// <summary>The object <c>typing.NoDefault</c>.</summary>
    public static readonly PyNoDefault Instance = new();

    private PyNoDefault() : base(TypeObject) => RefCount = Immortal;

    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames) =>
        args.Length == 0 ? Instance : throw Errors.Type("NoDefaultType takes no arguments");

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr() => "typing.NoDefault";

    [PyMethod("__reduce__", Signature = "")]
    private string Reduce() => "NoDefault";
}
