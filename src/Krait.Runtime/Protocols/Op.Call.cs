namespace Krait.Runtime;

public static partial class Op
{
    /// <summary>True where the object can be called.</summary>
    public static bool IsCallable(PyObject o) => o.Type.TpCall is not null;

    /// <summary>Calls with positional arguments.</summary>
    public static PyObject Call(ThreadState thread, PyObject callable, params ReadOnlySpan<PyObject> args) =>
        Call(thread, callable, args, null);

    /// <inheritdoc cref="Call(ThreadState, PyObject, ReadOnlySpan{PyObject})"/>
    /// <remarks>For two to four arguments, as in the other methods of this form: the compiler's own room for them is a generic struct, which is compiled at every start.</remarks>
    public static PyObject Call(ThreadState thread, PyObject callable, PyObject a, PyObject b)
    {
        var places = default(ArgumentPlaces2);
        return Call(thread, callable, places.Fill(a, b), null);
    }

    /// <inheritdoc cref="Call(ThreadState, PyObject, PyObject, PyObject)"/>
    public static PyObject Call(ThreadState thread, PyObject callable, PyObject a, PyObject b, PyObject c)
    {
        var places = default(ArgumentPlaces4);
        return Call(thread, callable, places.Fill(a, b, c), null);
    }

    /// <inheritdoc cref="Call(ThreadState, PyObject, PyObject, PyObject)"/>
    public static PyObject Call(ThreadState thread, PyObject callable, PyObject a, PyObject b, PyObject c, PyObject d)
    {
        var places = default(ArgumentPlaces4);
        return Call(thread, callable, places.Fill(a, b, c, d), null);
    }

    /// <summary>
    /// Calls with positional arguments, followed by the values of the keyword arguments that <paramref name="keywordNames"/> names.
    /// </summary>
    public static PyObject Call(ThreadState thread, PyObject callable, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        EnterRecursion(thread, " while calling a Python object");
        if (callable.Type.TpCall is not { } call)
            throw Errors.Type($"'{callable.Type.Name}' object is not callable");
        return call(thread, callable, args, keywordNames is { Count: 0 } ? null : keywordNames);
    }

    /// <summary>Calls as <c>callable(*args, **kwargs)</c> does.</summary>
    public static PyObject CallWithDict(ThreadState thread, PyObject callable, PyTuple args, PyDict? kwargs)
    {
        if (kwargs is null || kwargs.Count == 0)
            return Call(thread, callable, args.Items, null);
        var all = new PyObject[args.Count + kwargs.Count];
        args.Items.CopyTo(all);
        var names = new PyObject[kwargs.Count];
        var position = 0;
        var count = 0;
        while (kwargs.Next(ref position, out var name, out var value))
        {
            if (name is not PyStr)
                throw Errors.Type("keywords must be strings");
            names[count] = name;
            all[args.Count + count++] = value;
        }
        // The callee may change the dict: its values must live through the call.
        using var held = new HeldReferences(thread, all);
        return Call(thread, callable, all, PyTuple.FromArray(thread, names));
    }

    /// <summary>Calls a method.</summary>
    public static PyObject CallMethod(ThreadState thread, PyObject o, PyStr name, params ReadOnlySpan<PyObject> args)
    {
        if (!GetMethod(thread, o, name, out var method))
            return Call(thread, method, args, null);
        switch (args.Length)
        {
            case 0: return Call(thread, method, o);
            case 1: return Call(thread, method, o, args[0]);
            case 2: return Call(thread, method, o, args[0], args[1]);
            default: return Call(thread, method, (ReadOnlySpan<PyObject>)[o, .. args], null);
        }
    }

    /// <inheritdoc cref="CallMethod(ThreadState, PyObject, PyStr, ReadOnlySpan{PyObject})"/>
    public static PyObject CallMethod(ThreadState thread, PyObject o, PyStr name, PyObject a, PyObject b) =>
        GetMethod(thread, o, name, out var method) ? Call(thread, method, o, a, b) : Call(thread, method, a, b);

    /// <inheritdoc cref="CallMethod(ThreadState, PyObject, PyStr, ReadOnlySpan{PyObject})"/>
    public static PyObject CallMethod(ThreadState thread, PyObject o, PyStr name, PyObject a, PyObject b, PyObject c) =>
        GetMethod(thread, o, name, out var method) ? Call(thread, method, o, a, b, c) : Call(thread, method, a, b, c);

    /// <inheritdoc cref="CallMethod(ThreadState, PyObject, PyStr, ReadOnlySpan{PyObject})"/>
    public static PyObject CallMethod(ThreadState thread, PyObject o, string name, PyObject a, PyObject b) =>
        CallMethod(thread, o, PyStr.Intern(name), a, b);

    /// <inheritdoc cref="CallMethod(ThreadState, PyObject, PyStr, ReadOnlySpan{PyObject})"/>
    public static PyObject CallMethod(ThreadState thread, PyObject o, string name, PyObject a, PyObject b, PyObject c) =>
        CallMethod(thread, o, PyStr.Intern(name), a, b, c);

    /// <inheritdoc cref="CallMethod(ThreadState, PyObject, PyStr, ReadOnlySpan{PyObject})"/>
    public static PyObject CallMethod(ThreadState thread, PyObject o, string name, params ReadOnlySpan<PyObject> args) =>
        CallMethod(thread, o, PyStr.Intern(name), args);
}

/// <summary>Keeps objects alive while Python code runs that could let go of them.</summary>
internal readonly ref struct HeldReferences
{
    private readonly ThreadState _thread;
    private readonly PyObject[] _items;

    public HeldReferences(ThreadState thread, PyObject[] items)
    {
        _thread = thread;
        _items = items;
        foreach (var item in items)
            PyObject.Retain(item);
    }

    public void Dispose()
    {
        foreach (var item in _items)
            PyObject.Float(_thread, item);
    }
}

/// <summary>Keeps one object alive while Python code runs that could let go of it.</summary>
internal readonly ref struct Held
{
    private readonly ThreadState _thread;
    private readonly PyObject _item;

    public Held(ThreadState thread, PyObject item)
    {
        _thread = thread;
        _item = item;
        PyObject.Retain(item);
    }

    public void Dispose() => PyObject.Float(_thread, _item);
}
