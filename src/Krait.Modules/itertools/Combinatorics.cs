using Krait.Runtime;

namespace Krait.Modules.Itertools;

/// <summary>Cartesian product of input iterables. Equivalent to nested for-loops.</summary>
[PyType("product", Module = "itertools", BaseType = true, BasicSize = 48)]
[PyModuleType("itertools")]
public partial class PyProduct : ItertoolsIterator
{
    private Ref<PyTuple> _pools;
    private int[] _indices = [];
    private bool _started;
    private bool _stopped;

    private protected PyProduct(PyType type) : base(type)
    {
    }

    [PyNew(Signature = "(*iterables, repeat=1)")]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> iterables, [KeywordOnly] long repeat = 1)
    {
        if (repeat < 0)
            throw Errors.Value("repeat argument cannot be negative");
        var pools = new PyObject[iterables.Length * repeat];
        var made = (PyProduct)type.Allocate!(thread, type);
        for (var i = 0; i < iterables.Length && repeat > 0; i++)
            pools[i] = Op.TupleFrom(thread, iterables[i]);
        for (var i = iterables.Length; i < pools.Length; i++)
            pools[i] = pools[i - iterables.Length];
        made._pools.Value = PyTuple.Create(thread, pools);
        made._indices = new int[pools.Length];
        foreach (var pool in pools)
            made._stopped |= ((PyTuple)pool).Count == 0;
        return made;
    }

    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iter() => this;

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread)
    {
        if (_stopped)
            return null;
        var pools = _pools.Value!.Items;
        if (_started && !Advance(pools))
        {
            _stopped = true;
            return null;
        }
        _started = true;
        var row = new PyObject[_indices.Length];
        for (var i = 0; i < row.Length; i++)
            row[i] = ((PyTuple)pools[i])[_indices[i]];
        return PyTuple.FromArray(thread, row);
    }

    private bool Advance(ReadOnlySpan<PyObject> pools)
    {
        for (var i = _indices.Length - 1; i >= 0; i--)
        {
            if (++_indices[i] < ((PyTuple)pools[i]).Count)
                return true;
            _indices[i] = 0;
        }
        return false;
    }
}

/// <summary>Return successive r-length combinations of elements in the iterable.</summary>
[PyType("combinations", Module = "itertools", BaseType = true, BasicSize = 48)]
[PyModuleType("itertools")]
public partial class PyCombinations : ItertoolsIterator
{
    private Ref<PyTuple> _pool;
    private int[] _indices = [];
    private bool _started;
    private bool _stopped;

    private protected PyCombinations(PyType type) : base(type)
    {
    }

    [PyNew]
    private static PyObject New(ThreadState thread, PyType type, [Keyword] PyObject iterable, [Keyword] long r)
    {
        var pool = Op.TupleFrom(thread, iterable);
        if (r < 0)
            throw Errors.Value("r must be non-negative");
        var made = (PyCombinations)type.Allocate!(thread, type);
        made._pool.Value = pool;
        made._stopped = r > pool.Count;
        made._indices = new int[made._stopped ? 0 : r];
        for (var i = 0; i < made._indices.Length; i++)
            made._indices[i] = i;
        return made;
    }

    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iter() => this;

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread)
    {
        if (_stopped)
            return null;
        var pool = _pool.Value!;
        if (_started)
        {
            var r = _indices.Length;
            var i = r - 1;
            while (i >= 0 && _indices[i] == i + pool.Count - r)
                i--;
            if (i < 0)
            {
                _stopped = true;
                return null;
            }
            _indices[i]++;
            for (var j = i + 1; j < r; j++)
                _indices[j] = _indices[j - 1] + 1;
        }
        _started = true;
        return PyTuple.FromArray(thread, Array.ConvertAll(_indices, index => pool[index]));
    }
}

/// <summary>Return successive r-length combinations of elements in the iterable allowing individual elements to have successive repeats.</summary>
[PyType("combinations_with_replacement", Module = "itertools", BaseType = true, BasicSize = 48)]
[PyModuleType("itertools")]
public partial class PyCombinationsWithReplacement : ItertoolsIterator
{
    private Ref<PyTuple> _pool;
    private int[] _indices = [];
    private bool _started;
    private bool _stopped;

    private protected PyCombinationsWithReplacement(PyType type) : base(type)
    {
    }

    [PyNew]
    private static PyObject New(ThreadState thread, PyType type, [Keyword] PyObject iterable, [Keyword] long r)
    {
        var pool = Op.TupleFrom(thread, iterable);
        if (r < 0)
            throw Errors.Value("r must be non-negative");
        var made = (PyCombinationsWithReplacement)type.Allocate!(thread, type);
        made._pool.Value = pool;
        made._stopped = pool.Count == 0 && r > 0;
        made._indices = new int[r];
        return made;
    }

    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iter() => this;

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread)
    {
        if (_stopped)
            return null;
        var pool = _pool.Value!;
        if (_started)
        {
            var i = _indices.Length - 1;
            while (i >= 0 && _indices[i] == pool.Count - 1)
                i--;
            if (i < 0)
            {
                _stopped = true;
                return null;
            }
            Array.Fill(_indices, _indices[i] + 1, i, _indices.Length - i);
        }
        _started = true;
        return PyTuple.FromArray(thread, Array.ConvertAll(_indices, index => pool[index]));
    }
}

/// <summary>Return successive r-length permutations of elements in the iterable.</summary>
[PyType("permutations", Module = "itertools", BaseType = true, BasicSize = 56)]
[PyModuleType("itertools")]
public partial class PyPermutations : ItertoolsIterator
{
    private Ref<PyTuple> _pool;
    private int[] _indices = [];
    private int[] _cycles = [];
    private bool _started;
    private bool _stopped;

    private protected PyPermutations(PyType type) : base(type)
    {
    }

    [PyNew]
    private static PyObject New(ThreadState thread, PyType type, [Keyword] PyObject iterable, [Keyword][NoneAllowed][Default("None")] PyObject? r = null)
    {
        var pool = Op.TupleFrom(thread, iterable);
        if (r is not (null or PyInt))
            throw Errors.Type("Expected int as r");
        var length = r is null ? pool.Count : Op.AsIndexLong(thread, r);
        if (length < 0)
            throw Errors.Value("r must be non-negative");
        var made = (PyPermutations)type.Allocate!(thread, type);
        made._pool.Value = pool;
        made._stopped = length > pool.Count;
        made._indices = new int[pool.Count];
        for (var i = 0; i < pool.Count; i++)
            made._indices[i] = i;
        made._cycles = new int[made._stopped ? 0 : length];
        for (var i = 0; i < made._cycles.Length; i++)
            made._cycles[i] = pool.Count - i;
        return made;
    }

    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iter() => this;

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread)
    {
        if (_stopped)
            return null;
        if (_started && !Advance())
        {
            _stopped = true;
            return null;
        }
        _started = true;
        var pool = _pool.Value!;
        var row = new PyObject[_cycles.Length];
        for (var i = 0; i < row.Length; i++)
            row[i] = pool[_indices[i]];
        return PyTuple.FromArray(thread, row);
    }

    private bool Advance()
    {
        var n = _indices.Length;
        for (var i = _cycles.Length - 1; i >= 0; i--)
        {
            if (--_cycles[i] == 0)
            {
                var index = _indices[i];
                Array.Copy(_indices, i + 1, _indices, i, n - 1 - i);
                _indices[n - 1] = index;
                _cycles[i] = n - i;
                continue;
            }
            var j = n - _cycles[i];
            (_indices[i], _indices[j]) = (_indices[j], _indices[i]);
            return true;
        }
        return false;
    }
}
