using Krait.Runtime;

namespace Krait.Modules.Itertools;

/// <summary>Return series of accumulated sums (or other binary function results).</summary>
[PyType("accumulate", Module = "itertools", BaseType = true, BasicSize = 48)]
[PyModuleType("itertools")]
public partial class PyAccumulate : ItertoolsIterator
{
    private Ref<PyObject> _iterator;
    private Ref<PyObject> _function;
    private Ref<PyObject> _total;
    private Ref<PyObject> _initial;

    private protected PyAccumulate(PyType type) : base(type)
    {
    }

    [PyNew]
    private static PyObject New(
        ThreadState thread, PyType type, [Keyword] PyObject iterable, [Keyword][NoneAllowed][Default("None")] PyObject? func = null,
        [KeywordOnly][NoneAllowed][Default("None")] PyObject? initial = null)
    {
        var made = (PyAccumulate)type.Allocate!(thread, type);
        made._iterator.Value = Op.GetIter(thread, iterable);
        made._function.Value = func;
        made._initial.Value = initial;
        return made;
    }

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread)
    {
        if (_initial.Value is { } initial)
        {
            _total.Value = initial;
            _initial.Clear();
            return initial;
        }
        if (NextOf(thread, _iterator.Value!) is not { } item)
            return null;
        if (_total.Value is { } total)
        {
            using var held = new Held(thread, item);
            item = _function.Value is { } function ? Op.Call(thread, function, total, item) : Op.Add(thread, total, item);
        }
        _total.Value = item;
        return item;
    }
}

/// <summary>Return an iterator of overlapping pairs taken from the input iterator.</summary>
[PyType("pairwise", Module = "itertools", BaseType = true, BasicSize = 40)]
[PyModuleType("itertools")]
public partial class PyPairwise : ItertoolsIterator
{
    private Ref<PyObject> _iterator;
    private Ref<PyObject> _old;

    private protected PyPairwise(PyType type) : base(type)
    {
    }

    [PyNew]
    private static PyObject New(ThreadState thread, PyType type, PyObject iterable)
    {
        var made = (PyPairwise)type.Allocate!(thread, type);
        made._iterator.Value = Op.GetIter(thread, iterable);
        return made;
    }

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread)
    {
        if (_iterator.Value is not { } iterator)
            return null;
        if (_old.Value is null)
        {
            _old.Value = NextOf(thread, iterator);
            // The iterator may have used this object, and ended it.
            if (_old.Value is null || !ReferenceEquals(_iterator.Value, iterator))
                return End();
        }
        var old = _old.Value;
        using var heldOld = new Held(thread, old);
        using var heldIterator = new Held(thread, iterator);
        if (NextOf(thread, iterator) is not { } next)
            return End();
        var pair = PyTuple.Create(thread, old, next);
        _old.Value = next;
        return pair;
    }

    private PyObject? End()
    {
        _iterator.Clear();
        _old.Clear();
        return null;
    }
}

/// <summary>Batch data into tuples of length n. The last batch may be shorter than n.</summary>
[PyType("batched", Module = "itertools", BaseType = true, BasicSize = 40)]
[PyModuleType("itertools")]
public partial class PyBatched : ItertoolsIterator
{
    private Ref<PyObject> _iterator;
    private long _size;
    private bool _strict;

    private protected PyBatched(PyType type) : base(type)
    {
    }

    [PyNew]
    private static PyObject New(ThreadState thread, PyType type, [Keyword] PyObject iterable, [Keyword] long n, [KeywordOnly] bool strict = false)
    {
        if (n < 1)
            throw Errors.Value("n must be at least one");
        var made = (PyBatched)type.Allocate!(thread, type);
        made._iterator.Value = Op.GetIter(thread, iterable);
        made._size = n;
        made._strict = strict;
        return made;
    }

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread)
    {
        if (_iterator.Value is not { } iterator)
            return null;
        var list = PyList.Create(thread);
        while (list.Count < _size && NextOf(thread, iterator) is { } item)
            list.Append(item);
        if (list.Count == _size)
            return PyTuple.Create(thread, list.Items);
        _iterator.Clear();
        if (list.Count == 0)
            return null;
        if (_strict)
            throw Errors.Value("batched(): incomplete batch");
        return PyTuple.Create(thread, list.Items);
    }
}

/// <summary>Return a zip_longest object whose next() returns a tuple; shorter iterables are filled up.</summary>
[PyType("zip_longest", Module = "itertools", BaseType = true, BasicSize = 48)]
[PyModuleType("itertools")]
public partial class PyZipLongest : ItertoolsIterator
{
    private Ref<PyObject> _fill;

    [Counted]
    private PyObject?[] _iterators = [];

    private int _active;

    private protected PyZipLongest(PyType type) : base(type)
    {
    }

    [PyNew(Signature = "(*iterables, fillvalue=None)")]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> iterables, [KeywordOnly] PyObject? fillvalue = null)
    {
        var made = (PyZipLongest)type.Allocate!(thread, type);
        var iterators = new PyObject?[iterables.Length];
        for (var i = 0; i < iterators.Length; i++)
        {
            iterators[i] = Op.GetIter(thread, iterables[i]);
            Retain(iterators[i]!);
        }
        made._iterators = iterators;
        made._active = iterators.Length;
        made._fill.Value = fillvalue ?? PyNone.Instance;
        return made;
    }

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread)
    {
        if (_iterators.Length == 0 || _active == 0)
            return null;
        var row = PyList.Create(thread);
        for (var i = 0; i < _iterators.Length; i++)
        {
            var item = _iterators[i] is { } iterator ? NextOf(thread, iterator) : null;
            if (item is null && _iterators[i] is { } ended)
            {
                _iterators[i] = null;
                Release(ended);
                if (--_active == 0)
                    return null;
            }
            row.Append(item ?? _fill.Value!);
        }
        return PyTuple.Create(thread, row.Items);
    }
}

/// <summary>Make an iterator that returns consecutive keys and groups from the iterable.</summary>
[PyType("groupby", Module = "itertools", BaseType = true, BasicSize = 64)]
[PyModuleType("itertools")]
public partial class PyGroupBy : ItertoolsIterator
{
    private Ref<PyObject> _iterator;
    private Ref<PyObject> _keyFunction;
    internal Ref<PyObject> TargetKey;
    internal Ref<PyObject> CurrentKey;
    internal Ref<PyObject> CurrentValue;
    internal Ref<PyObject> CurrentGroup;

    private protected PyGroupBy(PyType type) : base(type)
    {
    }

    [PyNew]
    private static PyObject New(ThreadState thread, PyType type, [Keyword] PyObject iterable, [Keyword][NoneAllowed][Default("None")] PyObject? key = null)
    {
        var made = (PyGroupBy)type.Allocate!(thread, type);
        made._iterator.Value = Op.GetIter(thread, iterable);
        made._keyFunction.Value = key;
        return made;
    }

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread)
    {
        CurrentGroup.Clear();
        while (true)
        {
            if (CurrentKey.Value is { } key && (TargetKey.Value is null || !Op.AreEqual(thread, TargetKey.Value, key)))
                break;
            if (!Step(thread))
                return null;
        }
        TargetKey.Value = CurrentKey.Value;
        var group = PyGrouper.Create(thread, this, TargetKey.Value!);
        CurrentGroup.Value = group;
        return PyTuple.Create(thread, CurrentKey.Value!, group);
    }

    /// <summary>Reads one more item; false at the end.</summary>
    internal bool Step(ThreadState thread)
    {
        if (NextOf(thread, _iterator.Value!) is not { } item)
            return false;
        using var held = new Held(thread, item);
        CurrentKey.Value = _keyFunction.Value is { } function ? Op.Call(thread, function, item) : item;
        CurrentValue.Value = item;
        return true;
    }
}

/// <remarks>The items of one group.</remarks>
[PyType("_grouper", Module = "itertools", BasicSize = 32, NoInstantiation = true)]
[PyModuleType("itertools")]
public sealed partial class PyGrouper : ItertoolsIterator
{
    private Ref<PyGroupBy> _parent;
    private Ref<PyObject> _key;

    private PyGrouper() : base(TypeObject)
    {
    }

    internal static PyGrouper Create(ThreadState thread, PyGroupBy parent, PyObject key)
    {
        var made = thread.EnterNew(new PyGrouper());
        made._parent.Value = parent;
        made._key.Value = key;
        return made;
    }

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread)
    {
        var parent = _parent.Value!;
        if (!ReferenceEquals(parent.CurrentGroup.Value, this))
            return null;
        if (parent.CurrentValue.Value is null && !parent.Step(thread))
            return null;
        if (!Op.AreEqual(thread, _key.Value!, parent.CurrentKey.Value!))
            return null;
        return parent.CurrentValue.Take(thread);
    }
}

/// <summary>Iterator wrapped to make it copyable.</summary>
[PyType("_tee", Module = "itertools", BasicSize = 40)]
[PyModuleType("itertools")]
public sealed partial class PyTee : ItertoolsIterator, IWeakReferenceable
{
    private Ref<PyTeeBlock> _block;
    private int _index;
    private WeakReferenceList? _weakReferences;

    private PyTee(PyType type) : base(type)
    {
    }

    internal override ref WeakReferenceList? WeakReferences => ref _weakReferences;

    [PyNew]
    private static PyObject New(ThreadState thread, PyType type, PyObject iterable) =>
        iterable is PyTee tee ? tee.CopyOf(thread) : FromIterable(thread, iterable);

    internal static PyTee FromIterable(ThreadState thread, PyObject iterable)
    {
        var source = Op.GetIter(thread, iterable);
        if (source is PyTee tee)
            return tee.CopyOf(thread);
        var made = thread.EnterNew(new PyTee(TypeObject));
        made._block.Value = PyTeeBlock.Create(thread, source);
        return made;
    }

    /// <summary>Returns an independent iterator.</summary>
    [PyMethod("__copy__")]
    internal PyTee CopyOf(ThreadState thread)
    {
        var made = thread.EnterNew(new PyTee(TypeObject));
        made._block.Value = _block.Value;
        made._index = _index;
        return made;
    }

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread)
    {
        var block = _block.Value!;
        if (_index == PyTeeBlock.Size)
        {
            block = block.NextBlock(thread);
            _block.Value = block;
            _index = 0;
        }
        if (block.Read(thread, _index) is not { } item)
            return null;
        _index++;
        return item;
    }
}

/// <summary>Items that a tee has read, and what comes behind them. A block lives as long as an iterator that has not passed it.</summary>
[PyType("_tee_dataobject", Module = "itertools", BasicSize = 40, NoInstantiation = true)]
public sealed partial class PyTeeBlock : PyContainer
{
    /// <summary>As many items as fill CPython's block.</summary>
    internal const int Size = 57;

    private Ref<PyObject> _source;

    [Counted(Length = nameof(_count))]
    private PyObject[] _items = new PyObject[8];

    private Ref<PyTeeBlock> _next;
    private int _count;
    private bool _isRunning;

    private PyTeeBlock() : base(TypeObject)
    {
    }

    internal static PyTeeBlock Create(ThreadState thread, PyObject source)
    {
        var block = thread.EnterNew(new PyTeeBlock());
        block._source.Value = source;
        return block;
    }

    internal PyTeeBlock NextBlock(ThreadState thread)
    {
        _next.Value ??= Create(thread, _source.Value!);
        return _next.Value;
    }

    /// <summary>An item, read from the source where nobody has read it yet; null at the end.</summary>
    internal PyObject? Read(ThreadState thread, int index)
    {
        if (index < _count)
            return _items[index];
        if (_isRunning)
            throw Errors.Runtime("cannot re-enter the tee iterator");
        _isRunning = true;
        try
        {
            var source = _source.Value!;
            if (source.Type.TpIterNext!(thread, source) is not { } item)
                return null;
            if (_count == _items.Length)
                Array.Resize(ref _items, Math.Min(_count * 2, Size));
            Retain(item);
            _items[_count++] = item;
            return item;
        }
        finally
        {
            _isRunning = false;
        }
    }
}
