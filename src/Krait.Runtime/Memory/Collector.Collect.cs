using System.Diagnostics;
using System.Globalization;

namespace Krait.Runtime;

/// <summary>Flags of <c>gc.set_debug</c>.</summary>
[Flags]
internal enum CollectorDebug
{
    None = 0,
    Stats = 1,
    Collectable = 2,
    Uncollectable = 4,
    SaveAll = 32,
}

/// <summary>What the collections of one generation did so far.</summary>
internal struct CollectorStatistics
{
    public long Collections;
    public long Collected;
    public long Uncollectable;
}

/// <summary>Collections: when, in which order, what is told about them.</summary>
internal sealed partial class Collector
{
    private readonly CollectorStatistics[] _statistics = new CollectorStatistics[GenerationCount];

    /// <summary>Objects that survived the last collection of the oldest generation, and those that came to it since then.</summary>
    private long _longLivedTotal;
    private long _longLivedPending;

    private PyList? _garbage;
    private PyList? _callbacks;

    /// <summary>What <c>gc.set_debug</c> set.</summary>
    internal CollectorDebug Debug { get; set; }

    internal ReadOnlySpan<CollectorStatistics> Statistics => _statistics;

    /// <summary>The list <c>gc.garbage</c>.</summary>
    internal PyList Garbage(ThreadState thread) => _garbage ??= KeepForever(PyList.Create(thread));

    /// <summary>The list <c>gc.callbacks</c>.</summary>
    internal PyList Callbacks(ThreadState thread) => _callbacks ??= KeepForever(PyList.Create(thread));

    private static PyList KeepForever(PyList list)
    {
        PyObject.Retain(list);
        return list;
    }

    /// <summary>A collection that the number of new containers asks for; called between instructions.</summary>
    internal void CollectAutomatically(ThreadState thread)
    {
        if (_collecting || _youngCount <= _limit)
            return;
        for (var generation = Oldest; generation >= 0; generation--)
        {
            if (CountOf(generation) <= Thresholds[generation])
                continue;
            // A full collection walks over everything: it waits until a quarter of the heap is new, so that the total work stays linear.
            if (generation == Oldest && _longLivedPending < _longLivedTotal / 4)
                continue;
            var mark = thread.PoolCount;
            Run(thread, generation, true);
            thread.DrainPool(mark);
            return;
        }
    }

    /// <summary><c>gc.collect(generation)</c>: the number of unreachable objects. Zero where a collection is on its way already.</summary>
    internal long Collect(ThreadState thread, int generation) => _collecting ? 0 : Run(thread, generation, true);

    /// <summary>A full collection at the end of the interpreter, which nobody is told about.</summary>
    internal long CollectAtShutdown(ThreadState thread) => _collecting ? 0 : Run(thread, Oldest, false);

    private long Run(ThreadState thread, int generation, bool tellCallbacks)
    {
        _collecting = true;
        UpdateLimit();
        try
        {
            if (tellCallbacks)
                InvokeCallbacks(thread, "start", generation, 0);
            var began = Stopwatch.GetTimestamp();
            if ((Debug & CollectorDebug.Stats) != 0)
                ShowGenerations(thread, generation);
            var collected = CollectGeneration(thread, generation);
            if ((Debug & CollectorDebug.Stats) != 0)
            {
                var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds.ToString("F4", CultureInfo.InvariantCulture);
                Say(thread, $"gc: done, {collected} unreachable, 0 uncollectable, {seconds}s elapsed\n");
            }
            if (generation == Oldest)
                thread.Interpreter.ClearFreeLists();
            _statistics[generation].Collections++;
            _statistics[generation].Collected += collected;
            if (tellCallbacks)
                InvokeCallbacks(thread, "stop", generation, collected);
            return collected;
        }
        finally
        {
            _collecting = false;
            UpdateLimit();
        }
    }

    private long CollectGeneration(ThreadState thread, int generation)
    {
        if (generation < Oldest)
            _counts[generation + 1]++;
        _youngCount = 0;
        for (var i = 1; i <= generation; i++)
            _counts[i] = 0;
        var set = _generations[generation];
        for (var i = 0; i < generation; i++)
            _generations[i].MoveTo(set);
        var target = _generations[Math.Min(generation + 1, Oldest)];
        Divide(set);
        if (generation == Oldest - 1)
            _longLivedPending += _survivorCount;
        MoveSurvivors(target, true);
        if (generation == Oldest)
        {
            _longLivedPending = 0;
            _longLivedTotal = target.Count;
        }
        if (_examined.Used == 0)
            return 0;
        if ((Debug & CollectorDebug.Collectable) != 0)
            SayCollectable(thread);
        var collected = CallWeakReferenceCallbacks(thread);
        FinalizeGarbage(thread);
        ClearWeakReferences();
        HandleResurrected(target);
        return collected + DeleteGarbage(thread, target);
    }

    /// <summary>Finalizers may have made some of the garbage reachable again: only what still is not gets cleared.</summary>
    private void HandleResurrected(Generation target)
    {
        if (_examined.Count == 0)
        {
            _examined.Reset();
            return;
        }
        var candidates = new Generation(4, Math.Max(16, _examined.Count));
        _examined.MoveTo(candidates);
        Divide(candidates);
        MoveSurvivors(target, false);
    }

    /// <summary>Runs the finalizers that have not run yet. Objects may die meanwhile, of the garbage too.</summary>
    private void FinalizeGarbage(ThreadState thread)
    {
        for (var i = 0; i < _examined.Used; i++)
        {
            if (_examined.Items[i] is not { } o || o.Type.TpFinalize is not { } finalize || (o.Flags & ObjectFlags.Finalized) != 0)
                continue;
            o.Flags |= ObjectFlags.Finalized;
            PyObject.Retain(o);
            finalize(thread, o);
            PyObject.Release(o);
        }
    }

    /// <summary>Breaks the cycles. Each object lives on while it is cleared; what is alive afterwards joins the target.</summary>
    private long DeleteGarbage(ThreadState thread, Generation target)
    {
        var count = _examined.Count;
        var saveAll = (Debug & CollectorDebug.SaveAll) != 0;
        for (var i = 0; i < _examined.Used; i++)
        {
            if (_examined.Items[i] is not { } o)
                continue;
            PyObject.Retain(o);
            if (saveAll)
                Garbage(thread).Append(o);
            else
                o.ClearReferences();
            PyObject.Release(o);
            if (i < _examined.Used && ReferenceEquals(_examined.Items[i], o))
            {
                o.Flags &= ~ObjectFlags.Collecting;
                _examined.Items[i] = null;
                _examined.Holes++;
                target.Take(o);
            }
        }
        _examined.Reset();
        return count;
    }

    private void InvokeCallbacks(ThreadState thread, string phase, int generation, long collected)
    {
        if (_callbacks is not { Count: > 0 } callbacks)
            return;
        var info = PyDict.Create(thread);
        using var heldInfo = new Held(thread, info);
        info.SetItem(thread, "generation", PyInt.From(generation));
        info.SetItem(thread, "collected", PyInt.From(collected));
        info.SetItem(thread, "uncollectable", PyInt.From(0));
        var name = PyStr.Intern(phase);
        for (var i = 0; i < callbacks.Count; i++)
        {
            var callback = callbacks[i];
            using var held = new Held(thread, callback);
            try
            {
                Op.Call(thread, callback, name, info);
            }
            catch (PythonException error)
            {
                Op.WriteUnraisable(thread, error, callback, "Exception ignored while calling GC callback");
            }
        }
    }

    private void ShowGenerations(ThreadState thread, int generation)
    {
        Say(thread, $"gc: collecting generation {generation}...\n");
        Say(thread, $"gc: objects in each generation: {_generations[0].Count} {_generations[1].Count} {_generations[2].Count}\n");
        Say(thread, $"gc: objects in permanent generation: {_permanent.Count}\n");
    }

    private void SayCollectable(ThreadState thread)
    {
        for (var i = 0; i < _examined.Used; i++)
        {
            if (_examined.Items[i] is { } o)
                Say(thread, $"gc: collectable <{o.Type.Name} 0x{thread.Interpreter.Identities.Of(o):x}>\n");
        }
    }

    /// <summary>Writes to <c>sys.stderr</c>; where there is none, nothing is said.</summary>
    private static void Say(ThreadState thread, string text)
    {
        if (thread.Interpreter.SysDict?.GetItem("stderr") is not { } stderr || stderr is PyNone)
            return;
        try
        {
            Op.CallMethod(thread, stderr, "write", PyStr.From(text));
        }
        catch (PythonException)
        {
            // As CPython: a report that cannot be written does not stop a collection.
        }
    }
}
