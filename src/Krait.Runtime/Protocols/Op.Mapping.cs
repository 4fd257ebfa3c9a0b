namespace Krait.Runtime;

public static partial class Op
{
    /// <summary><c>len(o)</c>.</summary>
    public static long Length(ThreadState thread, PyObject o)
    {
        var type = o.Type;
        if (type.SqLength is { } sqLength)
            return sqLength(thread, o);
        if (type.MpLength is { } mpLength)
            return mpLength(thread, o);
        throw NoLength(o);
    }

    /// <summary>The TypeError for an object that has no length.</summary>
    internal static PythonException NoLength(PyObject o) => Errors.Type($"object of type '{o.Type.Name}' has no len()");

    /// <summary>The length, or an estimate through <c>__length_hint__</c>, or <paramref name="default"/>.</summary>
    public static long LengthHint(ThreadState thread, PyObject o, long @default = 0)
    {
        if (o.Type.SqLength is not null || o.Type.MpLength is not null)
        {
            try
            {
                return Length(thread, o);
            }
            catch (PythonException error) when (error.Matches(ExceptionTypes.TypeError))
            {
                // A length that fails so is as good as none: the hint is asked for next.
            }
        }
        if (LookupSpecial(thread, o, Names.LengthHint) is not { } method)
            return @default;
        PyObject result;
        try
        {
            result = Call(thread, method);
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.TypeError))
        {
            return @default;
        }
        if (ReferenceEquals(result, PyNotImplemented.Instance))
            return @default;
        if (result is not PyInt number)
            throw Errors.Type($"__length_hint__ must be an integer, not {result.Type.Name}");
        var hint = AsSsize(number);
        return hint >= 0 ? hint : throw Errors.Value("__length_hint__() should return >= 0");
    }

    /// <summary><c>o[key]</c>.</summary>
    public static PyObject GetItem(ThreadState thread, PyObject o, PyObject key)
    {
        var type = o.Type;
        if (type.MpSubscript is { } subscript)
            return subscript(thread, o, key);
        if (type.SqItem is not null)
        {
            return TryAsIndex(thread, key, out var index)
                ? GetItem(thread, o, index)
                : throw Errors.Type($"sequence index must be integer, not '{key.Type.Name}'");
        }
        if (o is PyType cls)
        {
            if (ReferenceEquals(cls, PyType.TypeObject))
                return GenericAlias(thread, cls, key);
            if (TryGetAttr(thread, cls, Names.ClassGetitem) is { } method and not PyNone)
                return Call(thread, method, key);
            throw Errors.Type($"type '{cls.Name}' is not subscriptable");
        }
        throw Errors.Type($"'{type.Name}' object is not subscriptable");
    }

    /// <summary><c>o[key]</c> for a name that C# code knows.</summary>
    public static PyObject GetItem(ThreadState thread, PyObject o, string key) => GetItem(thread, o, PyStr.Intern(key));

    /// <summary><c>o[key] = value</c>.</summary>
    public static void SetItem(ThreadState thread, PyObject o, PyObject key, PyObject value) =>
        AssignItem(thread, o, key, value, "does not support item assignment");

    /// <summary><c>o[key] = value</c> for a name that C# code knows.</summary>
    public static void SetItem(ThreadState thread, PyObject o, string key, PyObject value) => SetItem(thread, o, PyStr.Intern(key), value);

    /// <summary><c>del o[key]</c>.</summary>
    public static void DelItem(ThreadState thread, PyObject o, PyObject key) =>
        AssignItem(thread, o, key, null, "does not support item deletion");

    private static void AssignItem(ThreadState thread, PyObject o, PyObject key, PyObject? value, string problem)
    {
        var type = o.Type;
        if (type.MpAssSubscript is { } assign)
        {
            assign(thread, o, key, value);
            return;
        }
        if (type.SqAssItem is not { } assignIndexed)
            throw Errors.Type($"'{type.Name}' object {problem}");
        if (!TryAsIndex(thread, key, out var index))
            throw Errors.Type($"sequence index must be integer, not '{key.Type.Name}'");
        assignIndexed(thread, o, FromEnd(thread, o, index), value);
    }

    /// <summary>The value of a key of a mapping; null where it raises KeyError. An exact dict is asked without exceptions.</summary>
    public static PyObject? TryGetMappingItem(ThreadState thread, PyObject mapping, PyObject key)
    {
        if (mapping.GetType() == typeof(PyDict))
            return ((PyDict)mapping).GetItem(thread, key);
        // A class derived from dict that has the subscripts of dict: the namespace of an enum's body, for one.
        if (mapping is PyDict derived && ReferenceEquals(mapping.Type.MpSubscript, PyDict.TypeObject.MpSubscript)
            && mapping.Type.Lookup(Names.Missing) is null)
        {
            return derived.GetItem(thread, key);
        }
        try
        {
            return GetItem(thread, mapping, key);
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.KeyError))
        {
            return null;
        }
    }

    /// <summary>True where the object has subscripts by key; sequences of Python classes count too.</summary>
    public static bool IsMapping(PyObject o) => o.Type.MpSubscript is not null;

    /// <summary>The keys as a list.</summary>
    public static PyList MappingKeys(ThreadState thread, PyObject mapping) => MethodAsList(thread, mapping, Names.Keys);

    /// <summary>The values as a list.</summary>
    public static PyList MappingValues(ThreadState thread, PyObject mapping) => MethodAsList(thread, mapping, Names.Values);

    /// <summary>The pairs as a list.</summary>
    public static PyList MappingItems(ThreadState thread, PyObject mapping) => MethodAsList(thread, mapping, Names.Items);

    private static PyList MethodAsList(ThreadState thread, PyObject mapping, PyStr method)
    {
        var result = CallMethod(thread, mapping, method);
        if (!IsIterable(result))
            throw Errors.Type($"{mapping.Type.Name}.{method}() returned a non-iterable (type {result.Type.Name})");
        return ListFrom(thread, result);
    }
}
