namespace Krait.Runtime;

/// <summary>The strands of one thread and the carriers on which they run.</summary>
/// <remarks>
/// A strand whose frames called each other without native code in between needs no native stack: a carrier's bottom loop (<see cref="Drive"/>), below
/// which nothing waits, runs the frames of any strand, and a switch from one to another is an exchange of frames. Where native code has called into a
/// strand, that code's carrier waits (as a host) until the frame which it called has ended, wherever that happens; where native code calls
/// for a switch itself, its carrier waits (parked) until its strand is switched to. So a carrier is handed over once per such piece of native code,
/// and no order of switches ever finds the native stack that it needs buried.
/// </remarks>
internal sealed class Strands
{
    private readonly Stack<Carrier> _idle = [];
    private readonly List<Carrier> _waiting = [];

    internal Strands(ThreadState thread, Strand main)
    {
        Main = Current = main;
        PyObject.Retain(main.Owner);
        PyObject.Retain(main.Owner);
        main.HasBegun = main.IsActive = true;
        Running = Carrier.OfRunningThread(thread);
    }

    /// <summary>The strand that the thread began with.</summary>
    internal Strand Main { get; }

    /// <summary>The strand that runs.</summary>
    internal Strand Current { get; private set; }

    /// <summary>The carrier that runs.</summary>
    internal Carrier Running { get; set; }

    /// <summary>What the strand that is switched to is given; counted.</summary>
    internal PyObject? Value;

    /// <summary>What is raised in the strand that is switched to; counted.</summary>
    internal PyBaseException? Exception;

    /// <summary>Where the loop is to go on.</summary>
    private Strand? _target;

    /// <summary>The frame whose call asked for that.</summary>
    private PyFrame? _asking;

    /// <summary>The owner of the strand that was left last, counted: it may end only when the other one has arrived.</summary>
    private PyObject? _leftOwner;

    /// <summary>The carriers that wait within native code.</summary>
    internal IReadOnlyList<Carrier> Waiting => _waiting;

    internal void AddIdle(Carrier carrier) => _idle.Push(carrier);

    /// <summary>
    /// Leaves the current strand for another one, which is given what stands in <see cref="Value"/> or <see cref="Exception"/>. Where a frame's
    /// instruction has called the native function <paramref name="isDirect"/>, the loop goes over to the other strand when that function has returned,
    /// with whatever; elsewhere this returns when the strand is switched to again, with what it is given.
    /// </summary>
    internal PyObject Switch(ThreadState thread, Strand target, bool isDirect)
    {
        if (isDirect)
        {
            _target = target;
            _asking = thread.Frame;
            PyObject.Retain(target.Owner);
            thread.RequestSwitch();
            return PyNone.Instance;
        }
        var left = Current;
        var carrier = Running;
        // The next one is there before anything changes: starting a thread can fail.
        var next = CarrierFor(thread, target);
        left.Parked = carrier;
        Exchange(thread, target);
        Wait(carrier, next);
        left.Parked = null;
        Arrive(thread);
        if (TakeException(thread) is { } exception)
            throw new PythonException(exception);
        return TakeValue(thread);
    }

    /// <summary>True where the frame that has asked for a switch is the one that runs: in between, finalizers of its operands may run.</summary>
    internal bool IsDue(ThreadState thread) => ReferenceEquals(thread.Frame, _asking);

    /// <summary>
    /// A loop that native code has called has left its frames for another strand: waits for the end of its entry frame, and returns the result with
    /// its reference; null with the thread's pending exception.
    /// </summary>
    internal PyObject? WaitForEntryFrame(ThreadState thread)
    {
        var target = TakeTarget(thread);
        var carrier = Running;
        var next = CarrierFor(thread, target);
        Current.Hosts.Push(carrier);
        Exchange(thread, target);
        Wait(carrier, next);
        if (TakeException(thread) is { } exception)
        {
            thread.SetPendingException(exception);
            return null;
        }
        var value = Value;
        Value = null;
        return value;
    }

    /// <summary>The bottom loop of a carrier: runs strands until one goes on elsewhere. Returns the carrier on which it does.</summary>
    internal Carrier Drive(ThreadState thread)
    {
        while (true)
        {
            var result = Current.HasBegun ? Continue(thread) : Begin(thread);
            if (thread.IsSwitchRequested)
            {
                Exchange(thread, TakeTarget(thread));
            }
            else
            {
                Value = result;
                if (result is null)
                {
                    Exception = thread.TakePendingException();
                    PyObject.Retain(Exception);
                }
                if (Current.Hosts.TryPop(out var host))
                    return host;
                Current.IsActive = false;
                Exchange(thread, Current.Ended(thread), ended: true);
            }
            if (Current.Parked is { } parked)
                return parked;
        }
    }

    /// <summary>Ends the carriers that no strand needs: the thread ends.</summary>
    internal void StopIdle()
    {
        while (_idle.TryPop(out var carrier))
            carrier.Stop();
    }

    /// <summary>In the child of a fork: the other carriers are gone.</summary>
    internal void ForgetCarriers()
    {
        _idle.Clear();
        _waiting.Clear();
    }

    /// <summary>What the strands refer to beyond what their owners report: for the audit.</summary>
    internal void Traverse(Visitor visitor)
    {
        visitor.Visit(Main.Owner);
        visitor.Visit(Current.Owner);
        visitor.Visit(_leftOwner);
        visitor.Visit(Value);
        visitor.Visit(Exception);
        if (_target is { } target)
            visitor.Visit(target.Owner);
    }

    private PyObject? Begin(ThreadState thread)
    {
        var strand = Current;
        strand.HasBegun = strand.IsActive = true;
        try
        {
            Arrive(thread);
            if (Exception is not null)
            {
                thread.SetPendingException(TakeException(thread)!);
                return null;
            }
            if (strand.Begin(thread, out var result) is not { } frame)
            {
                PyObject.Retain(result!);
                return result;
            }
            frame.IsEntry = true;
            frame.Back = null;
            Calls.EnterRecursion(thread, frame);
            thread.Frame = frame;
            return EvalLoop.RunStrand(thread, null);
        }
        catch (Exception error)
        {
            thread.SetPendingException(ExceptionConverter.ToPython(thread, error));
            return null;
        }
    }

    private PyObject? Continue(ThreadState thread)
    {
        Arrive(thread);
        if (TakeException(thread) is { } exception)
        {
            Raising.SetContext(thread, exception);
            return EvalLoop.RunStrand(thread, exception);
        }
        // On top lies what the function that asked for the switch has returned.
        thread.Frame!.Peek(1) = Value;
        Value = null;
        return EvalLoop.RunStrand(thread, null);
    }

    private void Arrive(ThreadState thread)
    {
        Current.Arrived(thread);
        if (_leftOwner is not { } owner)
            return;
        _leftOwner = null;
        PyObject.Float(thread, owner);
    }

    private Strand TakeTarget(ThreadState thread)
    {
        var target = _target!;
        _target = null;
        _asking = null;
        thread.IsSwitchRequested = false;
        PyObject.Float(thread, target.Owner);
        return target;
    }

    private PyBaseException? TakeException(ThreadState thread)
    {
        if (Exception is not { } exception)
            return null;
        Exception = null;
        PyObject.Float(thread, exception);
        return exception;
    }

    private PyObject TakeValue(ThreadState thread)
    {
        var value = Value!;
        Value = null;
        return PyObject.Float(thread, value);
    }

    private Carrier CarrierFor(ThreadState thread, Strand target) =>
        target.Parked ?? (_idle.TryPop(out var idle) ? idle : Carrier.Start(thread));

    private void Wait(Carrier carrier, Carrier next)
    {
        _waiting.Add(carrier);
        carrier.HandOver(next);
        _waiting.Remove(carrier);
    }

    /// <summary>Makes another strand the current one.</summary>
    private void Exchange(ThreadState thread, Strand target, bool ended = false)
    {
        var left = Current;
        left.Frame = ended ? null : thread.Frame;
        left.ExceptionInfo = thread.ExceptionInfo;
        left.RecursionDepth = thread.RecursionDepth;
        left.Context.Value = ended ? null : thread.Context.Value;
        thread.Frame = target.Frame;
        thread.ExceptionInfo = target.ExceptionInfo;
        thread.RecursionDepth = target.RecursionDepth;
        thread.Context.Value = target.Context.Value;
        thread.DataStack = target.DataStack;
        target.Frame = null;
        target.Context.Value = null;
        PyObject.Retain(target.Owner);
        PyObject.XRelease(_leftOwner);
        _leftOwner = left.Owner;
        Current = target;
    }
}
