namespace Krait.Runtime;

/// <summary>What the type parameters share: the functions of <c>typing</c> that they delegate to, evaluators, constructor checks.</summary>
internal static class TypingHelpers
{
    private const long StringFormat = 4;

    /// <summary>Calls a function of the module <c>typing</c>.</summary>
    public static PyObject Call(ThreadState thread, string function, params ReadOnlySpan<PyObject> args) =>
        Op.Call(thread, Op.ImportFrom(thread, "typing", function), args);

    /// <summary>The name of the module whose function calls the constructor; None where there is none.</summary>
    public static PyObject Caller(ThreadState thread) => thread.Frame?.Function?.ModuleField.Value ?? PyNone.Instance;

    /// <summary>Notes the calling module as the object's <c>__module__</c>.</summary>
    public static void SetModule(ThreadState thread, PyObject o) => Op.SetAttr(thread, o, Names.Module, Caller(thread));

    /// <summary>A type given to a constructor, checked by <c>typing._type_check</c>; None stands for its type.</summary>
    public static PyObject CheckType(ThreadState thread, PyObject type, string message) =>
        type is PyNone ? PyNone.TypeObject : Call(thread, "_type_check", type, PyStr.From(message));

    /// <summary>Checks a bound: null where there is none.</summary>
    public static PyObject? CheckBound(ThreadState thread, PyObject? bound) =>
        bound is null or PyNone ? null : CheckType(thread, bound, "Bound must be a type.");

    /// <summary>Refuses combinations of variance that mean nothing.</summary>
    public static void CheckVariance(bool covariant, bool contravariant, bool inferVariance)
    {
        if (covariant && contravariant)
            throw Errors.Value("Bivariant types are not supported.");
        if (inferVariance && (covariant || contravariant))
            throw Errors.Value("Variance cannot be specified with infer_variance.");
    }

    /// <summary>A type parameter's name with the sign of its variance.</summary>
    public static string NameWithVariance(PyObject? name, bool covariant, bool contravariant, bool inferVariance) =>
        inferVariance ? $"{name}" : covariant ? $"+{name}" : contravariant ? $"-{name}" : $"~{name}";

    /// <summary>The value, evaluated at the first need; null where there is neither a value nor an evaluator.</summary>
    public static PyObject? Evaluate(ThreadState thread, ref Ref<PyObject> value, PyObject? evaluator)
    {
        if (value.Value is { } known)
            return known;
        if (evaluator is null)
            return null;
        var made = Op.Call(thread, evaluator);
        value.Value = made;
        return made;
    }

    /// <summary>The function that evaluates: the compiler's, or one that gives the known value; None for neither.</summary>
    public static PyObject Evaluator(ThreadState thread, PyObject? evaluator, PyObject? value) =>
        evaluator ?? (value is null ? PyNone.Instance : PyConstEvaluator.Create(thread, value));

    /// <summary>True where a type parameter has a default: an evaluator, or a value other than NoDefault.</summary>
    public static bool HasDefault(PyObject? evaluator, PyObject? value) => evaluator is not null || value is not (null or PyNoDefault);

    /// <summary><c>typing.Unpack[o]</c>.</summary>
    public static PyObject Unpack(ThreadState thread, PyObject o) => Op.GetItem(thread, Op.ImportFrom(thread, "typing", "Unpack"), o);

    /// <summary>An iterator that gives <c>typing.Unpack[o]</c> once.</summary>
    public static PyObject UnpackIterator(ThreadState thread, PyObject o) => Op.GetIter(thread, PyTuple.Create(thread, Unpack(thread, o)));

    /// <summary>The parameters with every TypeVarTuple among them unpacked.</summary>
    public static PyTuple UnpackTypeVarTuples(ThreadState thread, PyTuple parameters)
    {
        var found = false;
        foreach (var parameter in parameters.Items)
            found |= parameter is PyTypeVarTuple;
        if (!found)
            return parameters;
        var unpacked = new PyObject[parameters.Count];
        for (var i = 0; i < unpacked.Length; i++)
            unpacked[i] = parameters[i] is PyTypeVarTuple ? Unpack(thread, parameters[i]) : parameters[i];
        return PyTuple.Create(thread, unpacked);
    }

    /// <summary>The error of an attempt to derive a class from a type parameter.</summary>
    public static PythonException CannotSubclass(string name) => Errors.Type($"Cannot subclass an instance of {name}");

    /// <summary>The text of a value in the format STRING of annotations.</summary>
    public static PyObject Format(ThreadState thread, PyObject value, long format)
    {
        if (format != StringFormat)
            return value;
        var text = new System.Text.StringBuilder();
        if (value is not PyTuple tuple)
        {
            TypeText.Append(thread, text, value);
            return PyStr.From(text.ToString());
        }
        text.Append('(');
        for (var i = 0; i < tuple.Count; i++)
        {
            if (i > 0)
                text.Append(", ");
            TypeText.Append(thread, text, tuple[i]);
        }
        return PyStr.From(text.Append(')').ToString());
    }
}

/// <summary>What <c>def f[T = default]</c> sets.</summary>
internal interface ITypeParameter
{
    /// <summary>True where the parameter has a default.</summary>
    bool HasDefault();

    /// <summary>Sets the function that evaluates the default.</summary>
    void SetEvaluateDefault(PyObject evaluator);
}
