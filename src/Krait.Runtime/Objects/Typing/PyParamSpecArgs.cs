namespace Krait.Runtime;

/// <summary>
/// The args for a ParamSpec object.
///
/// Given a ParamSpec P, P.args stands for its positional arguments, and P.args.__origin__ is P. Only introspection sees it.
/// </summary>
[PyType("ParamSpecArgs", Module = "typing", BasicSize = 24)]
public sealed partial class PyParamSpecArgs : PyContainer, IWeakReferenceable
{
    private Ref<PyObject> _origin;
    private WeakReferenceList? _weakReferences;

    private PyParamSpecArgs(PyType type) : base(type)
    {
    }

    internal override ref WeakReferenceList? WeakReferences => ref _weakReferences;

    internal static PyParamSpecArgs Create(ThreadState thread, PyObject origin)
    {
        var made = thread.EnterNew(new PyParamSpecArgs(TypeObject));
        made._origin.Value = origin;
        return made;
    }

    [PyNew(Signature = "")]
    private static PyObject New(ThreadState thread, PyType type, [Keyword] PyObject origin) => Create(thread, origin);

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread) =>
        _origin.Value is PyParamSpec spec ? $"{spec.ParameterName}.args" : $"{Op.ReprText(thread, _origin.Value!)}.args";

    [PySlot(nameof(PyType.TpRichCompare))]
    private static PyObject RichCompare(ThreadState thread, PyObject self, PyObject other, CompareOp op) =>
        op is CompareOp.Eq or CompareOp.Ne && other is PyParamSpecArgs right
            ? Op.RichCompare(thread, ((PyParamSpecArgs)self)._origin.Value!, right._origin.Value!, op)
            : PyNotImplemented.Instance;

    [PyMethod("__mro_entries__")]
    private PyObject MroEntries(PyObject @object) => throw TypingHelpers.CannotSubclass("ParamSpecArgs");

    [PyGetter("__origin__")]
    private PyObject Origin => _origin.Value!;
}
