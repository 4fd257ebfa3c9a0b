using Krait.Compiler;

namespace Krait.Runtime;

/// <summary>
/// What <c>tracemalloc</c> knows: where each living object was made, and its size. The size is the one that <c>sys.getsizeof</c> shows, taken when
/// the next object is made (the object is complete by then), and again when Python asks.
/// </summary>
internal sealed class AllocationTracer(int frameLimit)
{
    private const int CollectorHeader = 16;

    private readonly Dictionary<PyObject, Trace> _traces = new(ReferenceEqualityComparer.Instance);
    private readonly List<Trace> _unsized = [];
    private readonly Dictionary<PyCode, int> _firstVisible = new(ReferenceEqualityComparer.Instance);
    private long _current;
    private long _peak;
    private bool _busy;

    /// <summary>The most frames that a trace keeps.</summary>
    public int FrameLimit => frameLimit;

    /// <summary>An object's trace: the frames, the innermost first, and how many there were.</summary>
    internal sealed class Trace(PyObject o, (PyCode Code, int Instruction)[] frames, int total)
    {
        public readonly PyObject Object = o;
        public readonly (PyCode Code, int Instruction)[] Frames = frames;
        public readonly int Total = total;
        public long Size;
    }

    public void Created(ThreadState thread, PyObject o)
    {
        if (_busy)
            return;
        SizeNew(thread);
        var at = thread.Frame;
        // A function's cells, and a generator, are made before it has begun: as far as Python can see, where it is called.
        while (at is not null && at.CurrentInstruction < FirstVisible(at.Code))
            at = at.Back;
        var total = 0;
        for (var frame = at; frame is not null; frame = frame.Back)
            total++;
        var frames = new (PyCode, int)[Math.Min(total, frameLimit)];
        for (var i = 0; i < frames.Length; i++, at = at!.Back)
            frames[i] = (at!.Code, at.CurrentInstruction);
        var trace = new Trace(o, frames, total);
        _traces[o] = trace;
        _unsized.Add(trace);
    }

    /// <summary>The first instruction of a running function, RESUME.</summary>
    private int FirstVisible(PyCode code)
    {
        if (_firstVisible.TryGetValue(code, out var first))
            return first;
        var bytes = code.Compiled.Code;
        while (first < code.Instructions.Length && (Opcode)bytes[code.UnitOf(first) * 2] != Opcode.Resume)
            first++;
        if (first == code.Instructions.Length)
            first = 0;
        _firstVisible[code] = first;
        return first;
    }

    public void Died(PyObject o)
    {
        if (!_traces.Remove(o, out var trace))
            return;
        if (trace.Size == 0)
            _unsized.Remove(trace);
        _current -= trace.Size;
    }

    /// <summary>The bytes of all traced objects now, and the most that there were.</summary>
    public (long Current, long Peak) TracedMemory(ThreadState thread)
    {
        SizeAll(thread);
        return (_current, _peak);
    }

    /// <summary>The peak becomes what is there now.</summary>
    public void ResetPeak(ThreadState thread)
    {
        SizeAll(thread);
        _peak = _current;
    }

    /// <summary>Forgets all traces.</summary>
    public void Clear()
    {
        _traces.Clear();
        _unsized.Clear();
        _current = _peak = 0;
    }

    /// <summary>The traces of all living objects.</summary>
    public List<Trace> Traces(ThreadState thread)
    {
        SizeAll(thread);
        return [.. _traces.Values];
    }

    /// <summary>The trace of one object; null where it was made before the tracing began.</summary>
    public Trace? TraceOf(PyObject o) => _traces.GetValueOrDefault(o);

    /// <summary>About the bytes that the tracer itself uses.</summary>
    public long OwnMemory => _traces.Count * (64L + (16L * frameLimit));

    /// <summary>The line of a frame of a trace.</summary>
    public static int LineOf((PyCode Code, int Instruction) frame) => frame.Instruction < 0
        ? frame.Code.Compiled.FirstLineNumber
        : LocationTable.LineNumber(frame.Code.Compiled, frame.Code.UnitOf(frame.Instruction) * 2) ?? frame.Code.Compiled.FirstLineNumber;

    private void SizeNew(ThreadState thread)
    {
        foreach (var trace in _unsized)
            Size(thread, trace);
        _unsized.Clear();
        _peak = Math.Max(_peak, _current);
    }

    private void SizeAll(ThreadState thread)
    {
        _unsized.Clear();
        foreach (var trace in _traces.Values)
            Size(thread, trace);
        _peak = Math.Max(_peak, _current);
    }

    private void Size(ThreadState thread, Trace trace)
    {
        _busy = true;
        try
        {
            var o = trace.Object;
            var size = o.SizeOf(thread) + ((o.Flags & ObjectFlags.Pooled) != 0 ? CollectorHeader : 0);
            _current += size - trace.Size;
            trace.Size = size;
        }
        finally
        {
            _busy = false;
        }
    }
}
