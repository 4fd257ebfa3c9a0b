using System.Diagnostics;
using Krait.Modules.Os;
using Krait.Runtime;

namespace Krait.Modules.Profiling;

/// <summary>
/// Profiler(timer=None, timeunit=None, subcalls=True, builtins=True)
///
///     Builds a profiler object using the specified timer function.
///     The default timer is a fast built-in one based on real time.
///     For custom timer functions returning integers, timeunit can
///     be a float specifying a scale (i.e. how long each integer unit
///     is, in seconds).
/// </summary>
[PyType("Profiler", Module = "_lsprof", BaseType = true, BasicSize = 80), PyModuleType("_lsprof")]
public partial class PyProfiler : PyContainer
{
    private const int Tool = 2;
    private const double NanosecondsPerSecond = 1e9;

    private static readonly PyStr s_toolName = PyStr.Intern("cProfile");

    private static readonly (int Event, PyStr Callback)[] s_callbacks =
    [
        (MonitoringEvent.PyStart, PyStr.Intern("_pystart_callback")),
        (MonitoringEvent.PyResume, PyStr.Intern("_pystart_callback")),
        (MonitoringEvent.PyThrow, PyStr.Intern("_pystart_callback")),
        (MonitoringEvent.PyReturn, PyStr.Intern("_pyreturn_callback")),
        (MonitoringEvent.PyYield, PyStr.Intern("_pyreturn_callback")),
        (MonitoringEvent.PyUnwind, PyStr.Intern("_pyreturn_callback")),
        (MonitoringEvent.Call, PyStr.Intern("_ccall_callback")),
        (MonitoringEvent.CReturn, PyStr.Intern("_creturn_callback")),
        (MonitoringEvent.CRaise, PyStr.Intern("_creturn_callback")),
    ];

    // By code object or native method.
    private readonly Dictionary<object, ProfilerEntry> _entries = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<Activation> _running = [];
    private Ref<PyObject> _timer;
    private double _timeUnit;
    private bool _seesCallers = true;
    private bool _seesNative = true;
    private bool _isEnabled;
    private bool _isInTimer;

    private protected PyProfiler(PyType type) : base(type)
    {
    }

    /// <summary>A call that is under way.</summary>
    private sealed class Activation(ProfilerEntry entry)
    {
        public ProfilerEntry Entry { get; } = entry;

        public long Start { get; set; }

        /// <summary>The time that calls from here took.</summary>
        public long InCallees { get; set; }
    }

    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames) => type.Allocate!(thread, type);

    [PyInit]
    private void Init([Keyword] PyObject? timer = null, [Keyword] double timeunit = 0, [Keyword] bool subcalls = true, [Keyword] bool builtins = true)
    {
        (_seesCallers, _seesNative) = (subcalls, builtins);
        _timer.Value = timer;
        _timeUnit = timeunit;
    }

    /// <summary>enable(subcalls=True, builtins=True)
    ///
    /// Start collecting profiling information.
    /// If 'subcalls' is True, also records for each function
    /// statistics separated according to its current caller.
    /// If 'builtins' is True, records the time spent in
    /// built-in functions separately from their caller.
    /// </summary>
    [PyMethod("enable", Signature = "")]
    private void Enable(ThreadState thread, [Keyword] bool subcalls = true, [Keyword] bool builtins = true)
    {
        (_seesCallers, _seesNative) = (subcalls, builtins);
        var monitoring = thread.Interpreter.Monitoring;
        if (monitoring.Name(Tool) is not null)
            throw Errors.Value("Another profiling tool is already active");
        monitoring.Use(Tool, s_toolName);
        var events = 0;
        foreach (var (ev, name) in s_callbacks)
        {
            var callback = Op.GetAttr(thread, this, name);
            Register(thread, ev, callback);
            events |= 1 << ev;
        }
        monitoring.SetEvents(thread, Tool, Monitoring.Normalize(events, false));
        _isEnabled = true;
    }

    private static void Register(ThreadState thread, int ev, PyObject? callback)
    {
        AuditEvents.Raise(thread, "sys.monitoring.register_callback", callback ?? PyNone.Instance);
        if (thread.Interpreter.Monitoring.Register(Tool, ev, callback) is { } old)
            Float(thread, old);
    }

    /// <summary>disable()
    ///
    /// Stop collecting profiling information.
    /// </summary>
    [PyMethod("disable")]
    private void Disable(ThreadState thread)
    {
        if (_isInTimer)
            throw Errors.Runtime("cannot disable profiler in external timer");
        if (!_isEnabled)
            return;
        foreach (var (ev, _) in s_callbacks)
            Register(thread, ev, null);
        thread.Interpreter.Monitoring.Free(thread, Tool);
        _isEnabled = false;
        while (_running.TryPeek(out var innermost))
            Leave(thread, innermost.Entry);
    }

    /// <summary>clear()
    ///
    /// Clear all profiling information collected so far.
    /// </summary>
    [PyMethod("clear")]
    private void Clear()
    {
        if (_isInTimer)
            throw Errors.Runtime("cannot clear profiler in external timer");
        ClearEntries();
    }

    private void ClearEntries()
    {
        var subjects = _entries.Values.Select(static entry => entry.Subject).ToArray();
        _entries.Clear();
        _running.Clear();
        foreach (var subject in subjects)
            Release(subject);
    }

    partial void TraverseMore(Visitor visitor)
    {
        foreach (var entry in _entries.Values)
            visitor.Visit(entry.Subject);
    }

    partial void ClearMore() => ClearEntries();

    private void Enter(ThreadState thread, object key, PyObject callable)
    {
        if (!_entries.TryGetValue(key, out var entry))
        {
            var subject = NativeNames.SubjectOf(thread, callable);
            entry = new ProfilerEntry(subject);
            Retain(subject);
            _entries.Add(key, entry);
        }
        entry.Enter();
        if (_seesCallers && _running.TryPeek(out var caller))
            caller.Entry.CallsOf(entry).Enter();
        var activation = new Activation(entry);
        _running.Push(activation);
        activation.Start = Now(thread);
    }

    /// <summary>The innermost call ends. Its key says what ended: calls that began before the profiler are not known.</summary>
    private void Leave(ThreadState thread, object key)
    {
        if (_running.Count == 0)
            return;
        if (_entries.TryGetValue(key, out var entry))
            Leave(thread, entry);
        else
            _running.Pop();
    }

    private void Leave(ThreadState thread, ProfilerEntry entry)
    {
        var now = Now(thread);
        // The timer may be anything.
        if (!_running.TryPop(out var ended))
            return;
        var total = now - ended.Start;
        var inline = total - ended.InCallees;
        entry.Leave(total, inline);
        if (!_running.TryPeek(out var caller))
            return;
        caller.InCallees += total;
        if (_seesCallers && caller.Entry.Callees?.GetValueOrDefault(entry) is { } times)
            times.Leave(total, inline);
    }

    private long Now(ThreadState thread)
    {
        if (_timer.Value is not { } timer)
            return Stopwatch.GetTimestamp();
        _isInTimer = true;
        try
        {
            var now = Op.Call(thread, timer);
            if (_timeUnit <= 0)
                return TimeConversion.Nanoseconds(thread, now, TimeRounding.Floor);
            return now is PyInt ? ArgumentConversion.ToLong(thread, now) : throw Errors.Type($"expecting int, got {now.Type.Name}");
        }
        catch (PythonException error)
        {
            Op.WriteUnraisable(thread, error, timer, "Exception ignored while calling _lsprof timer");
            return 0;
        }
        finally
        {
            _isInTimer = false;
        }
    }

    /// <summary>How long a unit of the timer is, in seconds.</summary>
    private double SecondsPerUnit => _timer.Value is null ? 1.0 / Stopwatch.Frequency : _timeUnit == 0 ? 1 / NanosecondsPerSecond : _timeUnit;

    [PyMethod("_pystart_callback", Signature = "")]
    private void OnStart(ThreadState thread, PyObject code, PyObject offset, ReadOnlySpan<PyObject> rest) => Enter(thread, code, code);

    [PyMethod("_pyreturn_callback", Signature = "")]
    private void OnReturn(ThreadState thread, PyObject code, PyObject offset, ReadOnlySpan<PyObject> rest) => Leave(thread, (object)code);

    [PyMethod("_ccall_callback", Signature = "")]
    private void OnNativeCall(ThreadState thread, PyObject code, PyObject offset, PyObject callable, PyObject first)
    {
        if (_seesNative && NativeNames.FunctionOf(thread, callable, first) is { } function)
            Enter(thread, function.Method, function);
    }

    [PyMethod("_creturn_callback", Signature = "")]
    private void OnNativeReturn(ThreadState thread, PyObject code, PyObject offset, PyObject callable, PyObject first)
    {
        if (_seesNative && NativeNames.FunctionOf(thread, callable, first) is { } function)
            Leave(thread, (object)function.Method);
    }
}
