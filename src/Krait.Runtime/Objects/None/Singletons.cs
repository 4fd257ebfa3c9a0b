namespace Krait.Runtime;

/// <summary>The type of the None singleton.</summary>
[PyType("NoneType")]
public sealed partial class PyNone : PyObject
{
    /// <summary>The object <c>None</c>.</summary>
    public static readonly PyNone Instance = new();

    private PyNone() : base(TypeObject) => RefCount = Immortal;

    [PyNew]
    private static PyObject New(PyType type) => Instance;

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr() => "None";

    [PySlot(nameof(PyType.NbBool))]
    private bool IsTrue() => false;

    [PySlot(nameof(PyType.TpHash))]
    private long Hash() => 0xfca86420;
}

/// <summary>The type of the NotImplemented singleton.</summary>
[PyType("NotImplementedType")]
public sealed partial class PyNotImplemented : PyObject
{
    /// <summary>The object <c>NotImplemented</c>.</summary>
    public static readonly PyNotImplemented Instance = new();

    private PyNotImplemented() : base(TypeObject) => RefCount = Immortal;

    [PyNew]
    private static PyObject New(PyType type) => Instance;

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr() => "NotImplemented";

    [PySlot(nameof(PyType.NbBool))]
    private bool IsTrue() => throw Errors.Type("NotImplemented should not be used in a boolean context");

    [PyMethod("__reduce__")]
    private string Reduce() => "NotImplemented";
}

/// <summary>The type of the Ellipsis singleton.</summary>
[PyType("ellipsis", MatchSelf = false)]
public sealed partial class PyEllipsis : PyObject
{
    /// <summary>The object <c>Ellipsis</c>.</summary>
    public static readonly PyEllipsis Instance = new();

    private PyEllipsis() : base(TypeObject) => RefCount = Immortal;

    [PyNew]
    private static PyObject New(PyType type) => Instance;

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr() => "Ellipsis";

    [PyMethod("__reduce__")]
    private string Reduce() => "Ellipsis";
}
