namespace Krait.Runtime;

internal static partial class Intrinsics
{
    /// <summary>The type variable of a type parameter list.</summary>
    public static PyObject TypeVar(ThreadState thread, PyObject name, PyObject? evaluateBound, PyObject? evaluateConstraints) =>
        PyTypeVar.Create(thread, name, evaluateBound, evaluateConstraints);

    /// <summary>The parameter specification of a type parameter list.</summary>
    public static PyObject ParamSpec(ThreadState thread, PyObject name) => PyParamSpec.Create(thread, name);

    /// <summary>The type variable tuple of a type parameter list.</summary>
    public static PyObject TypeVarTuple(ThreadState thread, PyObject name) => PyTypeVarTuple.Create(thread, name);

    /// <summary><c>Generic[params]</c>, the implicit base of a class with type parameters.</summary>
    public static PyObject SubscriptGeneric(ThreadState thread, PyTuple parameters) =>
        TypingHelpers.Call(thread, "_GenericAlias", PyGeneric.TypeObject, TypingHelpers.UnpackTypeVarTuples(thread, parameters));

    /// <summary>The alias of a type statement, from (name, type parameters or None, evaluator).</summary>
    public static PyObject TypeAlias(ThreadState thread, PyTuple parts) => PyTypeAliasType.Create(thread, parts[0], parts[1], parts[2]);

    /// <summary>Gives a function its type parameters.</summary>
    public static PyObject SetFunctionTypeParams(ThreadState thread, PyObject function, PyObject parameters)
    {
        ((PyFunction)function).TypeParamsField.Value = parameters;
        return function;
    }

    /// <summary>Gives a type parameter the function that evaluates its default.</summary>
    public static PyObject SetTypeParamDefault(ThreadState thread, PyObject parameter, PyObject evaluateDefault)
    {
        if (parameter is not ITypeParameter known)
            throw Errors.Type($"Expected a type param, got {Op.ReprText(thread, parameter)}");
        known.SetEvaluateDefault(evaluateDefault);
        return parameter;
    }
}
