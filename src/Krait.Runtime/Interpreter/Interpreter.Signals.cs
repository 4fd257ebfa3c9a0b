using System.Numerics;
using Krait.Platform;

namespace Krait.Runtime;

public sealed partial class Interpreter
{
    private static Interpreter? s_signalOwner;

    private readonly PyObject?[] _signalHandlers = new PyObject?[SignalHandlers.Count];
    private ulong _pendingSignals;

    /// <summary>True for the interpreter that the signals of the process go to: the first that asked.</summary>
    internal bool OwnsSignals => ReferenceEquals(s_signalOwner, this);

    /// <summary>Whether a full pipe at <c>signal.set_wakeup_fd</c> is worth a message.</summary>
    internal bool WarnOnFullWakeupBuffer { get; set; } = true;

    /// <summary>
    /// Makes this interpreter, on its main thread, the one that signals go to, where no other is. The .NET runtime's handling of SIGINT and others
    /// gives way to the system's.
    /// </summary>
    internal unsafe void InitializeSignals(ThreadState thread)
    {
        if (Interlocked.CompareExchange(ref s_signalOwner, this, null) is not null)
            return;
        if (SignalHandlers.Initialize().Failed)
            return;
        SignalHandlers.SetBreaker(thread.EvalBreakerAddress, EvalBreakerBits.Signals);
    }

    /// <summary>The object that <c>signal.signal</c> was given for a signal; null where nothing of Python's is installed.</summary>
    internal PyObject? GetSignalHandler(int signal) => _signalHandlers[signal];

    /// <summary>Stores the object of <c>signal.signal</c>; the former one floats.</summary>
    internal PyObject? ReplaceSignalHandler(ThreadState thread, int signal, PyObject? handler)
    {
        var old = _signalHandlers[signal];
        PyObject.XRetain(handler);
        _signalHandlers[signal] = handler;
        return old is null ? null : PyObject.Float(thread, old);
    }

    /// <summary>Runs the handlers of signals that have arrived; on the main thread only, elsewhere it does nothing. Throws what they raise.</summary>
    internal void RunSignalHandlers(ThreadState thread)
    {
        if (!OwnsSignals)
            return;
        if (!ReferenceEquals(thread, MainThread))
        {
            if (SignalHandlers.IsPending)
                MainThread.SetBreaker(EvalBreakerBits.Signals);
            return;
        }
        ReportWakeupError(thread);
        _pendingSignals |= SignalHandlers.TakePending().Bits;
        while (_pendingSignals != 0)
        {
            var signal = BitOperations.TrailingZeroCount(_pendingSignals) + 1;
            _pendingSignals &= _pendingSignals - 1;
            if (_signalHandlers[signal] is { } handler && Op.IsCallable(handler))
                RunSignalHandler(thread, signal, handler);
        }
    }

    private void RunSignalHandler(ThreadState thread, int signal, PyObject handler)
    {
        PyObject.Retain(handler);
        try
        {
            Op.Call(thread, handler, PyInt.From(signal), (PyObject?)thread.Frame ?? PyNone.Instance);
        }
        catch (PythonException)
        {
            if (_pendingSignals != 0)
                thread.SetBreaker(EvalBreakerBits.Signals);
            throw;
        }
        finally
        {
            PyObject.Float(thread, handler);
        }
    }

    private void ReportWakeupError(ThreadState thread)
    {
        var error = SignalHandlers.TakeWakeupError();
        if (!error.Failed || (error.Value == Errno.EAGAIN && !WarnOnFullWakeupBuffer))
            return;
        Op.WriteUnraisable(thread, Errors.Os(thread, error.Value), null, "Exception ignored while trying to write to the signal wakeup fd");
    }

    private unsafe void ResetSignalsAfterFork(ThreadState thread)
    {
        if (!OwnsSignals)
            return;
        _pendingSignals = 0;
        SignalHandlers.SetMainThread();
        SignalHandlers.SetBreaker(thread.EvalBreakerAddress, EvalBreakerBits.Signals);
    }
}
