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
public sealed partial class PyParamSpec : PyVariantTypeParameter
{
    private Ref<PyObject> _bound;

    private PyParamSpec(PyType type) : base(type)
    {
    }

    /// <summary>The parameter specification of a type parameter list; its variance is inferred.</summary>
    internal static PyParamSpec Create(ThreadState thread, PyObject name)
    {
        var made = thread.EnterNew(new PyParamSpec(TypeObject));
        made.StartInferring(name);
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
        made.Start(name);
        made._bound.Value = bound;
        made.SetVariance(covariant, contravariant, inferVariance);
        made.Complete(thread, @default);
        return made;
    }

    [PyMethod("__typing_subst__")]
    private PyObject Substitute(ThreadState thread, PyObject arg) => TypingHelpers.Call(thread, "_paramspec_subst", this, arg);

    [PyMethod("__typing_prepare_subst__")]
    private PyObject PrepareSubstitution(ThreadState thread, PyObject alias, PyObject args) =>
        TypingHelpers.Call(thread, "_paramspec_prepare_subst", this, alias, args);

    [PyGetter("__bound__", Member = true)]
    private PyObject Bound => _bound.Value ?? PyNone.Instance;

    /// <summary>Represents positional arguments.</summary>
    [PyGetter("args")]
    private PyObject Args(ThreadState thread) => PyParamSpecArgs.Create(thread, this);

    /// <summary>Represents keyword arguments.</summary>
    [PyGetter("kwargs")]
    private PyObject Kwargs(ThreadState thread) => PyParamSpecKwargs.Create(thread, this);

    /// <summary>The default value for this ParamSpec.</summary>
    [PyGetter("__default__")]
    private PyObject Default(ThreadState thread) => EvaluatedDefault(thread);
}
