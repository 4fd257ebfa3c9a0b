namespace Krait.Runtime;

/// <summary>Debug module to trace memory blocks allocated by Python.</summary>
[PyModule("_tracemalloc")]
internal static partial class TracemallocModule
{
    private const int MostFrames = 65535;

    /// <summary>
    /// Return True if the tracemalloc module is tracing Python memory allocations.
    /// </summary>
    [PyFunction("is_tracing")]
    private static bool IsTracing() => MemoryHooks.Tracer is not null;

    /// <summary>Clear traces of memory blocks allocated by Python.</summary>
    [PyFunction("clear_traces")]
    private static void ClearTraces() => MemoryHooks.Tracer?.Clear();

    /// <summary>
    /// Start tracing Python memory allocations.
    ///
    /// Also set the maximum number of frames stored in the traceback of a
    /// trace to nframe.
    /// </summary>
    [PyFunction("start")]
    private static void Start([Index] int nframe = 1)
    {
        if (nframe is < 1 or > MostFrames)
            throw Errors.Value($"the number of frames must be in range [1; {MostFrames}]");
        if (MemoryHooks.Tracer is null)
            MemoryHooks.SetTracer(new AllocationTracer(nframe));
    }

    /// <summary>
    /// Stop tracing Python memory allocations.
    ///
    /// Also clear traces of memory blocks allocated by Python.
    /// </summary>
    [PyFunction("stop")]
    private static void Stop() => MemoryHooks.SetTracer(null);

    /// <summary>
    /// Get the maximum number of frames stored in the traceback of a trace.
    ///
    /// By default, a trace of an allocated memory block only stores
    /// the most recent frame: the limit is 1.
    /// </summary>
    [PyFunction("get_traceback_limit")]
    private static long GetTracebackLimit() => MemoryHooks.Tracer?.FrameLimit ?? 1;

    /// <summary>
    /// Get the memory usage in bytes of the tracemalloc module.
    ///
    /// This memory is used internally to trace memory allocations.
    /// </summary>
    [PyFunction("get_tracemalloc_memory")]
    private static long GetTracemallocMemory() => MemoryHooks.Tracer?.OwnMemory ?? 0;

    /// <summary>
    /// Get the current size and peak size of memory blocks traced by tracemalloc.
    ///
    /// Returns a tuple: (current: int, peak: int).
    /// </summary>
    [PyFunction("get_traced_memory")]
    private static PyObject GetTracedMemory(ThreadState thread)
    {
        var (current, peak) = MemoryHooks.Tracer?.TracedMemory(thread) ?? (0, 0);
        return PyTuple.Create(thread, PyInt.From(current), PyInt.From(peak));
    }

    /// <summary>
    /// Set the peak size of memory blocks traced by tracemalloc to the current size.
    ///
    /// Do nothing if the tracemalloc module is not tracing memory allocations.
    /// </summary>
    [PyFunction("reset_peak")]
    private static void ResetPeak(ThreadState thread) => MemoryHooks.Tracer?.ResetPeak(thread);

    /// <summary>
    /// Get traces of all memory blocks allocated by Python.
    ///
    /// Return a list of (domain: int, size: int, traceback: tuple, total_nframe: int) tuples.
    /// traceback is a tuple of (filename: str, lineno: int) tuples.
    ///
    /// Return an empty list if the tracemalloc module is disabled.
    /// </summary>
    [PyFunction("_get_traces")]
    private static PyObject GetTraces(ThreadState thread)
    {
        var result = PyList.Create(thread);
        if (MemoryHooks.Tracer is not { } tracer)
            return result;
        // Most traces lead to the same few places.
        var places = PyDict.Create(thread);
        foreach (var trace in tracer.Traces(thread))
        {
            var place = Traceback(thread, trace);
            place = (PyTuple)places.SetDefault(thread, place, place);
            result.Append(PyTuple.Create(thread, PyInt.From(0), PyInt.From(trace.Size), place, PyInt.From(trace.Total)));
        }
        return result;
    }

    /// <summary>
    /// Get the traceback where the Python object obj was allocated.
    ///
    /// Return a tuple of (filename: str, lineno: int) tuples.
    /// Return None if the tracemalloc module is disabled or did not
    /// trace the allocation of the object.
    /// </summary>
    [PyFunction("_get_object_traceback")]
    private static PyObject GetObjectTraceback(ThreadState thread, PyObject obj) =>
        MemoryHooks.Tracer?.TraceOf(obj) is { } trace ? Traceback(thread, trace) : PyNone.Instance;

    private static PyTuple Traceback(ThreadState thread, AllocationTracer.Trace trace)
    {
        if (trace.Frames.Length == 0)
            return PyTuple.Create(thread, PyTuple.Create(thread, PyStr.Intern("<unknown>"), PyInt.From(0)));
        var entries = new PyObject[trace.Frames.Length];
        for (var i = 0; i < entries.Length; i++)
        {
            var frame = trace.Frames[i];
            entries[i] = PyTuple.Create(thread, frame.Code.FilenameField, PyInt.From(AllocationTracer.LineOf(frame)));
        }
        return PyTuple.Create(thread, entries);
    }
}
