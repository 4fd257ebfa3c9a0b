using Krait.Runtime;

namespace Krait.Modules.Operators;

/// <summary>
/// Return a callable object that fetches the given item(s) from its operand.
/// After f = itemgetter(2), the call f(r) returns r[2].
/// After g = itemgetter(2, 5, 3), the call g(r) returns (r[2], r[5], r[3])
/// </summary>
[PyType("itemgetter", Module = "operator", BasicSize = 48)]
[PyModuleType("_operator")]
public sealed partial class PyItemGetter : PyGetter
{
    private const int NoIndex = -1;

    /// <summary>The only item where it is a small exact int: an exact tuple or list is then read directly.</summary>
    private int _index = NoIndex;

    private PyItemGetter(PyType type) : base(type)
    {
    }

    [PyNew(Signature = "(item, /, *items)")]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args)
    {
        if (args.Length == 0)
            throw Errors.Type("itemgetter expected at least 1 argument, got 0");
        var made = (PyItemGetter)type.Allocate!(thread, type);
        made.Keys = PyTuple.Create(thread, args);
        if (args.Length == 1 && args[0].GetType() == typeof(PyInt) && Op.AsSsize(args[0]) is >= 0 and <= int.MaxValue and var index)
            made._index = (int)index;
        return made;
    }

    [PySlot(nameof(PyType.TpCall))]
    private PyObject Call(ThreadState thread, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var operand = GetterCalls.Operand("itemgetter", args, keywordNames);
        if (_index >= 0)
        {
            if (operand.GetType() == typeof(PyTuple) && _index < ((PyTuple)operand).Count)
                return ((PyTuple)operand)[_index];
            if (operand.GetType() == typeof(PyList) && _index < ((PyList)operand).Count)
                return ((PyList)operand)[_index];
        }
        var items = Keys;
        if (items.Count == 1)
            return Op.GetItem(thread, operand, items[0]);
        var results = PyList.Create(thread);
        foreach (var item in items.Items)
            results.Append(Op.GetItem(thread, operand, item));
        return PyTuple.Create(thread, results.Items);
    }
}
