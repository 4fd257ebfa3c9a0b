using Krait.Runtime;

namespace Krait.Modules.Itertools;

/// <summary>Return a chain object whose next() returns elements from the first iterable until it is exhausted, then from the next.</summary>
[PyType("chain", Module = "itertools", BaseType = true, BasicSize = 32, IsGeneric = true)]
[PyModuleType("itertools")]
public partial class PyChain : ItertoolsIterator
{
    private Ref<PyObject> _source;
    private Ref<PyObject> _active;

    private protected PyChain(PyType type) : base(type)
    {
    }

    [PyNew(Signature = "(*iterables)")]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> iterables) =>
        Make(thread, type, Op.GetIter(thread, PyTuple.Create(thread, iterables)));

    private static PyChain Make(ThreadState thread, PyType type, PyObject source)
    {
        var made = (PyChain)type.Allocate!(thread, type);
        made._source.Value = source;
        return made;
    }

    /// <summary>Alternative chain() constructor taking a single iterable argument that evaluates lazily.</summary>
    [PyClassMethod("from_iterable")]
    private static PyObject FromIterable(ThreadState thread, PyType cls, PyObject iterable) => Make(thread, cls, Op.GetIter(thread, iterable));

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread)
    {
        while (_source.Value is { } source)
        {
            if (_active.Value is null)
            {
                var iterable = NextOf(thread, source);
                if (iterable is null)
                {
                    _source.Clear();
                    return null;
                }
                _active.Value = Op.GetIter(thread, iterable);
            }
            if (NextOf(thread, _active.Value!) is { } item)
                return item;
            _active.Clear();
        }
        return null;
    }
}

/// <summary>Make an iterator that returns object over and over again, or the given number of times.</summary>
[PyType("repeat", Module = "itertools", BaseType = true, BasicSize = 32)]
[PyModuleType("itertools")]
public partial class PyRepeat : ItertoolsIterator
{
    private Ref<PyObject> _element;
    private long _left;

    private protected PyRepeat(PyType type) : base(type)
    {
    }

    [PyNew(Signature = "(object [,times])")]
    private static PyObject New(ThreadState thread, PyType type, [Keyword("object")] PyObject element, [Keyword("times")] PyObject? times = null)
    {
        var made = (PyRepeat)type.Allocate!(thread, type);
        made._element.Value = element;
        made._left = times is null ? -1 : Math.Max(0, Op.AsIndexLong(thread, times));
        return made;
    }

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next()
    {
        if (_left == 0)
            return null;
        if (_left > 0)
            _left--;
        return _element.Value;
    }

    /// <summary>Private method returning an estimate of len(list(it)).</summary>
    [PyMethod("__length_hint__")]
    private long LengthHint() => _left >= 0 ? _left : throw Errors.Type("len() of unsized object");

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread) =>
        _left < 0 ? $"repeat({Op.ReprText(thread, _element.Value!)})" : $"repeat({Op.ReprText(thread, _element.Value!)}, {_left})";
}

/// <summary>Return elements from the iterable until it is exhausted. Then repeat the sequence indefinitely.</summary>
[PyType("cycle", Module = "itertools", BaseType = true, BasicSize = 40)]
[PyModuleType("itertools")]
public partial class PyCycle : ItertoolsIterator
{
    private Ref<PyObject> _iterator;
    private Ref<PyList> _saved;
    private int _index;

    private protected PyCycle(PyType type) : base(type)
    {
    }

    [PyNew]
    private static PyObject New(ThreadState thread, PyType type, PyObject iterable)
    {
        var made = (PyCycle)type.Allocate!(thread, type);
        made._iterator.Value = Op.GetIter(thread, iterable);
        made._saved.Value = PyList.Create(thread);
        return made;
    }

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread)
    {
        var saved = _saved.Value!;
        if (_iterator.Value is { } iterator)
        {
            if (NextOf(thread, iterator) is { } item)
            {
                saved.Append(item);
                return item;
            }
            _iterator.Clear();
        }
        if (saved.Count == 0)
            return null;
        var again = saved[_index++];
        if (_index >= saved.Count)
            _index = 0;
        return again;
    }
}

/// <summary>Return a count object whose next() returns consecutive values.</summary>
[PyType("count", Module = "itertools", BaseType = true, BasicSize = 40)]
[PyModuleType("itertools")]
public partial class PyCount : ItertoolsIterator
{
    private Ref<PyObject> _value;
    private Ref<PyObject> _step;

    private protected PyCount(PyType type) : base(type)
    {
    }

    [PyNew]
    private static PyObject New(ThreadState thread, PyType type, [Keyword][Default("0")] PyObject? start = null, [Keyword][Default("1")] PyObject? step = null)
    {
        start ??= PyInt.From(0);
        step ??= PyInt.From(1);
        if (start is not (PyInt or PyFloat or PyComplex) && start.Type.NbFloat is null && start.Type.NbIndex is null
            || step is not (PyInt or PyFloat or PyComplex) && step.Type.NbFloat is null && step.Type.NbIndex is null)
            throw Errors.Type("a number is required");
        var made = (PyCount)type.Allocate!(thread, type);
        made._value.Value = start;
        made._step.Value = step;
        return made;
    }

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread)
    {
        var value = _value.Value!;
        var next = Op.Add(thread, value, _step.Value!);
        PyObject.Retain(value);
        _value.Value = next;
        return Float(thread, value);
    }

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread) => _step.Value is PyInt { Value: 1, IsLarge: false }
        ? $"count({Op.ReprText(thread, _value.Value!)})"
        : $"count({Op.ReprText(thread, _value.Value!)}, {Op.ReprText(thread, _step.Value!)})";
}
