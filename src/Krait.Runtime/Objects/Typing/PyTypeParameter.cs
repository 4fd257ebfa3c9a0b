namespace Krait.Runtime;

/// <summary>What the parameters of generic types, functions and aliases have in common: a name and a default, evaluated at the first need.</summary>
public abstract class PyTypeParameter : PyContainer, IOwnDict, IWeakReferenceable, ITypeParameter
{
    private Ref<PyObject> _name;
    private Ref<PyObject> _default;
    private Ref<PyObject> _evaluateDefault;
    private Ref<PyDict> _dict;
    private WeakReferenceList? _weakReferences;

    private protected PyTypeParameter(PyType type) : base(type)
    {
    }

    [PyGetter("__name__", Member = true)]
    internal PyObject ParameterName => _name.Value!;

    internal override ref WeakReferenceList? WeakReferences => ref _weakReferences;

    internal override PyDict? GetOwnDict(ThreadState thread, bool create)
    {
        if (_dict.Value is null && create)
            _dict.Value = PyDict.Create(thread);
        return _dict.Value;
    }

    internal override void SetOwnDict(ThreadState thread, PyDict? dict) => _dict.Value = dict;

    /// <summary>Names a new parameter.</summary>
    private protected void Start(PyObject name) => _name.Value = name;

    /// <summary>Completes what the constructor makes: its default, and the module that it belongs to.</summary>
    private protected void Complete(ThreadState thread, PyObject? @default)
    {
        _default.Value = @default ?? PyNoDefault.Instance;
        TypingHelpers.SetModule(thread, this);
    }

    /// <summary>The default; NoDefault where there is none.</summary>
    private protected PyObject EvaluatedDefault(ThreadState thread) =>
        TypingHelpers.Evaluate(thread, ref _default, _evaluateDefault.Value) ?? PyNoDefault.Instance;

    [PyMethod("__reduce__")]
    private protected PyObject Reduce() => ParameterName;

    /// <inheritdoc/>
    [PyMethod("has_default")]
    public bool HasDefault() => TypingHelpers.HasDefault(_evaluateDefault.Value, _default.Value);

    void ITypeParameter.SetEvaluateDefault(PyObject evaluator) => _evaluateDefault.Value = evaluator;

    [PyMethod("__mro_entries__")]
    private protected PyObject MroEntries(PyObject @object) => throw TypingHelpers.CannotSubclass(Type.ShortName);

    [PyGetter("evaluate_default")]
    private protected PyObject EvaluateDefault(ThreadState thread) =>
        TypingHelpers.Evaluator(thread, _evaluateDefault.Value, _default.Value);

    internal override void Traverse(Visitor visitor)
    {
        base.Traverse(visitor);
        visitor.Visit(_name.Value);
        visitor.Visit(_default.Value);
        visitor.Visit(_evaluateDefault.Value);
        visitor.Visit(_dict.Value);
    }

    internal override void ClearReferences()
    {
        base.ClearReferences();
        _name.Clear();
        _default.Clear();
        _evaluateDefault.Clear();
        _dict.Clear();
    }
}

/// <summary>What TypeVar and ParamSpec have in common: variance.</summary>
public abstract class PyVariantTypeParameter : PyTypeParameter
{
    private protected PyVariantTypeParameter(PyType type) : base(type)
    {
    }

    [PyGetter("__covariant__", Member = true)]
    private protected bool Covariant { get; private set; }

    [PyGetter("__contravariant__", Member = true)]
    private protected bool Contravariant { get; private set; }

    [PyGetter("__infer_variance__", Member = true)]
    private protected bool InferVariance { get; private set; }

    /// <summary>Names a parameter of a type parameter list; its variance is inferred.</summary>
    private protected void StartInferring(PyObject name)
    {
        Start(name);
        InferVariance = true;
    }

    /// <summary>Takes the variance, which was checked.</summary>
    private protected void SetVariance(bool covariant, bool contravariant, bool inferVariance) =>
        (Covariant, Contravariant, InferVariance) = (covariant, contravariant, inferVariance);

    [PySlot(nameof(PyType.TpRepr))]
    private protected string Repr() => TypingHelpers.NameWithVariance(ParameterName, Covariant, Contravariant, InferVariance);

    [PySlot(nameof(PyType.NbOr))]
    private protected static PyObject Or(ThreadState thread, PyObject left, PyObject right) => PyUnion.From(thread, [left, right]);
}
