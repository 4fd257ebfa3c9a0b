namespace Krait.Runtime;

/// <summary>
/// Type alias.
///
/// The type statement makes one; calling this type does it without the statement:
///
///     type Alias = int
///     type ListOrSet[T] = list[T] | set[T]
///
/// The value is evaluated when it is first asked for.
/// </summary>
[PyType("TypeAliasType", Module = "typing", BasicSize = 56)]
public sealed partial class PyTypeAliasType : PyContainer
{
    private Ref<PyObject> _name;
    private Ref<PyTuple> _typeParams;
    private Ref<PyObject> _evaluateValue;
    private Ref<PyObject> _value;
    private Ref<PyObject> _module;

    private PyTypeAliasType(PyType type) : base(type)
    {
    }

    /// <summary>The alias of a type statement.</summary>
    internal static PyTypeAliasType Create(ThreadState thread, PyObject name, PyObject typeParams, PyObject evaluateValue)
    {
        var made = thread.EnterNew(new PyTypeAliasType(TypeObject));
        made._name.Value = name;
        made._typeParams.Value = typeParams is PyTuple { Count: > 0 } some ? some : null;
        made._evaluateValue.Value = evaluateValue;
        return made;
    }

    [PyNew(Signature = "(name, value, *, type_params=())")]
    private static PyObject New(
        ThreadState thread,
        PyType type,
        [Keyword] PyStr name,
        [Keyword] PyObject value,
        [KeywordOnly("type_params")] PyObject? typeParams = null)
    {
        if (typeParams is not (null or PyTuple))
            throw Errors.Type("type_params must be a tuple");
        var parameters = (PyTuple?)typeParams;
        if (parameters is not null)
            CheckTypeParams(thread, parameters);
        var made = thread.EnterNew(new PyTypeAliasType(TypeObject));
        made._name.Value = name;
        made._value.Value = value;
        made._typeParams.Value = parameters is { Count: > 0 } ? parameters : null;
        made._module.Value = TypingHelpers.Caller(thread);
        return made;
    }

    private static void CheckTypeParams(ThreadState thread, PyTuple parameters)
    {
        var defaultSeen = false;
        foreach (var parameter in parameters.Items)
        {
            if (parameter is not ITypeParameter known)
                throw Errors.Type($"Expected a type param, got {Op.ReprText(thread, parameter)}");
            if (known.HasDefault())
                defaultSeen = true;
            else if (defaultSeen)
                throw Errors.Type($"non-default type parameter '{Op.ReprText(thread, parameter)}' follows default type parameter");
        }
    }

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr() => $"{_name.Value}";

    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iter(ThreadState thread) => TypingHelpers.UnpackIterator(thread, this);

    [PySlot(nameof(PyType.NbOr))]
    private static PyObject Or(ThreadState thread, PyObject left, PyObject right) => PyUnion.Or(thread, left, right);

    [PySlot(nameof(PyType.MpSubscript))]
    private PyObject Subscript(ThreadState thread, PyObject args) =>
        _typeParams.Value is null
            ? throw Errors.Type("Only generic type aliases are subscriptable")
            : PyGenericAlias.Create(thread, this, args);

    [PyMethod("__reduce__")]
    private PyObject Reduce() => _name.Value!;

    [PyGetter("__name__", Member = true)]
    private PyObject Name => _name.Value!;

    [PyGetter("__parameters__")]
    private PyObject Parameters(ThreadState thread) =>
        _typeParams.Value is { } parameters ? TypingHelpers.UnpackTypeVarTuples(thread, parameters) : PyTuple.Empty;

    [PyGetter("__type_params__")]
    private PyObject TypeParams => _typeParams.Value ?? PyTuple.Empty;

    [PyGetter("__value__")]
    private PyObject Value(ThreadState thread) => TypingHelpers.Evaluate(thread, ref _value, _evaluateValue.Value)!;

    [PyGetter("evaluate_value")]
    private PyObject EvaluateValue(ThreadState thread) => TypingHelpers.Evaluator(thread, _evaluateValue.Value, _value.Value);

    [PyGetter("__module__")]
    private PyObject Module() =>
        _module.Value ?? (_evaluateValue.Value as PyFunction)?.ModuleField.Value ?? PyNone.Instance;
}
