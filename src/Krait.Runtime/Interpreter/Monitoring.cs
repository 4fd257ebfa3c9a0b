namespace Krait.Runtime;

/// <summary>The numbers of the events of <c>sys.monitoring</c>.</summary>
internal static class MonitoringEvent
{
    public const int PyStart = 0;
    public const int PyResume = 1;
    public const int PyReturn = 2;
    public const int PyYield = 3;
    public const int Call = 4;
    public const int Line = 5;
    public const int Instruction = 6;
    public const int Jump = 7;
    public const int BranchLeft = 8;
    public const int BranchRight = 9;
    public const int StopIteration = 10;

    /// <summary>The number of events that belong to a place in the code: those that can be disabled there.</summary>
    public const int LocalCount = 11;

    public const int Raise = 11;
    public const int ExceptionHandled = 12;
    public const int PyUnwind = 13;
    public const int PyThrow = 14;
    public const int Reraise = 15;
    public const int CReturn = 16;
    public const int CRaise = 17;
    public const int Branch = 18;

    /// <summary>The number of events.</summary>
    public const int Count = 19;

    /// <summary>The names, by number.</summary>
    public static readonly string[] Names =
    [
        "PY_START", "PY_RESUME", "PY_RETURN", "PY_YIELD", "CALL", "LINE", "INSTRUCTION", "JUMP", "BRANCH_LEFT", "BRANCH_RIGHT",
        "STOP_ITERATION", "RAISE", "EXCEPTION_HANDLED", "PY_UNWIND", "PY_THROW", "RERAISE", "C_RETURN", "C_RAISE", "BRANCH",
    ];
}

/// <summary>The tools of an interpreter (PEP 669): which events they want, and what they call.</summary>
internal sealed class Monitoring
{
    /// <summary>The number of tools that Python code can use.</summary>
    public const int ToolCount = 6;

    private const int CallEvents = (1 << MonitoringEvent.CReturn) | (1 << MonitoringEvent.CRaise);
    private const int BothBranches = (1 << MonitoringEvent.BranchLeft) | (1 << MonitoringEvent.BranchRight);

    private readonly PyObject?[] _names = new PyObject?[ToolCount];
    private readonly PyObject?[,] _callbacks = new PyObject?[ToolCount, MonitoringEvent.Count];
    private readonly int[] _events = new int[ToolCount];
    private readonly byte[] _tools = new byte[MonitoringEvent.Count];
    private readonly Dictionary<PyCode, int[]> _local = [];
    private PyObject? _disable;
    private PyObject? _missing;

    /// <summary>Changes when all disabled events are to be reported again.</summary>
    public int RestartVersion { get; private set; } = 1;

    /// <summary>True where some tool wants some event.</summary>
    public bool IsActive { get; private set; }

    /// <summary>What a callback returns to disable an event at a place.</summary>
    public PyObject Disable(ThreadState thread) => _disable ??= MakeMarker(thread);

    /// <summary>What stands for the first argument of a call without arguments.</summary>
    public PyObject Missing(ThreadState thread) => _missing ??= MakeMarker(thread);

    private static PyObject MakeMarker(ThreadState thread)
    {
        var made = Op.Call(thread, TypeBootstrap.Object);
        PyObject.Retain(made);
        return made;
    }

    /// <summary>Refuses numbers that are no tool's.</summary>
    public static void CheckValid(int tool)
    {
        if (tool is < 0 or >= ToolCount)
            throw Errors.Value($"invalid tool {tool} (must be between 0 and 5)");
    }

    private void CheckUsed(int tool)
    {
        if (_names[tool] is null)
            throw Errors.Value($"tool {tool} is not in use");
    }

    public PyObject? Name(int tool) => _names[tool];

    public void Use(int tool, PyObject name)
    {
        CheckValid(tool);
        if (name is not PyStr)
            throw Errors.Value("tool name must be a str");
        if (_names[tool] is not null)
            throw Errors.Value($"tool {tool} is already in use");
        PyObject.Retain(name);
        _names[tool] = name;
    }

    /// <summary>Takes back all that a tool has asked for.</summary>
    public void Clear(ThreadState thread, int tool)
    {
        CheckValid(tool);
        if (_names[tool] is null)
            return;
        SetEvents(thread, tool, 0);
        foreach (var code in _local.Keys.ToArray())
            SetLocalEvents(thread, tool, code, 0);
        for (var ev = 0; ev < MonitoringEvent.Count; ev++)
            Register(tool, ev, null);
    }

    public void Free(ThreadState thread, int tool)
    {
        Clear(thread, tool);
        if (_names[tool] is not { } name)
            return;
        _names[tool] = null;
        PyObject.Release(name);
    }

    /// <summary>Sets the callback of a tool for an event and returns the old one, whose reference is the caller's to release.</summary>
    public PyObject? Register(int tool, int ev, PyObject? callback)
    {
        var old = _callbacks[tool, ev];
        PyObject.XRetain(callback);
        _callbacks[tool, ev] = callback;
        if (ev == MonitoringEvent.Branch)
        {
            // The event of both directions: its callback takes the place of the separate ones.
            PyObject.XRelease(Register(tool, MonitoringEvent.BranchLeft, callback));
            PyObject.XRelease(Register(tool, MonitoringEvent.BranchRight, callback));
        }
        return old;
    }

    /// <summary>Checks a set of events and brings it to the form that is kept.</summary>
    public static int Normalize(int events, bool local)
    {
        if (!local && (uint)events >= 1u << MonitoringEvent.Count)
            throw Errors.Value($"invalid event set 0x{events:x}");
        var calls = (1 << MonitoringEvent.Call) | CallEvents;
        if ((events & CallEvents) != 0 && (events & calls) != calls)
            throw Errors.Value("cannot set C_RETURN or C_RAISE events independently");
        events &= ~CallEvents;
        if ((events & (1 << MonitoringEvent.Branch)) != 0)
            events = (events & ~(1 << MonitoringEvent.Branch)) | BothBranches;
        if (local && (uint)events >= 1u << MonitoringEvent.LocalCount)
            throw Errors.Value($"invalid local event set 0x{events:x}");
        return events;
    }

    public int Events(int tool) => _events[tool];

    public void SetEvents(ThreadState thread, int tool, int events)
    {
        CheckUsed(tool);
        if (_events[tool] == events)
            return;
        _events[tool] = events;
        for (var ev = 0; ev < MonitoringEvent.Count; ev++)
            _tools[ev] = (byte)((_tools[ev] & ~(1 << tool)) | (((events >> ev) & 1) << tool));
        Changed(thread);
    }

    public int LocalEvents(int tool, PyCode code) => _local.TryGetValue(code, out var events) ? events[tool] : 0;

    public void SetLocalEvents(ThreadState thread, int tool, PyCode code, int events)
    {
        CheckUsed(tool);
        if (!_local.TryGetValue(code, out var kept))
        {
            if (events == 0)
                return;
            kept = _local[code] = new int[ToolCount];
            PyObject.Retain(code);
        }
        if (kept[tool] == events)
            return;
        kept[tool] = events;
        var data = code.GetTracingData();
        for (var ev = 0; ev < MonitoringEvent.LocalCount; ev++)
            data.LocalTools[ev] = (byte)((data.LocalTools[ev] & ~(1 << tool)) | (((events >> ev) & 1) << tool));
        if (Array.TrueForAll(kept, static e => e == 0))
        {
            _local.Remove(code);
            PyObject.Release(code);
        }
        Changed(thread);
    }

    public void Restart() => RestartVersion++;

    private void Changed(ThreadState thread)
    {
        IsActive = _local.Count > 0;
        foreach (var tools in _tools)
            IsActive |= tools != 0;
        thread.UpdateTracing();
        foreach (var other in thread.Interpreter.Threads)
        {
            if (!ReferenceEquals(other, thread))
                other.UpdateTracing();
        }
    }

    /// <summary>The events that tools want everywhere: name and tools, as a bit set.</summary>
    public IEnumerable<(string Name, int Tools)> AllEvents()
    {
        for (var ev = 0; ev < MonitoringEvent.Count; ev++)
        {
            if (_tools[ev] != 0)
                yield return (MonitoringEvent.Names[ev], _tools[ev]);
        }
    }

    /// <summary>The tools that want an event at an instruction.</summary>
    public int Tools(CodeTracing data, int ev, int index)
    {
        if (ev >= MonitoringEvent.LocalCount)
            return _tools[ev is MonitoringEvent.CReturn or MonitoringEvent.CRaise ? MonitoringEvent.Call : ev];
        var tools = _tools[ev] | data.LocalTools[ev];
        return tools == 0 ? 0 : tools & ~data.DisabledTools(index, ev, RestartVersion);
    }

    /// <summary>The tools that want what follows a native call: those that want calls here.</summary>
    public int CallTools(CodeTracing data, int index) => Tools(data, MonitoringEvent.Call, index);

    /// <summary>Calls the callbacks of some tools for an event, lowest tool first.</summary>
    public void Fire(ThreadState thread, CodeTracing data, int tools, int ev, int index, ReadOnlySpan<PyObject> args)
    {
        for (var tool = 0; tool < ToolCount; tool++)
        {
            if ((tools & (1 << tool)) == 0 || _callbacks[tool, ev] is not { } callback)
                continue;
            PyObject result;
            using (var held = new Held(thread, callback))
                result = Tracing.Invoke(thread, callback, args, OccasionOf(ev));
            if (ReferenceEquals(result, _disable))
                DisableAt(data, tool, ev, index);
        }
    }

    private void DisableAt(CodeTracing data, int tool, int ev, int index)
    {
        if (ev >= MonitoringEvent.LocalCount)
        {
            PyObject.XRelease(Register(tool, ev, null));
            throw Errors.Value($"Cannot disable {MonitoringEvent.Names[ev]} events. Callback removed.");
        }
        data.Disable(index, ev, tool, RestartVersion);
        if (ev is not (MonitoringEvent.BranchLeft or MonitoringEvent.BranchRight) || _callbacks[tool, MonitoringEvent.Branch] is null)
            return;
        data.Disable(index, MonitoringEvent.BranchLeft, tool, RestartVersion);
        data.Disable(index, MonitoringEvent.BranchRight, tool, RestartVersion);
    }

    private static TraceOccasion OccasionOf(int ev) => ev switch
    {
        MonitoringEvent.PyStart => TraceOccasion.Start,
        MonitoringEvent.PyResume or MonitoringEvent.Jump or MonitoringEvent.Line or MonitoringEvent.BranchLeft
            or MonitoringEvent.BranchRight => TraceOccasion.Line,
        MonitoringEvent.PyYield => TraceOccasion.Yield,
        MonitoringEvent.Call or MonitoringEvent.CReturn or MonitoringEvent.CRaise => TraceOccasion.NativeCall,
        _ => TraceOccasion.Other,
    };
}

public sealed partial class Interpreter
{
    /// <summary>The state of <c>sys.monitoring</c>.</summary>
    internal Monitoring Monitoring { get; } = new();
}
