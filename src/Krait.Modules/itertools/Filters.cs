using Krait.Runtime;

namespace Krait.Modules.Itertools;

/// <summary>Return a starmap object, whose values are returned from the function evaluated with an argument tuple taken from the given sequence.</summary>
[PyType("starmap", Module = "itertools", BaseType = true, BasicSize = 32)]
[PyModuleType("itertools")]
public partial class PyStarmap : ItertoolsFunctionIterator
{
    private protected PyStarmap(PyType type) : base(type)
    {
    }

    [PyNew]
    private static PyObject New(ThreadState thread, PyType type, PyObject function, PyObject iterable) => Make(thread, type, function, iterable);

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread) =>
        NextOf(thread, Iterator) is { } args ? Op.Call(thread, Function, Op.TupleFrom(thread, args).Items, null) : null;
}

/// <summary>Return successive entries from an iterable as long as the predicate evaluates to true for each entry.</summary>
[PyType("takewhile", Module = "itertools", BaseType = true, BasicSize = 40)]
[PyModuleType("itertools")]
public partial class PyTakeWhile : ItertoolsFunctionIterator
{
    private bool _stopped;

    private protected PyTakeWhile(PyType type) : base(type)
    {
    }

    [PyNew]
    private static PyObject New(ThreadState thread, PyType type, PyObject predicate, PyObject iterable) => Make(thread, type, predicate, iterable);

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread)
    {
        if (_stopped || NextOf(thread, Iterator) is not { } item)
            return null;
        using var held = new Held(thread, item);
        if (Op.IsTrue(thread, Op.Call(thread, Function, item)))
            return item;
        _stopped = true;
        return null;
    }
}

/// <summary>Drop items from the iterable while predicate(item) is true. Afterwards, return every element until the iterable is exhausted.</summary>
[PyType("dropwhile", Module = "itertools", BaseType = true, BasicSize = 40)]
[PyModuleType("itertools")]
public partial class PyDropWhile : ItertoolsFunctionIterator
{
    private bool _started;

    private protected PyDropWhile(PyType type) : base(type)
    {
    }

    [PyNew]
    private static PyObject New(ThreadState thread, PyType type, PyObject predicate, PyObject iterable) => Make(thread, type, predicate, iterable);

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread)
    {
        while (NextOf(thread, Iterator) is { } item)
        {
            if (_started)
                return item;
            using var held = new Held(thread, item);
            if (Op.IsTrue(thread, Op.Call(thread, Function, item)))
                continue;
            _started = true;
            return item;
        }
        return null;
    }
}

/// <summary>Return those items of iterable for which function(item) is false.</summary>
[PyType("filterfalse", Module = "itertools", BaseType = true, BasicSize = 32)]
[PyModuleType("itertools")]
public partial class PyFilterFalse : ItertoolsFunctionIterator
{
    private protected PyFilterFalse(PyType type) : base(type)
    {
    }

    [PyNew]
    private static PyObject New(ThreadState thread, PyType type, PyObject function, PyObject iterable) => Make(thread, type, function, iterable);

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread)
    {
        while (NextOf(thread, Iterator) is { } item)
        {
            using var held = new Held(thread, item);
            var function = Function;
            var isTrue = function is PyNone || ReferenceEquals(function, PyBool.TypeObject)
                ? Op.IsTrue(thread, item)
                : Op.IsTrue(thread, Op.Call(thread, function, item));
            if (!isTrue)
                return item;
        }
        return null;
    }
}

/// <summary>Return data elements corresponding to true selector elements.</summary>
[PyType("compress", Module = "itertools", BaseType = true, BasicSize = 32)]
[PyModuleType("itertools")]
public partial class PyCompress : ItertoolsIterator
{
    private Ref<PyObject> _data;
    private Ref<PyObject> _selectors;

    private protected PyCompress(PyType type) : base(type)
    {
    }

    [PyNew]
    private static PyObject New(ThreadState thread, PyType type, [Keyword] PyObject data, [Keyword] PyObject selectors)
    {
        var made = (PyCompress)type.Allocate!(thread, type);
        made._data.Value = Op.GetIter(thread, data);
        made._selectors.Value = Op.GetIter(thread, selectors);
        return made;
    }

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread)
    {
        while (NextOf(thread, _data.Value!) is { } item)
        {
            using var held = new Held(thread, item);
            if (NextOf(thread, _selectors.Value!) is not { } selector)
                return null;
            if (Op.IsTrue(thread, selector))
                return item;
        }
        return null;
    }
}

/// <summary>Return an iterator whose next() call returns selected values from an iterable.</summary>
[PyType("islice", Module = "itertools", BaseType = true, BasicSize = 56)]
[PyModuleType("itertools")]
public partial class PyISlice : ItertoolsIterator
{
    private Ref<PyObject> _iterator;
    private long _next;
    private long _stop;
    private long _step;
    private long _count;

    private protected PyISlice(PyType type) : base(type)
    {
    }

    [PyNew(Signature = "")]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args)
    {
        if (args.Length is < 2 or > 4)
            throw Errors.Type(args.Length < 2 ? $"islice expected at least 2 arguments, got {args.Length}" : $"islice expected at most 4 arguments, got {args.Length}");
        const string Bounds = "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
        var start = args.Length == 2 ? 0 : Bound(thread, args[1], 0, Bounds);
        var stop = Bound(thread, args[args.Length == 2 ? 1 : 2], -1, args.Length == 2 ? "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize." : Bounds);
        var step = args.Length == 4 ? Bound(thread, args[3], 1, "Step for islice() must be a positive integer or None.") : 1;
        if (step < 1)
            throw Errors.Value("Step for islice() must be a positive integer or None.");
        var made = (PyISlice)type.Allocate!(thread, type);
        made._iterator.Value = Op.GetIter(thread, args[0]);
        made._next = start;
        made._stop = stop;
        made._step = step;
        return made;
    }

    private static long Bound(ThreadState thread, PyObject value, long none, string message)
    {
        if (value is PyNone)
            return none;
        long bound;
        try
        {
            bound = Op.AsIndexLong(thread, value);
        }
        catch (PythonException)
        {
            throw Errors.Value(message);
        }
        return bound >= 0 ? bound : throw Errors.Value(message);
    }

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread)
    {
        if (_iterator.Value is not { } iterator)
            return null;
        while (_count < _next)
        {
            if (_stop >= 0 && _count >= _stop || NextOf(thread, iterator) is null)
            {
                _iterator.Clear();
                return null;
            }
            _count++;
        }
        if (_stop >= 0 && _count >= _stop || NextOf(thread, iterator) is not { } item)
        {
            _iterator.Clear();
            return null;
        }
        _count++;
        _next = _step > long.MaxValue - _next ? _stop : _next + _step;
        if (_stop >= 0 && (_next > _stop || _next < 0))
            _next = _stop;
        return item;
    }
}
