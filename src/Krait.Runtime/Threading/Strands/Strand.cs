namespace Krait.Runtime;

/// <summary>
/// A line of Python execution that takes turns with others on one thread: what a greenlet runs. Its frames lie on a data stack of its own, so that
/// leaving one strand for another exchanges a few fields of the thread and nothing else.
/// </summary>
internal abstract class Strand
{
    /// <summary>The frame on top while the strand is suspended; null before its start and while it runs.</summary>
    internal PyFrame? Frame;

    internal ExceptionInfo ExceptionInfo = new();
    internal int RecursionDepth;
    internal DataStack DataStack;

    /// <summary>The strand's current context while it is suspended.</summary>
    internal Ref<PyObject> Context;

    /// <summary>True once code of the strand runs or has run.</summary>
    internal bool HasBegun;

    /// <summary>True from the beginning to the end of the strand's code.</summary>
    internal bool IsActive;

    /// <summary>The carrier whose native code waits within the strand until that is switched to; null where frames alone were left.</summary>
    internal Carrier? Parked;

    /// <summary>The carriers whose native code has called into the strand's frames, the last one on top: each waits for the end of its entry frame.</summary>
    internal readonly Stack<Carrier> Hosts = [];

    protected Strand(DataStack dataStack) => DataStack = dataStack;

    /// <summary>The Python object that the strand belongs to: counted while it runs.</summary>
    internal abstract PyObject Owner { get; }

    /// <summary>
    /// Calls what the strand runs. Returns the frame of a Python function, pushed and counted, or null with the result of other code.
    /// </summary>
    /// <exception cref="PythonException">The call failed.</exception>
    internal abstract PyFrame? Begin(ThreadState thread, out PyObject? result);

    /// <summary>
    /// Somebody has switched to this strand, which is the current one again; what it is given stands in <see cref="Strands.Value"/> and
    /// <see cref="Strands.Exception"/> and may be replaced.
    /// </summary>
    internal abstract void Arrived(ThreadState thread);

    /// <summary>
    /// The strand's code has ended, with what stands in <see cref="Strands.Value"/> or <see cref="Strands.Exception"/>: returns the strand that goes on
    /// with it.
    /// </summary>
    internal abstract Strand Ended(ThreadState thread);

    /// <summary>What the frames of the suspended strand refer to.</summary>
    internal void Traverse(Visitor visitor)
    {
        visitor.Visit(Context.Value);
        for (var frame = Frame; frame is not null; frame = frame.Back)
        {
            if (frame.Owner == FrameOwner.Thread)
                visitor.Visit(frame);
            if (frame.Owner == FrameOwner.Thread || frame.Generator is { State: GeneratorState.Running })
                frame.TraverseContents(visitor);
        }
        if (Frame is null)
            return;
        var info = ExceptionInfo;
        while (info.Previous is { } previous)
            info = previous;
        visitor.Visit(info.Value);
    }
}
