namespace Krait.Runtime;

/// <summary>
/// Type variable.
///
/// The dedicated syntax of functions, classes and type aliases makes one, as does calling this type:
///
///     class Sequence[T]: ...
///     T = TypeVar('T', bound=Shape)
///
/// Bound, constraints and default are evaluated when they are first asked for.
/// </summary>
[PyType("TypeVar", Module = "typing", BasicSize = 64)]
public sealed partial class PyTypeVar : PyContainer, IOwnDict, IWeakReferenceable, ITypeParameter
{
    private Ref<PyObject> _name;
    private Ref<PyObject> _bound;
    private Ref<PyObject> _evaluateBound;
    private Ref<PyObject> _constraints;
    private Ref<PyObject> _evaluateConstraints;
    private Ref<PyObject> _default;
    private Ref<PyObject> _evaluateDefault;
    private Ref<PyDict> _dict;
    private WeakReferenceList? _weakReferences;
    private bool _covariant;
    private bool _contravariant;
    private bool _inferVariance;

    private PyTypeVar(PyType type) : base(type)
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

    /// <summary>The type variable of a type parameter list; its variance is inferred.</summary>
    internal static PyTypeVar Create(ThreadState thread, PyObject name, PyObject? evaluateBound, PyObject? evaluateConstraints)
    {
        var made = thread.EnterNew(new PyTypeVar(TypeObject));
        made._name.Value = name;
        made._evaluateBound.Value = evaluateBound;
        made._evaluateConstraints.Value = evaluateConstraints;
        made._inferVariance = true;
        return made;
    }

    [PyNew(Signature = "")]
    private static PyObject New(
        ThreadState thread,
        PyType type,
        [Keyword] PyStr name,
        ReadOnlySpan<PyObject> constraints,
        [KeywordOnly] PyObject? bound = null,
        [KeywordOnly] PyObject? @default = null,
        [KeywordOnly] bool covariant = false,
        [KeywordOnly] bool contravariant = false,
        [KeywordOnly("infer_variance")] bool inferVariance = false)
    {
        TypingHelpers.CheckVariance(covariant, contravariant, inferVariance);
        bound = TypingHelpers.CheckBound(thread, bound);
        if (constraints.Length == 1)
            throw Errors.Type("A single constraint is not allowed");
        if (constraints.Length > 0 && bound is not null)
            throw Errors.Type("Constraints cannot be combined with bound=...");
        var made = thread.EnterNew(new PyTypeVar(TypeObject));
        made._name.Value = name;
        made._bound.Value = bound;
        if (constraints.Length > 0)
            made._constraints.Value = PyTuple.Create(thread, constraints);
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
    private PyObject Substitute(ThreadState thread, PyObject arg) => TypingHelpers.Call(thread, "_typevar_subst", this, arg);

    [PyMethod("__typing_prepare_subst__")]
    private PyObject PrepareSubstitution(ThreadState thread, PyObject alias, PyObject args)
    {
        var parameters = Op.GetAttr(thread, alias, Names.Parameters);
        var count = Op.Length(thread, args);
        var index = Op.IndexOf(thread, parameters, this);
        if (index < count)
            return args;
        if (index == count && Default(thread) is var value and not PyNoDefault)
            return Op.Concat(thread, args, PyTuple.Create(thread, value));
        throw Errors.Type($"Too few arguments for {Op.StrText(thread, alias)}; actual {count}, expected at least {index + 1}");
    }

    [PyMethod("__reduce__")]
    private PyObject Reduce() => _name.Value!;

    /// <inheritdoc/>
    [PyMethod("has_default")]
    public bool HasDefault() => TypingHelpers.HasDefault(_evaluateDefault.Value, _default.Value);

    void ITypeParameter.SetEvaluateDefault(PyObject evaluator) => _evaluateDefault.Value = evaluator;

    [PyMethod("__mro_entries__")]
    private PyObject MroEntries(PyObject @object) => throw TypingHelpers.CannotSubclass("TypeVar");

    [PyGetter("__name__", Member = true)]
    private PyObject Name => _name.Value!;

    [PyGetter("__covariant__", Member = true)]
    private bool Covariant => _covariant;

    [PyGetter("__contravariant__", Member = true)]
    private bool Contravariant => _contravariant;

    [PyGetter("__infer_variance__", Member = true)]
    private bool InferVariance => _inferVariance;

    [PyGetter("__bound__")]
    private PyObject Bound(ThreadState thread) => TypingHelpers.Evaluate(thread, ref _bound, _evaluateBound.Value) ?? PyNone.Instance;

    [PyGetter("__constraints__")]
    private PyObject Constraints(ThreadState thread) =>
        TypingHelpers.Evaluate(thread, ref _constraints, _evaluateConstraints.Value) ?? PyTuple.Empty;

    [PyGetter("__default__")]
    private PyObject Default(ThreadState thread) =>
        TypingHelpers.Evaluate(thread, ref _default, _evaluateDefault.Value) ?? PyNoDefault.Instance;

    [PyGetter("evaluate_bound")]
    private PyObject EvaluateBound(ThreadState thread) => TypingHelpers.Evaluator(thread, _evaluateBound.Value, _bound.Value);

    [PyGetter("evaluate_constraints")]
    private PyObject EvaluateConstraints(ThreadState thread) =>
        TypingHelpers.Evaluator(thread, _evaluateConstraints.Value, _constraints.Value);

    [PyGetter("evaluate_default")]
    private PyObject EvaluateDefault(ThreadState thread) => TypingHelpers.Evaluator(thread, _evaluateDefault.Value, _default.Value);
}
