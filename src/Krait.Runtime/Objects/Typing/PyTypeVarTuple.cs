namespace Krait.Runtime;

/// <summary>
/// Type variable tuple.
///
/// Stands for any number of types, and is unpacked with a star where it is used:
///
///     def move_first_to_last[T, *Ts](tup: tuple[T, *Ts]) -> tuple[*Ts, T]: ...
///     Ts = TypeVarTuple('Ts')
/// </summary>
[PyType("TypeVarTuple", Module = "typing", BasicSize = 40)]
public sealed partial class PyTypeVarTuple : PyContainer, IOwnDict, IWeakReferenceable, ITypeParameter
{
    private Ref<PyObject> _name;
    private Ref<PyObject> _default;
    private Ref<PyObject> _evaluateDefault;
    private Ref<PyDict> _dict;
    private WeakReferenceList? _weakReferences;

    private PyTypeVarTuple(PyType type) : base(type)
    {
    }

    internal override ref WeakReferenceList? WeakReferences => ref _weakReferences;

    internal override PyDict? GetOwnDict(ThreadState thread, bool create)
    {
        if (_dict.Value is null && create)
            _dict.Value = PyDict.Create(thread);
        return _dict.Value;
    }

    internal override void SetOwnDict(ThreadState thread, PyDict? dict) => _dict.Value = dict;

    /// <summary>The type variable tuple of a type parameter list.</summary>
    internal static PyTypeVarTuple Create(ThreadState thread, PyObject name)
    {
        var made = thread.EnterNew(new PyTypeVarTuple(TypeObject));
        made._name.Value = name;
        return made;
    }

    [PyNew(Signature = "")]
    private static PyObject New(ThreadState thread, PyType type, [Keyword] PyStr name, [KeywordOnly] PyObject? @default = null)
    {
        var made = Create(thread, name);
        made._default.Value = @default ?? PyNoDefault.Instance;
        TypingHelpers.SetModule(thread, made);
        return made;
    }

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr() => $"{_name.Value}";

    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iter(ThreadState thread) => TypingHelpers.UnpackIterator(thread, this);

    [PyMethod("__typing_subst__")]
    private PyObject Substitute(PyObject arg) => throw Errors.Type("Substitution of bare TypeVarTuple is not supported");

    [PyMethod("__typing_prepare_subst__")]
    private PyObject PrepareSubstitution(ThreadState thread, PyObject alias, PyObject args) =>
        TypingHelpers.Call(thread, "_typevartuple_prepare_subst", this, alias, args);

    [PyMethod("__reduce__")]
    private PyObject Reduce() => _name.Value!;

    /// <inheritdoc/>
    [PyMethod("has_default")]
    public bool HasDefault() => TypingHelpers.HasDefault(_evaluateDefault.Value, _default.Value);

    void ITypeParameter.SetEvaluateDefault(PyObject evaluator) => _evaluateDefault.Value = evaluator;

    [PyMethod("__mro_entries__")]
    private PyObject MroEntries(PyObject @object) => throw TypingHelpers.CannotSubclass("TypeVarTuple");

    [PyGetter("__name__", Member = true)]
    private PyObject Name => _name.Value!;

    /// <summary>The default value for this TypeVarTuple.</summary>
    [PyGetter("__default__")]
    private PyObject Default(ThreadState thread) =>
        TypingHelpers.Evaluate(thread, ref _default, _evaluateDefault.Value) ?? PyNoDefault.Instance;

    [PyGetter("evaluate_default")]
    private PyObject EvaluateDefault(ThreadState thread) => TypingHelpers.Evaluator(thread, _evaluateDefault.Value, _default.Value);
}
