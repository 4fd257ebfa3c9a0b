using Krait.Runtime;

namespace Krait.Modules.Operators;

/// <summary>
/// Return a callable object that fetches the given attribute(s) from its operand.
/// After f = attrgetter('name'), the call f(r) returns r.name.
/// After g = attrgetter('name', 'date'), the call g(r) returns (r.name, r.date).
/// After h = attrgetter('name.first', 'name.last'), the call h(r) returns
/// (r.name.first, r.name.last).
/// </summary>
[PyType("attrgetter", Module = "operator", BasicSize = 40)]
[PyModuleType("_operator")]
public sealed partial class PyAttrGetter : PyGetter
{
    /// <summary>The interned parts of each dotted name.</summary>
    private PyStr[][] _paths = [];

    private PyAttrGetter(PyType type) : base(type)
    {
    }

    [PyNew(Signature = "(attr, /, *attrs)")]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args)
    {
        if (args.Length == 0)
            throw Errors.Type("attrgetter expected at least 1 argument, got 0");
        var paths = new PyStr[args.Length][];
        for (var i = 0; i < paths.Length; i++)
        {
            if (args[i] is not PyStr name)
                throw Errors.Type("attribute name must be a string");
            paths[i] = Array.ConvertAll(name.ToString().Split('.'), PyStr.Intern);
        }
        var made = (PyAttrGetter)type.Allocate!(thread, type);
        made.Keys = PyTuple.Create(thread, args);
        made._paths = paths;
        return made;
    }

    [PySlot(nameof(PyType.TpCall))]
    private PyObject Call(ThreadState thread, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var operand = GetterCalls.Operand("attrgetter", args, keywordNames);
        if (_paths.Length == 1)
            return Follow(thread, operand, _paths[0]);
        var results = PyList.Create(thread);
        foreach (var path in _paths)
            results.Append(Follow(thread, operand, path));
        return PyTuple.Create(thread, results.Items);
    }

    private static PyObject Follow(ThreadState thread, PyObject operand, PyStr[] path)
    {
        var value = Op.GetAttr(thread, operand, path[0]);
        for (var i = 1; i < path.Length; i++)
        {
            using var held = new Held(thread, value);
            value = Op.GetAttr(thread, value, path[i]);
        }
        return value;
    }
}
