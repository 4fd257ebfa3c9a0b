namespace Krait.Runtime;

public sealed partial class ThreadState
{
    /// <summary>What <c>sys.settrace</c> has set.</summary>
    internal Ref<PyObject> TraceFunction;

    /// <summary>What <c>sys.setprofile</c> has set.</summary>
    internal Ref<PyObject> ProfileFunction;

    /// <summary>How many trace functions and callbacks run: nothing is reported meanwhile.</summary>
    internal int TracingDepth;

    /// <summary>Changes when tracing starts: what frames remember from before is not valid any more.</summary>
    internal int TraceEpoch = 1;

    /// <summary>Brings <see cref="IsTracing"/> up to date. May be called by another thread that holds the interpreter's lock.</summary>
    internal void UpdateTracing()
    {
        var wanted = TracingDepth == 0
            && (TraceFunction.Value is not null || ProfileFunction.Value is not null || Interpreter.Monitoring.IsActive);
        if (wanted == IsTracing)
            return;
        IsTracing = wanted;
        if (TracingDepth > 0)
            return;
        TraceEpoch++;
        SetBreaker(EvalBreakerBits.Instrument);
        if (ReferenceEquals(CurrentOrNull, this))
            NoticeTracing();
    }

    /// <summary>Makes the loops that run look whether they are the right version: an entry in the pool brings them to it after the instruction.</summary>
    internal void NoticeTracing()
    {
        SetBreaker(EvalBreakerBits.Instrument);
        EnterPool(PyNone.Instance);
    }
}
