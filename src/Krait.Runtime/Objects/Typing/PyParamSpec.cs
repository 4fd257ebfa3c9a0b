namespace Krait.Runtime;

/// <summary>
/// Parameter specification variable.
///
/// Stands for the parameters of a callable:
///
///     type IntFunc[**P] = Callable[P, int]
///     P = ParamSpec('P')
///
/// Its attributes args and kwargs stand for the positional and the keyword arguments.
/// </summary>
[PyType("ParamSpec", Module = "typing", BasicSize = 48)]
public sealed partial class PyParamSpec : PyContainer, IOwnDict, IWeakReferenceable, ITypeParameter
{
    private Ref<PyObject> _name;
    private Ref<PyObject> _bound;
    private Ref<PyObject> _default;
    private Ref<PyObject> _evaluateDefault;
    private Ref<PyDict> _dict;
    private WeakReferenceList? _weakReferences;
    private bool _covariant;
    private bool _contravariant;
    private bool _inferVariance;

    private PyParamSpec(PyType type) : base(type)
    {
    }

    internal PyObject ParameterName => _name.Value!;

    internal override ref WeakReferenceList? WeakReferences => ref _weakReferences;

    internal override PyDict? GetOwnDict(ThreadState thread, bool create)
    {
        if (_dict.Value is null && create)
            _dict.Value = PyDict.Create(thread);
        return _dict.Value;
    }

    internal override void SetOwnDict(ThreadState thread, PyDict? dict) => _dict.Value = dict;

    /// <summary>The parameter specification of a type parameter list; its variance is inferred.</summary>
    internal static PyParamSpec Create(ThreadState thread, PyObject name)
    {
        var made = thread.EnterNew(new PyParamSpec(TypeObject));
        made._name.Value = name;
        made._inferVariance = true;
        return made;
    }

    [PyNew(Signature = "")]
    private static PyObject New(
        ThreadState thread,
        PyType type,
        [Keyword] PyStr name,
        [KeywordOnly] PyObject? bound = null,
        [KeywordOnly] PyObject? @default = null,
        [KeywordOnly] bool covariant = false,
        [KeywordOnly] bool contravariant = false,
        [KeywordOnly("infer_variance")] bool inferVariance = false)
    {
        TypingHelpers.CheckVariance(covariant, contravariant, inferVariance);
        bound = TypingHelpers.CheckBound(thread, bound);
        var made = thread.EnterNew(new PyParamSpec(TypeObject));
        made._name.Value = name;
        made._bound.Value = bound;
        made._default.Value = @default ?? PyNoDefault.Instance;
        made._covariant = covariant;
        made._contravariant = contravariant;
        made._inferVariance = inferVariance;
        TypingHelpers.SetModule(thread, made);
        return made;
    }

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr() => TypingHelpers.NameWithVariance(_name.Value, _covariant, _contravariant, _inferVariance);

    [PySlot(nameof(PyType.NbOr))]
    private static PyObject Or(ThreadState thread, PyObject left, PyObject right) => PyUnion.From(thread, [left, right]);

    [PyMethod("__typing_subst__")]
    private PyObject Substitute(ThreadState thread, PyObject arg) => TypingHelpers.Call(thread, "_paramspec_subst", this, arg);

    [PyMethod("__typing_prepare_subst__")]
    private PyObject PrepareSubstitution(ThreadState thread, PyObject alias, PyObject args) =>
        TypingHelpers.Call(thread, "_paramspec_prepare_subst", this, alias, args);

    /// <inheritdoc/>
    [PyMethod("has_default")]
    public bool HasDefault() => TypingHelpers.HasDefault(_evaluateDefault.Value, _default.Value);

    void ITypeParameter.SetEvaluateDefault(PyObject evaluator) => _evaluateDefault.Value = evaluator;

    [PyMethod("__reduce__")]
    private PyObject Reduce() => _name.Value!;

    [PyMethod("__mro_entries__")]
    private PyObject MroEntries(PyObject @object) => throw TypingHelpers.CannotSubclass("ParamSpec");

    [PyGetter("__name__", Member = true)]
    private PyObject Name => _name.Value!;

    [PyGetter("__bound__", Member = true)]
    private PyObject Bound => _bound.Value ?? PyNone.Instance;

    [PyGetter("__covariant__", Member = true)]
    private bool Covariant => _covariant;

    [PyGetter("__contravariant__", Member = true)]
    private bool Contravariant => _contravariant;

    [PyGetter("__infer_variance__", Member = true)]
    private bool InferVariance => _inferVariance;

    /// <summary>Represents positional arguments.</summary>
    [PyGetter("args")]
    private PyObject Args(ThreadState thread) => PyParamSpecArgs.Create(thread, this);

    /// <summary>Represents keyword arguments.</summary>
    [PyGetter("kwargs")]
    private PyObject Kwargs(ThreadState thread) => PyParamSpecKwargs.Create(thread, this);

    /// <summary>The default value for this ParamSpec.</summary>
    [PyGetter("__default__")]
    private PyObject Default(ThreadState thread) =>
        TypingHelpers.Evaluate(thread, ref _default, _evaluateDefault.Value) ?? PyNoDefault.Instance;

    [PyGetter("evaluate_default")]
    private PyObject EvaluateDefault(ThreadState thread) => TypingHelpers.Evaluator(thread, _evaluateDefault.Value, _default.Value);
}
