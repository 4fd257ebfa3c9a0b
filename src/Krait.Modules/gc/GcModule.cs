namespace Krait.Runtime;

/// <summary>
/// This module provides access to the garbage collector for reference cycles.
///
/// enable() -- Enable automatic garbage collection.
/// disable() -- Disable automatic garbage collection.
/// isenabled() -- Returns true if automatic collection is enabled.
/// collect() -- Do a full collection right now.
/// get_count() -- Return the current collection counts.
/// get_stats() -- Return list of dictionaries containing per-generation stats.
/// set_debug() -- Set debugging flags.
/// get_debug() -- Get debugging flags.
/// set_threshold() -- Set the collection thresholds.
/// get_threshold() -- Return the current collection thresholds.
/// get_objects() -- Return a list of all objects tracked by the collector.
/// is_tracked() -- Returns true if a given object is tracked.
/// is_finalized() -- Returns true if a given object has been already finalized.
/// get_referrers() -- Return the list of objects that refer to an object.
/// get_referents() -- Return the list of objects that an object refers to.
/// freeze() -- Freeze all tracked objects and ignore them for future collections.
/// unfreeze() -- Unfreeze all objects in the permanent generation.
/// get_freeze_count() -- Return the number of objects in the permanent generation.
/// </summary>
[PyModule("gc")]
internal static partial class GcModule
{
    /// <summary>Enable automatic garbage collection.</summary>
    [PyFunction("enable")]
    private static void Enable(ThreadState thread) => thread.Interpreter.Collector.Enabled = true;

    /// <summary>Disable automatic garbage collection.</summary>
    [PyFunction("disable")]
    private static void Disable(ThreadState thread) => thread.Interpreter.Collector.Enabled = false;

    /// <summary>Returns true if automatic garbage collection is enabled.</summary>
    [PyFunction("isenabled")]
    private static bool IsEnabled(ThreadState thread) => thread.Interpreter.Collector.Enabled;

    /// <summary>
    /// Run the garbage collector.
    ///
    /// With no arguments, run a full collection.  The optional argument
    /// may be an integer specifying which generation to collect.  A ValueError
    /// is raised if the generation number is invalid.
    ///
    /// The number of unreachable objects is returned.
    /// </summary>
    [PyFunction("collect")]
    private static long Collect(ThreadState thread, [Keyword] int generation = 2)
    {
        if (generation is < 0 or >= Collector.GenerationCount)
            throw Errors.Value("invalid generation");
        return thread.Interpreter.Collector.Collect(thread, generation);
    }

    /// <summary>
    /// Set the garbage collection debugging flags.
    ///
    ///   flags
    ///     An integer that can have the following bits turned on:
    ///       DEBUG_STATS - Print statistics during collection.
    ///       DEBUG_COLLECTABLE - Print collectable objects found.
    ///       DEBUG_UNCOLLECTABLE - Print unreachable but uncollectable objects found.
    ///       DEBUG_SAVEALL - Save objects to gc.garbage rather than freeing them.
    ///       DEBUG_LEAK - Debug leaking programs (everything but STATS).
    ///
    /// Debugging information is written to sys.stderr.
    /// </summary>
    [PyFunction("set_debug")]
    private static void SetDebug(ThreadState thread, int flags) => thread.Interpreter.Collector.Debug = (CollectorDebug)flags;

    /// <summary>Get the garbage collection debugging flags.</summary>
    [PyFunction("get_debug")]
    private static long GetDebug(ThreadState thread) => (long)thread.Interpreter.Collector.Debug;

    /// <summary>
    /// set_threshold(threshold0, [threshold1, [threshold2]])
    /// Set the collection thresholds (the collection frequency).
    ///
    /// Setting 'threshold0' to zero disables collection.
    /// </summary>
    [PyFunction("set_threshold", Signature = "")]
    private static void SetThreshold(ThreadState thread, ReadOnlySpan<PyObject> thresholds)
    {
        if (thresholds.Length is < 1 or > 3)
            throw Errors.Type("gc.set_threshold requires 1 to 3 arguments");
        var first = Op.AsInt(thread, thresholds[0]);
        int? second = thresholds.Length > 1 ? Op.AsInt(thread, thresholds[1]) : null;
        int? third = thresholds.Length > 2 ? Op.AsInt(thread, thresholds[2]) : null;
        thread.Interpreter.Collector.SetThresholds(first, second, third);
    }

    /// <summary>Return the current collection thresholds.</summary>
    [PyFunction("get_threshold")]
    private static PyObject GetThreshold(ThreadState thread)
    {
        var thresholds = thread.Interpreter.Collector.Thresholds;
        return PyTuple.Create(thread, PyInt.From(thresholds[0]), PyInt.From(thresholds[1]), PyInt.From(thresholds[2]));
    }

    /// <summary>Return a three-tuple of the current collection counts.</summary>
    [PyFunction("get_count")]
    private static PyObject GetCount(ThreadState thread)
    {
        var collector = thread.Interpreter.Collector;
        return PyTuple.Create(thread, PyInt.From(collector.CountOf(0)), PyInt.From(collector.CountOf(1)), PyInt.From(collector.CountOf(2)));
    }

    /// <summary>Return the list of objects that directly refer to any of 'objs'.</summary>
    [PyFunction("get_referrers")]
    private static PyObject GetReferrers(ThreadState thread, ReadOnlySpan<PyObject> objs)
    {
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, PyStr.Intern("gc.get_referrers"), PyTuple.Create(thread, objs));
        return thread.Interpreter.Collector.GetReferrers(thread, objs);
    }

    /// <summary>Return the list of objects that are directly referred to by 'objs'.</summary>
    [PyFunction("get_referents")]
    private static PyObject GetReferents(ThreadState thread, ReadOnlySpan<PyObject> objs)
    {
        if (thread.Interpreter.HasAuditHooks)
            AuditEvents.Raise(thread, PyStr.Intern("gc.get_referents"), PyTuple.Create(thread, objs));
        return Collector.GetReferents(thread, objs);
    }

    /// <summary>
    /// Return a list of objects tracked by the collector (excluding the list returned).
    ///
    ///   generation
    ///     Generation to extract the objects from.
    ///
    /// If generation is not None, return only the objects tracked by the collector
    /// that are in that generation.
    /// </summary>
    [PyFunction("get_objects")]
    private static PyObject GetObjects(ThreadState thread, [Keyword, Default("None")] PyObject? generation = null)
    {
        AuditEvents.Raise(thread, "gc.get_objects", generation is null or PyNone ? PyInt.From(-1) : generation);
        if (generation is null or PyNone)
            return thread.Interpreter.Collector.GetObjects(thread, null);
        if (!Op.IsIndex(generation))
            throw Errors.Type($"argument should be integer or None, not '{generation.Type.Name}'");
        var number = Op.AsIndexLong(thread, generation);
        if (number >= Collector.GenerationCount)
            throw Errors.Value($"generation parameter must be less than the number of available generations ({Collector.GenerationCount})");
        if (number < -1)
            throw Errors.Value("generation parameter cannot be negative");
        return thread.Interpreter.Collector.GetObjects(thread, number == -1 ? null : (int)number);
    }

    /// <summary>Return a list of dictionaries containing per-generation statistics.</summary>
    [PyFunction("get_stats")]
    private static PyObject GetStats(ThreadState thread)
    {
        var result = PyList.Create(thread);
        foreach (var statistics in thread.Interpreter.Collector.Statistics)
        {
            var entry = PyDict.Create(thread);
            entry.SetItem(thread, "collections", PyInt.From(statistics.Collections));
            entry.SetItem(thread, "collected", PyInt.From(statistics.Collected));
            entry.SetItem(thread, "uncollectable", PyInt.From(statistics.Uncollectable));
            result.Append(entry);
        }
        return result;
    }

    /// <summary>
    /// Returns true if the object is tracked by the garbage collector.
    ///
    /// Simple atomic objects will return false.
    /// </summary>
    [PyFunction("is_tracked")]
    private static bool IsTracked(PyObject obj) => (obj.Flags & ObjectFlags.Tracked) != 0;

    /// <summary>Returns true if the object has been already finalized by the GC.</summary>
    [PyFunction("is_finalized")]
    private static bool IsFinalized(PyObject obj) => (obj.Flags & ObjectFlags.Finalized) != 0;

    /// <summary>
    /// Freeze all current tracked objects and ignore them for future collections.
    ///
    /// This can be used before a POSIX fork() call to make the gc copy-on-write friendly.
    /// Note: collection before a POSIX fork() call may free pages for future allocation
    /// which can cause copy-on-write.
    /// </summary>
    [PyFunction("freeze")]
    private static void Freeze(ThreadState thread) => thread.Interpreter.Collector.Freeze();

    /// <summary>
    /// Unfreeze all objects in the permanent generation.
    ///
    /// Put all objects in the permanent generation back into oldest generation.
    /// </summary>
    [PyFunction("unfreeze")]
    private static void Unfreeze(ThreadState thread) => thread.Interpreter.Collector.Unfreeze();

    /// <summary>Return the number of objects in the permanent generation.</summary>
    [PyFunction("get_freeze_count")]
    private static long GetFreezeCount(ThreadState thread) => thread.Interpreter.Collector.FrozenCount;

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        var collector = thread.Interpreter.Collector;
        module.Dict.SetItem(thread, "garbage", collector.Garbage(thread));
        module.Dict.SetItem(thread, "callbacks", collector.Callbacks(thread));
        module.Dict.SetItem(thread, "DEBUG_STATS", PyInt.From((long)CollectorDebug.Stats));
        module.Dict.SetItem(thread, "DEBUG_COLLECTABLE", PyInt.From((long)CollectorDebug.Collectable));
        module.Dict.SetItem(thread, "DEBUG_UNCOLLECTABLE", PyInt.From((long)CollectorDebug.Uncollectable));
        module.Dict.SetItem(thread, "DEBUG_SAVEALL", PyInt.From((long)CollectorDebug.SaveAll));
        module.Dict.SetItem(
            thread,
            "DEBUG_LEAK",
            PyInt.From((long)(CollectorDebug.Collectable | CollectorDebug.Uncollectable | CollectorDebug.SaveAll)));
    }
}
