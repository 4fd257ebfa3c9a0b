namespace Krait.Runtime;

/// <summary>
/// The kwargs for a ParamSpec object.
///
/// Given a ParamSpec P, P.kwargs stands for its keyword arguments, and P.kwargs.__origin__ is P. Only introspection sees it.
/// </summary>
[PyType("ParamSpecKwargs", Module = "typing", BasicSize = 24)]
public sealed partial class PyParamSpecKwargs : PyContainer, IWeakReferenceable
{
    private Ref<PyObject> _origin;
    private WeakReferenceList? _weakReferences;

    private PyParamSpecKwargs(PyType type) : base(type)
    {
    }

    internal override ref WeakReferenceList? WeakReferences => ref _weakReferences;

    internal static PyParamSpecKwargs Create(ThreadState thread, PyObject origin)
    {
        var made = thread.EnterNew(new PyParamSpecKwargs(TypeObject));
        made._origin.Value = origin;
        return made;
    }

    [PyNew(Signature = "")]
    private static PyObject New(ThreadState thread, PyType type, [Keyword] PyObject origin) => Create(thread, origin);

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread) =>
        _origin.Value is PyParamSpec spec ? $"{spec.ParameterName}.kwargs" : $"{Op.ReprText(thread, _origin.Value!)}.kwargs";

    [PySlot(nameof(PyType.TpRichCompare))]
    private static PyObject RichCompare(ThreadState thread, PyObject self, PyObject other, CompareOp op) =>
        op is CompareOp.Eq or CompareOp.Ne && other is PyParamSpecKwargs right
            ? Op.RichCompare(thread, ((PyParamSpecKwargs)self)._origin.Value!, right._origin.Value!, op)
            : PyNotImplemented.Instance;

    [PyMethod("__mro_entries__")]
    private PyObject MroEntries(PyObject @object) => throw TypingHelpers.CannotSubclass("ParamSpecKwargs");

    [PyGetter("__origin__")]
    private PyObject Origin => _origin.Value!;
}
