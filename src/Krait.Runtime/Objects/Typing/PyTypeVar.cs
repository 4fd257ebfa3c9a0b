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
public sealed partial class PyTypeVar : PyVariantTypeParameter
{
    private Ref<PyObject> _bound;
    private Ref<PyObject> _evaluateBound;
    private Ref<PyObject> _constraints;
    private Ref<PyObject> _evaluateConstraints;

    private PyTypeVar(PyType type) : base(type)
    {
    }

    /// <summary>The type variable of a type parameter list; its variance is inferred.</summary>
    internal static PyTypeVar Create(ThreadState thread, PyObject name, PyObject? evaluateBound, PyObject? evaluateConstraints)
    {
        var made = thread.EnterNew(new PyTypeVar(TypeObject));
        made.StartInferring(name);
        made._evaluateBound.Value = evaluateBound;
        made._evaluateConstraints.Value = evaluateConstraints;
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
        made.Start(name);
        made._bound.Value = bound;
        if (constraints.Length > 0)
            made._constraints.Value = PyTuple.Create(thread, constraints);
        made.SetVariance(covariant, contravariant, inferVariance);
        made.Complete(thread, @default);
        return made;
    }

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

    [PyGetter("__bound__")]
    private PyObject Bound(ThreadState thread) => TypingHelpers.Evaluate(thread, ref _bound, _evaluateBound.Value) ?? PyNone.Instance;

    [PyGetter("__constraints__")]
    private PyObject Constraints(ThreadState thread) =>
        TypingHelpers.Evaluate(thread, ref _constraints, _evaluateConstraints.Value) ?? PyTuple.Empty;

    [PyGetter("__default__")]
    private PyObject Default(ThreadState thread) => EvaluatedDefault(thread);

    [PyGetter("evaluate_bound")]
    private PyObject EvaluateBound(ThreadState thread) => TypingHelpers.Evaluator(thread, _evaluateBound.Value, _bound.Value);

    [PyGetter("evaluate_constraints")]
    private PyObject EvaluateConstraints(ThreadState thread) =>
        TypingHelpers.Evaluator(thread, _evaluateConstraints.Value, _constraints.Value);
}
