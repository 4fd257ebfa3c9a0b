using System.Numerics;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

/// <summary>This module supports asynchronous I/O on multiple file descriptors.
///
/// *** IMPORTANT NOTICE ***
/// On Windows, only sockets are supported; on Unix, all file descriptors.</summary>
[PyModule("select")]
internal static partial class SelectModule
{
    private const int Words = Polling.SelectLimit / 64;

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        OsArguments.AddConstants(thread, module, SelectConstants.All());
        module.Dict.SetItem(thread, "error", ExceptionTypes.OSError);
    }

    /// <summary>A timeout in nanoseconds; null means for ever.</summary>
    internal static long? Timeout(ThreadState thread, PyObject? timeout, bool milliseconds)
    {
        if (timeout is null or PyNone)
            return null;
        if (!milliseconds)
            return Seconds(thread, timeout);
        if (timeout is PyFloat number)
        {
            var value = TimeConversion.Round(number.ToDouble() * 1e6, TimeRounding.Up);
            if (double.IsNaN(value))
                throw Errors.Value("Invalid value NaN (not a number)");
            return value is >= -9223372036854775808.0 and < 9223372036854775808.0
                ? (long)value
                : throw Errors.Overflow("timeout is too large");
        }
        if (timeout.Type.NbIndex is null)
            throw Errors.Type("timeout must be an integer or None");
        var nanoseconds = Op.Index(thread, timeout).Big * 1_000_000;
        return nanoseconds >= long.MinValue && nanoseconds <= long.MaxValue
            ? (long)nanoseconds
            : throw Errors.Overflow("timestamp too large to convert to C PyTime_t");
    }

    private static long Seconds(ThreadState thread, PyObject timeout)
    {
        if (timeout is not PyFloat && timeout.Type.NbIndex is null)
            throw Errors.Type("timeout must be a float or None");
        return TimeConversion.Nanoseconds(thread, timeout, TimeRounding.Up);
    }

    /// <summary>Wait until one or more file descriptors are ready for some kind of I/O.
    ///
    /// The first three arguments are iterables of file descriptors to be waited for:
    /// rlist -- wait until ready for reading
    /// wlist -- wait until ready for writing
    /// xlist -- wait for an "exceptional condition"
    /// If only one kind of condition is required, pass [] for the other lists.
    ///
    /// A file descriptor is either a socket or file object, or a small integer
    /// gotten from a fileno() method call on one of those.
    ///
    /// The optional 4th argument specifies a timeout in seconds; it may be
    /// a floating-point number to specify fractions of seconds.  If it is absent
    /// or None, the call will never time out.
    ///
    /// The return value is a tuple of three lists corresponding to the first three
    /// arguments; each contains the subset of the corresponding file descriptors
    /// that are ready.
    ///
    /// *** IMPORTANT NOTICE ***
    /// On Windows, only sockets are supported; on Unix, all file
    /// descriptors can be used.</summary>
    [PyFunction("select")]
    private static PyObject Select(ThreadState thread, PyObject rlist, PyObject wlist, PyObject xlist, PyObject? timeout = null)
    {
        var span = Timeout(thread, timeout, milliseconds: false);
        if (span < 0)
            throw Errors.Value("timeout must be non-negative");
        var read = new SelectSet(thread, rlist);
        var write = new SelectSet(thread, wlist);
        var except = new SelectSet(thread, xlist);
        var count = Math.Max(read.Limit, Math.Max(write.Limit, except.Limit));
        var deadline = new Deadline(span ?? 0);
        while (true)
        {
            read.Prepare();
            write.Prepare();
            except.Prepare();
            TimeValue? left = span is null ? null : ToTimeValue(deadline.Remaining);
            Errno error;
            using (thread.AllowThreads())
                Polling.Select(count, read.Bits, write.Bits, except.Bits, left, out error);
            if (!error.Failed)
                break;
            if (!error.Interrupted)
                throw Errors.Os(thread, error.Value);
            thread.CheckSignals();
        }
        return PyTuple.Create(thread, read.Ready(thread), write.Ready(thread), except.Ready(thread));
    }

    private static TimeValue ToTimeValue(long nanoseconds)
    {
        var microseconds = (nanoseconds / 1000) + (nanoseconds % 1000 > 0 ? 1 : 0);
        return new TimeValue(microseconds / 1_000_000, microseconds % 1_000_000);
    }

    private sealed class SelectSet
    {
        private readonly PyList _objects;
        private readonly List<int> _descriptors = [];
        private readonly ulong[] _wanted = new ulong[Words];

        public SelectSet(ThreadState thread, PyObject given)
        {
            PyObject sequence;
            try
            {
                sequence = Op.SequenceFast(thread, given, "arguments 1-3 must be sequences");
            }
            catch (PythonException error) when (error.Matches(ExceptionTypes.TypeError))
            {
                throw Errors.Type("arguments 1-3 must be sequences");
            }
            _objects = PyList.Create(thread);
            for (var i = 0; i < Op.ItemsOf(sequence).Length; i++)
            {
                var o = Op.ItemsOf(sequence)[i];
                _objects.Append(o);
                var fd = OsArguments.FileNumber(thread, o);
                if (fd >= Polling.SelectLimit)
                    throw Errors.Value("filedescriptor out of range in select()");
                _wanted[fd / 64] |= 1UL << (fd % 64);
                _descriptors.Add(fd);
                Limit = Math.Max(Limit, fd + 1);
            }
        }

        public int Limit { get; }

        public ulong[] Bits { get; } = new ulong[Words];

        public void Prepare() => _wanted.CopyTo(Bits, 0);

        public PyList Ready(ThreadState thread)
        {
            var ready = PyList.Create(thread);
            for (var i = 0; i < _descriptors.Count; i++)
            {
                var fd = _descriptors[i];
                if ((Bits[fd / 64] & (1UL << (fd % 64))) != 0)
                    ready.Append(_objects[i]);
            }
            return ready;
        }
    }

    /// <summary>Returns a polling object.
    ///
    /// This object supports registering and unregistering file descriptors, and then
    /// polling them for I/O events.</summary>
    [PyFunction("poll")]
    private static PyObject Poll(ThreadState thread) => PollObject.Create(thread);
}
