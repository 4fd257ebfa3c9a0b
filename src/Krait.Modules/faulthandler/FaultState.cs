using System.Globalization;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Faults;

/// <summary>What <c>faulthandler</c> keeps for an interpreter.</summary>
internal sealed class FaultState : ModuleState
{
    /// <summary>The file of an enabled fault handler; null while it is disabled.</summary>
    public FaultTarget? Target { get; set; }

    /// <summary>The dispositions that fatal signals had before <c>enable</c>.</summary>
    public List<(int Signal, SignalDisposition Former)> Former { get; } = [];

    /// <summary>What <c>register</c> asked for, by signal.</summary>
    public Dictionary<int, RegisteredSignal> Registered { get; } = [];

    public Watchdog? Watchdog { get; set; }

    public override void Traverse(Visitor visitor)
    {
        base.Traverse(visitor);
        Target?.Traverse(visitor);
        Watchdog?.Target.Traverse(visitor);
        foreach (var signal in Registered.Values)
            signal.Target.Traverse(visitor);
    }
}

/// <summary>Where to write, and what. The file object is held.</summary>
internal sealed class FaultTarget
{
    private Ref<PyObject> _file;

    public FaultTarget(PyObject? file, int fd, bool allThreads)
    {
        _file.Value = file;
        Fd = fd;
        AllThreads = allThreads;
    }

    public int Fd { get; }

    public bool AllThreads { get; }

    public bool CStack { get; init; }

    public void Dump(ThreadState thread)
    {
        if (AllThreads)
            TracebackDump.WriteThreads(Fd, thread.Interpreter, thread);
        else
            TracebackDump.WriteStack(Fd, thread);
    }

    public void Release() => _file.Clear();

    public void Traverse(Visitor visitor) => visitor.Visit(_file.Value);
}

/// <summary>A signal that shows tracebacks.</summary>
internal sealed record RegisteredSignal(FaultTarget Target, SignalDisposition Former, bool Chain);

/// <summary>The thread that writes tracebacks after a time, unless it is cancelled.</summary>
internal sealed class Watchdog
{
    private readonly ManualResetEventSlim _cancelled = new();
    private readonly Thread _thread;

    public Watchdog(Interpreter interpreter, FaultTarget target, TimeSpan timeout, bool repeat, bool exit)
    {
        Target = target;
        var header = Header(timeout);
        _thread = new Thread(
            () =>
            {
                do
                {
                    if (_cancelled.Wait(timeout))
                        return;
                    TracebackDump.Write(target.Fd, header);
                    TracebackDump.WriteThreads(target.Fd, interpreter, null);
                    if (exit)
                        ProcessControl.Exit(1);
                }
                while (repeat);
            },
            256 * 1024) { IsBackground = true, Name = "faulthandler" };
        _thread.Start();
    }

    public FaultTarget Target { get; }

    public void Cancel()
    {
        _cancelled.Set();
        _thread.Join();
        Target.Release();
    }

    private static string Header(TimeSpan timeout)
    {
        var microseconds = timeout.Ticks / TimeSpan.TicksPerMicrosecond % 1_000_000;
        var fraction = microseconds == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $".{microseconds:d6}");
        return string.Create(CultureInfo.InvariantCulture, $"Timeout ({(long)timeout.TotalHours}:{timeout.Minutes:d2}:{timeout.Seconds:d2}{fraction})!\n");
    }
}
