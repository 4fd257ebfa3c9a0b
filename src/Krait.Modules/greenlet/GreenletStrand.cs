using Krait.Runtime;

namespace Krait.Modules.Greenlets;

/// <summary>The strand of a greenlet.</summary>
internal sealed class GreenletStrand : Strand
{
    // Most greenlets are shallow; a deeper one gets larger chunks.
    private const int FirstChunk = 128;

    private readonly PyGreenlet _greenlet;

    internal GreenletStrand(PyGreenlet greenlet, DataStack? dataStack = null) : base(dataStack ?? new DataStack(FirstChunk)) => _greenlet = greenlet;

    internal override PyObject Owner => _greenlet;

    internal PyGreenlet Greenlet => _greenlet;

    /// <summary>What is called with what, from the first switch to the beginning.</summary>
    internal Ref<PyObject> Run;

    internal Ref<PyTuple> Args;
    internal Ref<PyDict> Keywords;

    internal override PyFrame? Begin(ThreadState thread, out PyObject? result)
    {
        result = null;
        var run = Run.Take(thread)!;
        var args = Args.Take(thread) ?? PyTuple.Empty;
        var keywords = Keywords.Take(thread);
        PyObject[]? withSelf = null;
        if (run.GetType() == typeof(PyMethod) && ((PyMethod)run).Function is PyFunction)
        {
            withSelf = [((PyMethod)run).Self, .. args.Items];
            run = ((PyMethod)run).Function;
        }
        if (run.GetType() == typeof(PyFunction))
            return Calls.PushFrame(thread, (PyFunction)run, Calls.Flatten(thread, withSelf ?? args.Items, keywords, out var names), names);
        using var held = new HeldReferences(thread, [run, args, keywords ?? (PyObject)PyNone.Instance]);
        result = Op.CallWithDict(thread, run, args, keywords);
        return null;
    }

    internal override void Arrived(ThreadState thread) => GreenletThread.Of(thread).Report(thread, this);

    internal override Strand Ended(ThreadState thread)
    {
        var strands = thread.Strands!;
        if (strands.Exception is { } exit && GreenletModule.IsExit(thread, exit))
            (strands.Value, strands.Exception) = (exit, null);
        GreenletThread.Of(thread).Origin = this;
        return _greenlet.StrandAfterEnd(thread, strands);
    }
}
