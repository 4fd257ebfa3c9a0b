using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

[PyType("poll", Module = "select", NoInstantiation = true)]
public sealed partial class PollObject : PyObject
{
    private const int DefaultEvents = 1 | 2 | 4, MaximumEvents = ushort.MaxValue;

    // In order of registration, as CPython's dict has it.
    private readonly List<(int Fd, ushort Events)> _registered = [];
    private bool _running;

    private PollObject() : base(TypeObject)
    {
    }

    internal static PollObject Create(ThreadState thread) => new();

    private static ushort Events(ThreadState thread, PyObject mask)
    {
        if (mask.Type.NbIndex is null)
            throw Errors.Type($"'{mask.Type.Name}' object cannot be interpreted as an integer");
        var number = Op.Index(thread, mask).Big;
        if (number.Sign < 0)
            throw Errors.Value("value must be positive");
        return number <= MaximumEvents ? (ushort)number : throw Errors.Overflow("Python int too large to convert to C unsigned short");
    }

    /// <summary>Register a file descriptor with the polling object.
    ///
    ///   fd
    ///     either an integer, or an object with a fileno() method returning an int
    ///   eventmask
    ///     an optional bitmask describing the type of events to check for</summary>
    [PyMethod("register", Signature = "($self, fd, eventmask=select.POLLIN | select.POLLPRI | select.POLLOUT, /)")]
    private void Register(ThreadState thread, PyObject fd, PyObject? eventmask = null)
    {
        var events = eventmask is null ? (ushort)DefaultEvents : Events(thread, eventmask);
        var file = OsArguments.FileNumber(thread, fd);
        var index = IndexOf(file);
        if (index >= 0)
            _registered[index] = (file, events);
        else
            _registered.Add((file, events));
    }

    /// <summary>Modify an already registered file descriptor.
    ///
    ///   fd
    ///     either an integer, or an object with a fileno() method returning an int
    ///   eventmask
    ///     a bitmask describing the type of events to check for</summary>
    [PyMethod("modify")]
    private void Modify(ThreadState thread, PyObject fd, PyObject eventmask)
    {
        var events = Events(thread, eventmask);
        var file = OsArguments.FileNumber(thread, fd);
        var index = IndexOf(file);
        if (index < 0)
            throw Errors.Os(thread, Errno.ENOENT);
        _registered[index] = (file, events);
    }

    /// <summary>Remove a file descriptor being tracked by the polling object.</summary>
    [PyMethod("unregister")]
    private void Unregister(ThreadState thread, PyObject fd)
    {
        var file = OsArguments.FileNumber(thread, fd);
        var index = IndexOf(file);
        if (index < 0)
            throw Errors.Key(thread, PyInt.From(file));
        _registered.RemoveAt(index);
    }

    private int IndexOf(int fd) => _registered.FindIndex(entry => entry.Fd == fd);

    /// <summary>Polls the set of registered file descriptors.
    ///
    ///   timeout
    ///     The maximum time to wait in milliseconds, or else None (or a negative
    ///     value) to wait indefinitely.
    ///
    /// Returns a list containing any descriptors that have events or errors to
    /// report, as a list of (fd, event) 2-tuples.</summary>
    [PyMethod("poll")]
    private PyObject Poll(ThreadState thread, PyObject? timeout = null)
    {
        var span = SelectModule.Timeout(thread, timeout, milliseconds: true);
        if (span is { } nanoseconds && TimeConversion.Milliseconds(nanoseconds) > int.MaxValue)
            throw Errors.Overflow("timeout is too large");
        if (span < 0)
            span = null;
        if (_running)
            throw Errors.Runtime("concurrent poll() invocation");
        _running = true;
        try
        {
            return Wait(thread, span);
        }
        finally
        {
            _running = false;
        }
    }

    private PyList Wait(ThreadState thread, long? span)
    {
        var entries = _registered.ConvertAll(static entry => new PollEntry { Descriptor = entry.Fd, Events = (short)entry.Events }).ToArray();
        var deadline = new Deadline(span ?? 0);
        while (true)
        {
            Errno error;
            using (thread.AllowThreads())
                Polling.Poll(entries, span is null ? null : TimeSpec.FromNanoseconds(deadline.Remaining), out error);
            if (!error.Failed)
                break;
            if (!error.Interrupted)
                throw Errors.Os(thread, error.Value);
            thread.CheckSignals();
        }
        var ready = PyList.Create(thread);
        foreach (var entry in entries)
        {
            if (entry.Result != 0)
                ready.Append(PyTuple.Create(thread, PyInt.From(entry.Descriptor), PyInt.From((ushort)entry.Result)));
        }
        return ready;
    }
}
