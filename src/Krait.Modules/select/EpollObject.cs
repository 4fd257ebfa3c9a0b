using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

/// <summary>Returns an epolling object.
///
///   sizehint
///     The expected number of events to be registered.  It must be positive,
///     or -1 to use the default.  It is only used on older systems where
///     epoll_create1() is not available; otherwise it has no effect (though its
///     value is still checked).
///   flags
///     Deprecated and completely ignored.  However, when supplied, its value
///     must be 0 or select.EPOLL_CLOEXEC, otherwise OSError is raised.</summary>
[PyType("epoll", Module = "select")]
[PyModuleType("select")]
public sealed partial class EpollObject : PyObject
{
    private const int Cloexec = 0x80000, Add = 1, Delete = 2, Change = 3, DefaultMaximum = Polling.SelectLimit - 1;
    private const uint DefaultEvents = 1 | 2 | 4;

    private int _fd = -1;

    private EpollObject(PyType type) : base(type)
    {
    }

    [PyNew]
    private static PyObject New(ThreadState thread, PyType type, [Keyword] int sizehint = -1, [Keyword] int flags = 0)
    {
        if (sizehint is not -1 && sizehint <= 0)
            throw Errors.Value("sizehint must be positive or -1");
        if (flags is not 0 and not Cloexec)
            throw Errors.New(ExceptionTypes.OSError, "invalid flags");
        return new EpollObject(type) { Flags = ObjectFlags.Pooled, _fd = OsCall.Run(thread, (out e) => Polling.CreateEpoll(Cloexec, out e)) };
    }

    /// <summary>Create an epoll object from a given control fd.</summary>
    [PyClassMethod("fromfd")]
    private static PyObject FromFd(ThreadState thread, PyType type, int fd) => new EpollObject(type) { Flags = ObjectFlags.Pooled, _fd = fd };

    [PySlot(nameof(PyType.TpFinalize))]
    private void FinalizeEpoll(ThreadState thread)
    {
        if (_fd >= 0)
            Descriptors.Close(_fd);
        _fd = -1;
    }

    private int Descriptor => _fd >= 0 ? _fd : throw Errors.Value("I/O operation on closed epoll object");

    /// <summary>True if the epoll handler is closed</summary>
    [PyGetter("closed")]
    private bool Closed => _fd < 0;

    /// <summary>Close the epoll control file descriptor.
    ///
    /// Further operations on the epoll object will raise an exception.</summary>
    [PyMethod("close")]
    private void Close(ThreadState thread)
    {
        if (_fd < 0)
            return;
        var fd = _fd;
        _fd = -1;
        OsCall.Check(thread, Descriptors.Close(fd));
    }

    /// <summary>Return the epoll control file descriptor.</summary>
    [PyMethod("fileno")]
    private long FileNo() => Descriptor;

    /// <summary>Registers a new fd or raises an OSError if the fd is already registered.
    ///
    ///   fd
    ///     the target file descriptor of the operation
    ///   eventmask
    ///     a bit set composed of the various EPOLL constants
    ///
    /// The epoll interface supports all file descriptors that support poll.</summary>
    [PyMethod("register")]
    private void Register(ThreadState thread, [Keyword] PyObject fd, [Keyword] uint eventmask = DefaultEvents) =>
        Control(thread, Add, fd, eventmask);

    /// <summary>Modify event mask for a registered file descriptor.
    ///
    ///   fd
    ///     the target file descriptor of the operation
    ///   eventmask
    ///     a bit set composed of the various EPOLL constants</summary>
    [PyMethod("modify")]
    private void Modify(ThreadState thread, [Keyword] PyObject fd, [Keyword] uint eventmask) => Control(thread, Change, fd, eventmask);

    /// <summary>Remove a registered file descriptor from the epoll object.
    ///
    ///   fd
    ///     the target file descriptor of the operation</summary>
    [PyMethod("unregister")]
    private void Unregister(ThreadState thread, [Keyword] PyObject fd) => Control(thread, Delete, fd, 0);

    private void Control(ThreadState thread, int operation, PyObject fd, uint events)
    {
        var epoll = Descriptor;
        var file = OsArguments.FileNumber(thread, fd);
        OsCall.Run(thread, () => Polling.ControlEpoll(epoll, operation, file, events));
    }

    /// <summary>Wait for events on the epoll file descriptor.
    ///
    ///   timeout
    ///     the maximum time to wait in seconds (as float);
    ///     a timeout of None or -1 makes poll wait indefinitely
    ///   maxevents
    ///     the maximum number of events returned; -1 means no limit
    ///
    /// Returns a list containing any descriptors that have events to report,
    /// as a list of (fd, events) 2-tuples.</summary>
    [PyMethod("poll")]
    private PyObject Poll(ThreadState thread, [Keyword] PyObject? timeout = null, [Keyword] int maxevents = -1)
    {
        var epoll = Descriptor;
        var span = SelectModule.Timeout(thread, timeout, milliseconds: false);
        if (span is { } nanoseconds && TimeConversion.Milliseconds(nanoseconds) > int.MaxValue)
            throw Errors.Overflow("timeout is too large");
        if (span < 0)
            span = null;
        if (maxevents == -1)
            maxevents = DefaultMaximum;
        else if (maxevents < 1)
            throw Errors.Value($"maxevents must be greater than 0, got {maxevents}");
        var events = new EpollEvent[maxevents];
        var deadline = new Deadline(span ?? 0);
        int count;
        while (true)
        {
            Errno error;
            using (thread.AllowThreads())
                count = Polling.WaitEpoll(epoll, events, span is null ? -1 : (int)TimeConversion.Milliseconds(deadline.Remaining), out error);
            if (!error.Failed)
                break;
            if (!error.Interrupted)
                throw Errors.Os(thread, error.Value);
            thread.CheckSignals();
        }
        var ready = PyList.Create(thread);
        for (var i = 0; i < count; i++)
            ready.Append(PyTuple.Create(thread, PyInt.From(events[i].Descriptor), PyInt.From(events[i].Events)));
        return ready;
    }

    [PyMethod("__enter__")]
    private PyObject Enter()
    {
        _ = Descriptor;
        return this;
    }

    [PyMethod("__exit__")]
    private void Exit(ThreadState thread, PyObject? excType = null, PyObject? excValue = null, PyObject? excTb = null) => Close(thread);
}
