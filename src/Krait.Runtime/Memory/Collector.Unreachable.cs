namespace Krait.Runtime;

/// <summary>Finding what cannot be reached from outside a set of containers: counts minus the references among them.</summary>
internal sealed partial class Collector
{
    /// <summary>In <see cref="_refs"/>: nothing was found so far that reaches the object.</summary>
    private const int Unreachable = int.MinValue;

    /// <summary>In <see cref="_refs"/>: seemed unreachable at first, and was reached later.</summary>
    private const int MovedBack = int.MinValue + 1;

    private const int Uncounted = int.MaxValue / 2;

    private readonly SubtractVisitor _subtract;
    private readonly ReachVisitor _reach;

    /// <summary>By place in the generation: references from outside the set.</summary>
    private int[] _refs = new int[4096];

    /// <summary>The objects that were moved back, in that order.</summary>
    private readonly List<PyObject> _movedBack = [];

    private PyObject[] _survivors = new PyObject[1024];
    private int _survivorCount;

    /// <summary>
    /// Divides the objects of <paramref name="set"/>: those that can be reached from outside go to <see cref="_survivors"/>, the others to
    /// <see cref="_examined"/>, marked as <see cref="ObjectFlags.Collecting"/>. Both keep the order that CPython's lists would have. Runs no Python code.
    /// </summary>
    private void Divide(Generation set)
    {
        set.Compact();
        var items = set.Items;
        var count = set.Used;
        if (_refs.Length < count)
            _refs = new int[Math.Max(count, _refs.Length * 2)];
        CountFromOutside(items, count);
        _movedBack.Clear();
        for (var i = 0; i < count; i++)
        {
            if (_refs[i] != 0)
                TraverseWithType(items[i]!, _reach);
            else
                _refs[i] = Unreachable;
        }
        for (var i = 0; i < _movedBack.Count; i++)
            TraverseWithType(_movedBack[i], _reach);
        Distribute(set, items, count);
    }

    private void CountFromOutside(PyObject?[] items, int count)
    {
        var refs = _refs;
        for (var i = 0; i < count; i++)
        {
            var o = items[i]!;
            o.Flags |= ObjectFlags.Collecting;
            // C# code holds what is in a pool, and deallocation what waits for it.
            var held = (o.Flags & (ObjectFlags.InPool | ObjectFlags.Deallocating)) != 0 ? 1 : 0;
            refs[i] = o.RefCount < 0 ? Uncounted : o.RefCount + held;
        }
        for (var i = 0; i < count; i++)
            TraverseWithType(items[i]!, _subtract);
    }

    private void Distribute(Generation set, PyObject?[] items, int count)
    {
        if (_survivors.Length < count)
            _survivors = new PyObject[Math.Max(count, _survivors.Length * 2)];
        var survivors = 0;
        var garbage = new List<PyObject>();
        for (var i = 0; i < count; i++)
        {
            var o = items[i]!;
            if (_refs[i] == Unreachable)
            {
                garbage.Add(o);
            }
            else if (_refs[i] != MovedBack)
            {
                o.Flags &= ~ObjectFlags.Collecting;
                _survivors[survivors++] = o;
            }
        }
        foreach (var o in _movedBack)
        {
            o.Flags &= ~ObjectFlags.Collecting;
            _survivors[survivors++] = o;
        }
        _movedBack.Clear();
        _survivorCount = survivors;
        set.Reset();
        foreach (var o in garbage)
            _examined.Take(o);
    }

    /// <summary>Puts the survivors into a generation. Exact tuples of what cannot be part of a cycle are left out for good.</summary>
    private void MoveSurvivors(Generation target, bool untrackTuples)
    {
        for (var i = 0; i < _survivorCount; i++)
        {
            var o = _survivors[i];
            if (untrackTuples && o.GetType() == typeof(PyTuple) && !MayBeInCycle((PyTuple)o))
                o.Flags &= ~(ObjectFlags.Tracked | ObjectFlags.GenerationMask);
            else
                target.Take(o);
        }
        Array.Clear(_survivors, 0, _survivorCount);
        if (_survivors.Length > 1 << 16)
            _survivors = new PyObject[1024];
    }

    /// <summary>False where no item of the tuple can refer to anything that refers to the tuple.</summary>
    internal static bool MayBeInCycle(PyTuple tuple)
    {
        foreach (var item in tuple.Items)
        {
            // A tuple that is being filled has empty places.
            if (item is null || MayBeTracked(item))
                return true;
        }
        return false;
    }

    /// <summary>True for an object that is tracked, or may be later.</summary>
    internal static bool MayBeTracked(PyObject o)
    {
        if ((o.Type.Features & TypeFlags.HaveGc) == 0 || o.RefCount < 0)
            return false;
        return o.GetType() != typeof(PyTuple) || (o.Flags & ObjectFlags.Tracked) != 0;
    }

    /// <summary>Reports an object's references; an instance of a Python class refers to the class too.</summary>
    internal static void TraverseWithType(PyObject o, Visitor visitor)
    {
        o.Traverse(visitor);
        if (o.Type.IsHeapType)
            visitor.Visit(o.Type);
    }

    /// <summary>Takes the references inside the set off.</summary>
    private sealed class SubtractVisitor(Collector collector) : Visitor
    {
        public override void Visit(PyObject? o)
        {
            if (o is not null && (o.Flags & ObjectFlags.Collecting) != 0)
                collector._refs[o.GcIndex]--;
        }
    }

    /// <summary>Marks what a reachable object refers to as reachable.</summary>
    private sealed class ReachVisitor(Collector collector) : Visitor
    {
        public override void Visit(PyObject? o)
        {
            if (o is null || (o.Flags & ObjectFlags.Collecting) == 0)
                return;
            ref var refs = ref collector._refs[o.GcIndex];
            if (refs == 0)
            {
                refs = 1;
            }
            else if (refs == Unreachable)
            {
                refs = MovedBack;
                collector._movedBack.Add(o);
            }
        }
    }
}
