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
public sealed partial class PyTypeVarTuple : PyTypeParameter
{
    private PyTypeVarTuple(PyType type) : base(type)
    {
    }

    /// <summary>The type variable tuple of a type parameter list.</summary>
    internal static PyTypeVarTuple Create(ThreadState thread, PyObject name)
    {
        var made = thread.EnterNew(new PyTypeVarTuple(TypeObject));
        made.Start(name);
        return made;
    }

    [PyNew(Signature = "")]
    private static PyObject New(ThreadState thread, PyType type, [Keyword] PyStr name, [KeywordOnly] PyObject? @default = null)
    {
        var made = Create(thread, name);
        made.Complete(thread, @default);
        return made;
    }

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr() => $"{ParameterName}";

    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iter(ThreadState thread) => TypingHelpers.UnpackIterator(thread, this);

    [PyMethod("__typing_subst__")]
    private PyObject Substitute(PyObject arg) => throw Errors.Type("Substitution of bare TypeVarTuple is not supported");

    [PyMethod("__typing_prepare_subst__")]
    private PyObject PrepareSubstitution(ThreadState thread, PyObject alias, PyObject args) =>
        TypingHelpers.Call(thread, "_typevartuple_prepare_subst", this, alias, args);

    /// <summary>The default value for this TypeVarTuple.</summary>
    [PyGetter("__default__")]
    private PyObject Default(ThreadState thread) => EvaluatedDefault(thread);
}
