using Krait.Runtime;

namespace Krait.Modules.Operators;

/// <summary>
/// Return a callable object that calls the given method on its operand.
/// After f = methodcaller('name'), the call f(r) returns r.name().
/// After g = methodcaller('name', 'date', foo=1), the call g(r) returns
/// r.name('date', foo=1).
/// </summary>
[PyType("methodcaller", Module = "operator", BasicSize = 64)]
[PyModuleType("_operator")]
public sealed partial class PyMethodCaller : PyContainer
{
    private Ref<PyStr> _name;

    /// <summary>The positional arguments, then the values of the keyword arguments.</summary>
    [Counted]
    private PyObject[] _args = [];

    private Ref<PyTuple> _keywordNames;

    private PyMethodCaller(PyType type) : base(type)
    {
    }

    [PyNew(Signature = "(name, /, *args, **kwargs)")]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, [KeywordArguments] PyDict? kwargs)
    {
        if (args.Length == 0)
            throw Errors.Type("methodcaller needs at least one argument, the method name");
        if (args[0] is not PyStr name)
            throw Errors.Type("method name must be a string");
        var made = (PyMethodCaller)type.Allocate!(thread, type);
        made._name.Value = name.GetType() == typeof(PyStr) ? InternTable.Intern(name) : name;
        List<PyObject> all = [.. args[1..]];
        List<PyObject> names = [];
        var position = 0;
        while (kwargs is not null && kwargs.Next(ref position, out var key, out var value))
        {
            names.Add(key);
            all.Add(value);
        }
        made._keywordNames.Value = names.Count > 0 ? PyTuple.FromArray(thread, names.ToArray()) : null;
        foreach (var arg in all)
            Retain(arg);
        made._args = all.ToArray();
        return made;
    }

    [PyGetter("__text_signature__")]
    private string TextSignature() => "(obj, /)";

    [PySlot(nameof(PyType.TpCall))]
    private PyObject Call(ThreadState thread, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var operand = GetterCalls.Operand("methodcaller", args, keywordNames);
        if (!Op.GetMethod(thread, operand, _name.Value!, out var method))
            return Op.Call(thread, method, _args, _keywordNames.Value);
        if (_args.Length == 0)
            return Op.Call(thread, method, operand);
        return Op.Call(thread, method, (ReadOnlySpan<PyObject>)[operand, .. _args], _keywordNames.Value);
    }

    private int PositionalCount => _args.Length - (_keywordNames.Value?.Count ?? 0);

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread)
    {
        if (Op.ReprEnter(thread, this))
            return "operator.methodcaller(...)";
        try
        {
            var text = new System.Text.StringBuilder("operator.methodcaller(").Append(Op.ReprText(thread, _name.Value!));
            for (var i = 0; i < _args.Length; i++)
            {
                text.Append(", ");
                if (i >= PositionalCount)
                    text.Append(_keywordNames.Value![i - PositionalCount]).Append('=');
                text.Append(Op.ReprText(thread, _args[i]));
            }
            return text.Append(')').ToString();
        }
        finally
        {
            Op.ReprLeave(thread, this);
        }
    }

    /// <summary>Return state information for pickling</summary>
    [PyMethod("__reduce__")]
    private PyObject Reduce(ThreadState thread)
    {
        var positional = _args.AsSpan(0, PositionalCount);
        if (_keywordNames.Value is not { } names)
            return PyTuple.Create(thread, Type, PyTuple.Create(thread, [_name.Value!, .. positional]));
        var partial = Op.ImportFrom(thread, "functools", "partial");
        var constructor = Op.Call(
            thread, partial, (ReadOnlySpan<PyObject>)[Type, _name.Value!, .. _args.AsSpan(PositionalCount)], names);
        return PyTuple.Create(thread, constructor, PyTuple.Create(thread, positional));
    }
}
