using Krait.Runtime;

namespace Krait.Modules.Itertools;

/// <summary>What gives tuples of items that it picks from a pool.</summary>
public abstract class ItertoolsArrangement : ItertoolsIterator
{
    /// <summary>Where in the pool the items stand that are next.</summary>
    private protected int[] Indices = [];

    /// <summary>The number of items in a row.</summary>
    private protected int Length;

    /// <summary>Whether nothing more comes.</summary>
    private protected bool IsStopped;

    private Ref<PyTuple> _pool;
    private bool _isStarted;

    private protected ItertoolsArrangement(PyType type) : base(type)
    {
    }

    private protected PyTuple Pool
    {
        get => _pool.Value!;
        set => _pool.Value = value;
    }

    /// <summary>Goes to the next row; false at the end.</summary>
    private protected abstract bool Advance(PyTuple pool);

    private protected virtual void Fill(PyObject[] row, PyTuple pool)
    {
        var (items, indices) = (pool.Array, Indices);
        for (var i = 0; i < row.Length; i++)
            row[i] = items[indices[i]];
    }

    [PySlot(nameof(PyType.TpIterNext))]
    private protected PyObject? Next(ThreadState thread)
    {
        if (IsStopped)
            return null;
        var pool = Pool;
        if (_isStarted && !Advance(pool))
        {
            IsStopped = true;
            return null;
        }
        _isStarted = true;
        var row = new PyObject[Length];
        Fill(row, pool);
        return PyTuple.FromArray(thread, row);
    }

    internal override void Traverse(Visitor visitor) => visitor.Visit(_pool.Value);

    internal override void ClearReferences() => _pool.Clear();
}

/// <summary>Cartesian product of input iterables. Equivalent to nested for-loops.</summary>
[PyType("product", Module = "itertools", BaseType = true, BasicSize = 48)]
[PyModuleType("itertools")]
public partial class PyProduct : ItertoolsArrangement
{
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
        made.Pool = PyTuple.Create(thread, pools);
        made.Length = pools.Length;
        made.Indices = new int[made.Length];
        foreach (var pool in pools)
            made.IsStopped |= ((PyTuple)pool).Count == 0;
        return made;
    }

    private protected override void Fill(PyObject[] row, PyTuple pools)
    {
        var indices = Indices;
        for (var i = 0; i < row.Length; i++)
            row[i] = ((PyTuple)pools[i])[indices[i]];
    }

    private protected override bool Advance(PyTuple pools)
    {
        for (var i = Indices.Length - 1; i >= 0; i--)
        {
            if (++Indices[i] < ((PyTuple)pools[i]).Count)
                return true;
            Indices[i] = 0;
        }
        return false;
    }
}

/// <summary>Return successive r-length combinations of elements in the iterable.</summary>
[PyType("combinations", Module = "itertools", BaseType = true, BasicSize = 48)]
[PyModuleType("itertools")]
public partial class PyCombinations : ItertoolsArrangement
{
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
        made.Pool = pool;
        made.IsStopped = r > pool.Count;
        made.Length = made.IsStopped ? 0 : (int)r;
        made.Indices = new int[made.Length];
        for (var i = 0; i < made.Length; i++)
            made.Indices[i] = i;
        return made;
    }

    private protected override bool Advance(PyTuple pool)
    {
        var r = Indices.Length;
        var i = r - 1;
        while (i >= 0 && Indices[i] == i + pool.Count - r)
            i--;
        if (i < 0)
            return false;
        Indices[i]++;
        for (var j = i + 1; j < r; j++)
            Indices[j] = Indices[j - 1] + 1;
        return true;
    }
}

/// <summary>Return successive r-length combinations of elements in the iterable allowing individual elements to have successive repeats.</summary>
[PyType("combinations_with_replacement", Module = "itertools", BaseType = true, BasicSize = 48)]
[PyModuleType("itertools")]
public partial class PyCombinationsWithReplacement : ItertoolsArrangement
{
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
        made.Pool = pool;
        made.IsStopped = pool.Count == 0 && r > 0;
        made.Indices = new int[r];
        made.Length = made.Indices.Length;
        return made;
    }

    private protected override bool Advance(PyTuple pool)
    {
        var i = Indices.Length - 1;
        while (i >= 0 && Indices[i] == pool.Count - 1)
            i--;
        if (i < 0)
            return false;
        Array.Fill(Indices, Indices[i] + 1, i, Indices.Length - i);
        return true;
    }
}

/// <summary>Return successive r-length permutations of elements in the iterable.</summary>
[PyType("permutations", Module = "itertools", BaseType = true, BasicSize = 56)]
[PyModuleType("itertools")]
public partial class PyPermutations : ItertoolsArrangement
{
    private int[] _cycles = [];

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
        made.Pool = pool;
        made.IsStopped = length > pool.Count;
        made.Indices = new int[pool.Count];
        for (var i = 0; i < pool.Count; i++)
            made.Indices[i] = i;
        made.Length = made.IsStopped ? 0 : (int)length;
        made._cycles = new int[made.Length];
        for (var i = 0; i < made.Length; i++)
            made._cycles[i] = pool.Count - i;
        return made;
    }

    private protected override bool Advance(PyTuple pool)
    {
        var n = Indices.Length;
        for (var i = _cycles.Length - 1; i >= 0; i--)
        {
            if (--_cycles[i] == 0)
            {
                var index = Indices[i];
                Array.Copy(Indices, i + 1, Indices, i, n - 1 - i);
                Indices[n - 1] = index;
                _cycles[i] = n - i;
                continue;
            }
            var j = n - _cycles[i];
            (Indices[i], Indices[j]) = (Indices[j], Indices[i]);
            return true;
        }
        return false;
    }
}
