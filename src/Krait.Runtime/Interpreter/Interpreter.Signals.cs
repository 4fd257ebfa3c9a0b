using System.Numerics;
using Krait.Platform;

namespace Krait.Runtime;

public sealed partial class Interpreter
{
    private const int SigInt = 2, SigAbrt = 6, SigPipe = 13, SigXfsz = 25;

    private static readonly NativeMethod s_defaultInterruptHandler = new()
    {
        Name = "default_int_handler",
        Doc = "The default handler for SIGINT installed by Python.\n\nIt raises KeyboardInterrupt.",
        Signature = "(signalnum, frame, /)",
        Fast = RaiseKeyboardInterrupt,
    };

    private static Interpreter? s_signalOwner;

    private readonly PyObject?[] _signalHandlers = new PyObject?[SignalHandlers.Count];
    private readonly Func<ThreadState, int, bool>?[] _nativeSignalHandlers = new Func<ThreadState, int, bool>?[SignalHandlers.Count];
    private ulong _pendingSignals;
    private bool _holdsSignals;
    private PyObject? _defaultInterruptHandler;

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
        ReadDispositions();
    }

    /// <summary>
    /// Besides <see cref="InitializeSignals"/>: SIGINT raises KeyboardInterrupt, SIGPIPE and SIGXFSZ are errors of the calls that cause them.
    /// What starts a program calls it.
    /// </summary>
    public void InstallSignalHandlers(ThreadState thread)
    {
        InitializeSignals(thread);
        if (!OwnsSignals)
            return;
        foreach (var signal in (ReadOnlySpan<int>)[SigPipe, SigXfsz])
        {
            SignalHandlers.Set(signal, SignalDisposition.Ignore);
            ReplaceSignalHandler(thread, signal, PyInt.From(1));
        }
        if (SignalHandlers.Get(SigInt, out _) == SignalDisposition.Default)
        {
            SignalHandlers.Set(SigInt, SignalDisposition.Handle);
            ReplaceSignalHandler(thread, SigInt, GetDefaultInterruptHandler(thread));
        }
    }

    /// <summary><c>signal.default_int_handler</c>.</summary>
    internal PyObject GetDefaultInterruptHandler(ThreadState thread)
    {
        if (_defaultInterruptHandler is { } made)
            return made;
        var handler = PyNativeFunction.Create(thread, s_defaultInterruptHandler, null, PyStr.Intern("_signal"));
        PyObject.Retain(handler);
        return _defaultInterruptHandler = handler;
    }

    private static PyObject RaiseKeyboardInterrupt(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args) => throw (args.Length == 2
        ? Errors.New(thread, ExceptionTypes.KeyboardInterrupt)
        : ArgumentBinder.PositionalCount("default_int_handler", args.Length, 2, 2));

    // What the process started with: handlers that are not Python's stay unknown.
    private void ReadDispositions()
    {
        for (var signal = 1; signal < SignalHandlers.Count; signal++)
        {
            var disposition = SignalHandlers.Get(signal, out var error);
            // The .NET runtime writes a crash report before the default action.
            if (signal == SigAbrt && disposition == SignalDisposition.Foreign)
                disposition = SignalDisposition.Default;
            if (!error.Failed && disposition is SignalDisposition.Default or SignalDisposition.Ignore)
                _signalHandlers[signal] = PyInt.From(disposition == SignalDisposition.Ignore ? 1 : 0);
        }
    }

    /// <summary>Shows the handlers, for the audit.</summary>
    internal void TraverseSignalHandlers(Visitor visitor)
    {
        visitor.Visit(_defaultInterruptHandler);
        foreach (var handler in _signalHandlers)
            visitor.Visit(handler);
    }

    /// <summary>The object that <c>signal.signal</c> was given for a signal; null where nothing of Python's is installed.</summary>
    internal PyObject? GetSignalHandler(int signal) => _signalHandlers[signal];

    /// <summary>Has C# code see a signal before Python's handler, which runs only where it returns false. Null takes it back.</summary>
    internal void SetNativeSignalHandler(int signal, Func<ThreadState, int, bool>? handler) => _nativeSignalHandlers[signal] = handler;

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
        if (!OwnsSignals || _holdsSignals)
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
            if (_nativeSignalHandlers[signal] is { } native && native(thread, signal))
                continue;
            if (_signalHandlers[signal] is { } handler && Op.IsCallable(handler))
                RunSignalHandler(thread, signal, handler);
            else
                Op.WriteUnraisable(thread, Errors.New(ExceptionTypes.OSError, $"Signal {signal} ignored due to race condition"), PyNone.Instance);
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

    /// <summary>The end of the interpreter: handlers of Python's give way to the system's default actions.</summary>
    private void EndSignals(ThreadState thread)
    {
        if (!OwnsSignals)
            return;
        for (var signal = 1; signal < SignalHandlers.Count; signal++)
        {
            if (_signalHandlers[signal] is { } handler && Op.IsCallable(handler))
            {
                SignalHandlers.Set(signal, SignalDisposition.Default);
                ReplaceSignalHandler(thread, signal, null);
            }
        }
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
