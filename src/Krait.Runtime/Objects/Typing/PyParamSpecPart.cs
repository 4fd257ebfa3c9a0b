namespace Krait.Runtime;

/// <summary>What <c>P.args</c> and <c>P.kwargs</c> have in common.</summary>
public abstract class PyParamSpecPart : PyContainer, IWeakReferenceable
{
    private Ref<PyObject> _origin;
    private WeakReferenceList? _weakReferences;

    private protected PyParamSpecPart(PyType type, PyObject origin) : base(type) => _origin.Value = origin;

    internal override ref WeakReferenceList? WeakReferences => ref _weakReferences;

    /// <summary>The name of the attribute of a ParamSpec.</summary>
    private protected abstract string Part { get; }

    [PySlot(nameof(PyType.TpRepr))]
    private protected string Repr(ThreadState thread) =>
        _origin.Value is PyParamSpec spec ? $"{spec.ParameterName}.{Part}" : $"{Op.ReprText(thread, _origin.Value!)}.{Part}";

    [PySlot(nameof(PyType.TpRichCompare))]
    private protected static PyObject RichCompare(ThreadState thread, PyObject self, PyObject other, CompareOp op) =>
        op is CompareOp.Eq or CompareOp.Ne && other is PyParamSpecPart right && ReferenceEquals(self.Type, right.Type)
            ? Op.RichCompare(thread, ((PyParamSpecPart)self)._origin.Value!, right._origin.Value!, op)
            : PyNotImplemented.Instance;

    [PyMethod("__mro_entries__")]
    private protected PyObject MroEntries(PyObject @object) => throw TypingHelpers.CannotSubclass(Type.ShortName);

    [PyGetter("__origin__", Member = true)]
    private protected PyObject Origin => _origin.Value!;

    internal override void Traverse(Visitor visitor)
    {
        base.Traverse(visitor);
        visitor.Visit(_origin.Value);
    }

    internal override void ClearReferences()
    {
        base.ClearReferences();
        _origin.Clear();
    }
}
