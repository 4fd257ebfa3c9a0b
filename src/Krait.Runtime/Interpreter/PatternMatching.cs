namespace Krait.Runtime;

/// <summary>Mapping and class patterns of match statements (PEP 634).</summary>
internal static class PatternMatching
{
    /// <summary>The values of the keys as a tuple, or None where one is missing.</summary>
    public static PyObject Keys(ThreadState thread, PyObject subject, PyTuple keys)
    {
        if (keys.Count == 0)
            return PyTuple.Empty;
        var get = Op.GetAttr(thread, subject, Names.Get);
        var seen = PySet.Create(thread);
        var dummy = thread.EnterNew(new PyInstance(PyInstance.ObjectType));
        var values = new PyObject[keys.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var key = keys[i];
            if (seen.Contains(thread, key))
                throw Errors.Value($"mapping pattern checks duplicate key ({Op.ReprText(thread, key)})");
            seen.Add(thread, key);
            var value = Op.Call(thread, get, key, dummy);
            if (ReferenceEquals(value, dummy))
                return PyNone.Instance;
            values[i] = value;
        }
        return PyTuple.Create(thread, values);
    }

    /// <summary>The attributes that a class pattern asks for as a tuple, or None where the subject does not match.</summary>
    public static PyObject Class(ThreadState thread, PyObject subject, PyObject type, int positional, PyTuple keywords)
    {
        if (type is not PyType cls)
            throw Errors.Type($"called match pattern must be a class");
        if (!Op.IsInstance(thread, subject, cls))
            return PyNone.Instance;
        var seen = new HashSet<string>();
        var attributes = new List<PyObject>();
        if (positional > 0 && !AddPositional(thread, subject, cls, positional, seen, attributes))
            return PyNone.Instance;
        foreach (var keyword in keywords.Items)
        {
            if (Attribute(thread, subject, cls, (PyStr)keyword, seen) is not { } value)
                return PyNone.Instance;
            attributes.Add(value);
        }
        return PyTuple.Create(thread, attributes.ToArray());
    }

    private static bool AddPositional(
        ThreadState thread, PyObject subject, PyType type, int positional, HashSet<string> seen, List<PyObject> attributes)
    {
        var matchSelf = false;
        var matchArgs = Op.TryGetAttr(thread, type, Names.MatchArgs);
        PyTuple names;
        if (matchArgs is null)
        {
            names = PyTuple.Empty;
            matchSelf = (type.Features & TypeFlags.MatchSelf) != 0;
        }
        else
        {
            if (matchArgs.GetType() != typeof(PyTuple))
                throw Errors.Type($"{type.Name}.__match_args__ must be a tuple (got {matchArgs.Type.Name})");
            names = (PyTuple)matchArgs;
        }
        var allowed = matchSelf ? 1 : names.Count;
        if (allowed < positional)
            throw Errors.Type($"{type.Name}() accepts {allowed} positional sub-pattern{(allowed == 1 ? "" : "s")} ({positional} given)");
        if (matchSelf)
        {
            attributes.Add(subject);
            return true;
        }
        for (var i = 0; i < positional; i++)
        {
            if (names[i] is not PyStr name)
                throw Errors.Type($"__match_args__ elements must be strings (got {names[i].Type.Name})");
            if (Attribute(thread, subject, type, name, seen) is not { } value)
                return false;
            attributes.Add(value);
        }
        return true;
    }

    private static PyObject? Attribute(ThreadState thread, PyObject subject, PyType type, PyStr name, HashSet<string> seen)
    {
        if (!seen.Add(name.ToString()))
            throw Errors.Type($"{type.Name}() got multiple sub-patterns for attribute {Op.ReprText(thread, name)}");
        return Op.TryGetAttr(thread, subject, name);
    }
}
