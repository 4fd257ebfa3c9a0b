namespace Krait.Runtime;

/// <summary>What the module <c>gc</c> tells about objects.</summary>
internal sealed partial class Collector
{
    /// <summary>The objects of one generation, or of all three.</summary>
    internal PyList GetObjects(ThreadState thread, int? generation)
    {
        var found = new List<PyObject>();
        for (var i = 0; i < GenerationCount; i++)
        {
            if (generation is { } only && only != i)
                continue;
            AddTo(found, _generations[i]);
        }
        return PyList.Create(thread, found.ToArray());
    }

    /// <summary>All objects that are tracked, the frozen ones and those that are being deallocated too.</summary>
    internal void CopyAllForAudit(List<PyObject> to)
    {
        foreach (var generation in _generations)
        {
            for (var i = 0; i < generation.Used; i++)
            {
                if (generation.Items[i] is { } o)
                    to.Add(o);
            }
        }
    }

    private static void AddTo(List<PyObject> found, Generation generation)
    {
        for (var i = 0; i < generation.Used; i++)
        {
            // What is being deallocated must not come to light.
            if (generation.Items[i] is { } o && !IsDying(o))
                found.Add(o);
        }
    }

    private static bool IsDying(PyObject o) =>
        (o.Flags & ObjectFlags.Deallocating) != 0 || (o.RefCount == 0 && (o.Flags & ObjectFlags.InPool) == 0);

    /// <summary>The tracked objects that refer to one of <paramref name="targets"/>.</summary>
    internal PyList GetReferrers(ThreadState thread, ReadOnlySpan<PyObject> targets)
    {
        var visitor = new SearchVisitor(targets);
        var found = new List<PyObject>();
        for (var i = 0; i < GenerationCount; i++)
        {
            var generation = _generations[i];
            for (var j = 0; j < generation.Used; j++)
            {
                if (generation.Items[j] is not { } o || IsDying(o))
                    continue;
                visitor.Found = false;
                TraverseWithType(o, visitor);
                if (visitor.Found)
                    found.Add(o);
            }
        }
        return PyList.Create(thread, found.ToArray());
    }

    /// <summary>What the objects refer to directly.</summary>
    internal static PyList GetReferents(ThreadState thread, ReadOnlySpan<PyObject> sources)
    {
        var visitor = new ListVisitor();
        foreach (var source in sources)
        {
            if ((source.Flags & ObjectFlags.Pooled) != 0)
                TraverseWithType(source, visitor);
        }
        return PyList.Create(thread, visitor.Found.ToArray());
    }

    /// <summary>Puts all objects aside: no collection looks at them until <see cref="Unfreeze"/>.</summary>
    internal void Freeze()
    {
        for (var i = 0; i < GenerationCount; i++)
        {
            _generations[i].MoveTo(_permanent);
            _counts[i] = 0;
        }
        _youngCount = 0;
    }

    /// <summary>Brings the frozen objects back, into the oldest generation.</summary>
    internal void Unfreeze() => _permanent.MoveTo(_generations[Oldest]);

    /// <summary>The number of objects in a generation.</summary>
    internal int SizeOf(int generation) => _generations[generation].Count;

    /// <summary>The number of tracked objects in all generations.</summary>
    internal long TrackedCount => (long)_generations[0].Count + _generations[1].Count + _generations[2].Count + _permanent.Count;

    /// <summary>The number of frozen objects.</summary>
    internal int FrozenCount => _permanent.Count;

    /// <summary>
    /// At the end of the interpreter: a warning about what is still in <c>gc.garbage</c>, with the objects themselves where
    /// <c>DEBUG_UNCOLLECTABLE</c> asks for them.
    /// </summary>
    internal void WarnAboutGarbage(ThreadState thread)
    {
        if ((Debug & CollectorDebug.SaveAll) != 0 || _garbage is not { Count: > 0 } garbage)
            return;
        var list = (Debug & CollectorDebug.Uncollectable) != 0;
        var message = $"gc: {garbage.Count} uncollectable objects at shutdown"
            + (list ? "" : "; use gc.set_debug(gc.DEBUG_UNCOLLECTABLE) to list them");
        try
        {
            Op.Warn(thread, ExceptionTypes.ResourceWarning, message, 0);
        }
        catch (PythonException error)
        {
            Op.WriteUnraisable(thread, error, null, "Exception ignored in GC shutdown");
        }
        if (list)
            Say(thread, $"      {Op.ReprText(thread, garbage)}\n");
    }

    private sealed class SearchVisitor : Visitor
    {
        public override bool SeesRunningFrames => true;

        private readonly HashSet<PyObject> _targets = new(ReferenceEqualityComparer.Instance);

        public SearchVisitor(ReadOnlySpan<PyObject> targets)
        {
            foreach (var target in targets)
                _targets.Add(target);
        }

        public bool Found;

        public override void Visit(PyObject? o)
        {
            if (o is not null && !Found && _targets.Contains(o))
                Found = true;
        }
    }

    private sealed class ListVisitor : Visitor
    {
        public override bool SeesRunningFrames => true;

        public readonly List<PyObject> Found = [];

        public override void Visit(PyObject? o)
        {
            if (o is not null)
                Found.Add(o);
        }
    }
}
