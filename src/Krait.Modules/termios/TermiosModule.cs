using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

/// <summary>This module provides an interface to the Posix calls for tty I/O control.
///
/// For a complete description of these calls, see the Posix or Unix manual
/// pages. It is only available for those Unix versions that support Posix
/// termios style tty I/O control (and then only if configured at installation
/// time).
///
/// All functions in this module take a file descriptor fd as their first
/// argument. This can be an integer file descriptor, such as returned by
/// sys.stdin.fileno(), or a file object, such as sys.stdin itself.</summary>
[PyModule("termios")]
internal static partial class TermiosModule
{
    private const int Canonical = 2, MinimumIndex = 6, TimeIndex = 5, Attributes = 7;

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        OsArguments.AddConstants(thread, module, TermiosConstants.All());
        module.Dict.SetItem(thread, "error", ModuleExceptions.Define(thread, "termios", "error"));
    }

    private static void Check(ThreadState thread, PyModule module, Errno error)
    {
        if (error.Failed)
        {
            throw Errors.New(
                thread,
                module.Dict.GetItem("error") as PyType ?? ExceptionTypes.OSError,
                PyInt.From(error.Value),
                PyStr.From(error.Message));
        }
    }

    /// <summary>Get the tty attributes for file descriptor fd.
    ///
    /// Returns a list [iflag, oflag, cflag, lflag, ispeed, ospeed, cc]
    /// where cc is a list of the tty special characters (each a string of
    /// length 1, except the items with indices VMIN and VTIME, which are
    /// integers when these fields are defined).  The interpretation of the
    /// flags and the speeds as well as the indexing in the cc array must be
    /// done using the symbolic constants defined in this module.</summary>
    [PyFunction("tcgetattr")]
    private static PyObject TcGetAttr(ThreadState thread, PyModule module, PyObject fd)
    {
        var file = OsArguments.FileNumber(thread, fd);
        Check(thread, module, Terminal.GetSettings(file, out var settings));
        var characters = PyList.Create(thread);
        for (var i = 0; i < TerminalSettings.ControlCharacterCount; i++)
        {
            var character = settings.ControlCharacters[i];
            var isNumber = (settings.LocalFlags & Canonical) == 0 && i is (MinimumIndex or TimeIndex);
            characters.Append(isNumber ? PyInt.From(character) : PyBytes.From([character]));
        }
        return PyList.Create(
            thread,
            PyInt.From(settings.InputFlags),
            PyInt.From(settings.OutputFlags),
            PyInt.From(settings.ControlFlags),
            PyInt.From(settings.LocalFlags),
            PyInt.From(settings.InputSpeed),
            PyInt.From(settings.OutputSpeed),
            characters);
    }

    /// <summary>Set the tty attributes for file descriptor fd.
    ///
    /// The attributes to be set are taken from the attributes argument, which
    /// is a list like the one returned by tcgetattr(). The when argument
    /// determines when the attributes are changed: termios.TCSANOW to
    /// change immediately, termios.TCSADRAIN to change after transmitting all
    /// queued output, or termios.TCSAFLUSH to change after transmitting all
    /// queued output and discarding all queued input.</summary>
    [PyFunction("tcsetattr")]
    private static void TcSetAttr(ThreadState thread, PyModule module, PyObject fd, int when, PyObject attributes)
    {
        var file = OsArguments.FileNumber(thread, fd);
        if (attributes is not PyList { Count: Attributes } list)
            throw Errors.Type("tcsetattr, arg 3: must be 7 element list");
        Check(thread, module, Terminal.GetSettings(file, out var settings));
        settings.InputFlags = Flag(thread, list[0]);
        settings.OutputFlags = Flag(thread, list[1]);
        settings.ControlFlags = Flag(thread, list[2]);
        settings.LocalFlags = Flag(thread, list[3]);
        var input = Flag(thread, list[4]);
        var output = Flag(thread, list[5]);
        if (list[6] is not PyList { Count: TerminalSettings.ControlCharacterCount } characters)
            throw Errors.Type($"tcsetattr: attributes[6] must be {TerminalSettings.ControlCharacterCount} element list");
        for (var i = 0; i < TerminalSettings.ControlCharacterCount; i++)
        {
            settings.ControlCharacters[i] = characters[i] switch
            {
                PyBytes { Length: 1 } single => single.Span[0],
                PyInt number => (byte)ArgumentConversion.ToLong(thread, number),
                _ => throw Errors.Type("tcsetattr: elements of attributes must be characters or integers"),
            };
        }
        Check(thread, module, Terminal.SetSpeeds(ref settings, input, output));
        Errno error;
        using (thread.AllowThreads())
            error = Terminal.SetSettings(file, when, settings);
        Check(thread, module, error);
    }

    private static uint Flag(ThreadState thread, PyObject o) => unchecked((uint)ArgumentConversion.ToLong(thread, o));

    private static void Run(ThreadState thread, PyModule module, Func<Errno> call)
    {
        Errno error;
        using (thread.AllowThreads())
            error = call();
        Check(thread, module, error);
    }

    /// <summary>Send a break on file descriptor fd.
    ///
    /// A zero duration sends a break for 0.25-0.5 seconds; a nonzero duration
    /// has a system dependent meaning.</summary>
    [PyFunction("tcsendbreak")]
    private static void TcSendBreak(ThreadState thread, PyModule module, PyObject fd, int duration)
    {
        var file = OsArguments.FileNumber(thread, fd);
        Run(thread, module, () => Terminal.SendBreak(file, duration));
    }

    /// <summary>Wait until all output written to file descriptor fd has been transmitted.</summary>
    [PyFunction("tcdrain")]
    private static void TcDrain(ThreadState thread, PyModule module, PyObject fd)
    {
        var file = OsArguments.FileNumber(thread, fd);
        Run(thread, module, () => Terminal.Drain(file));
    }

    /// <summary>Discard queued data on file descriptor fd.
    ///
    /// The queue selector specifies which queue: termios.TCIFLUSH for the input
    /// queue, termios.TCOFLUSH for the output queue, or termios.TCIOFLUSH for
    /// both queues.</summary>
    [PyFunction("tcflush")]
    private static void TcFlush(ThreadState thread, PyModule module, PyObject fd, int queue)
    {
        var file = OsArguments.FileNumber(thread, fd);
        Run(thread, module, () => Terminal.Flush(file, queue));
    }

    /// <summary>Suspend or resume input or output on file descriptor fd.
    ///
    /// The action argument can be termios.TCOOFF to suspend output,
    /// termios.TCOON to restart output, termios.TCIOFF to suspend input,
    /// or termios.TCION to restart input.</summary>
    [PyFunction("tcflow")]
    private static void TcFlow(ThreadState thread, PyModule module, PyObject fd, int action)
    {
        var file = OsArguments.FileNumber(thread, fd);
        Run(thread, module, () => Terminal.Flow(file, action));
    }

    /// <summary>Get the tty winsize for file descriptor fd.
    ///
    /// Returns a tuple (ws_row, ws_col).</summary>
    [PyFunction("tcgetwinsize")]
    private static PyObject TcGetWinSize(ThreadState thread, PyModule module, PyObject fd)
    {
        var size = Terminal.GetSize(OsArguments.FileNumber(thread, fd), out var error);
        Check(thread, module, error);
        return PyTuple.Create(thread, PyInt.From(size.Rows), PyInt.From(size.Columns));
    }

    /// <summary>Set the tty winsize for file descriptor fd.
    ///
    /// The winsize to be set is taken from the winsize argument, which
    /// is a two-item tuple (ws_row, ws_col) like the one returned by tcgetwinsize().</summary>
    [PyFunction("tcsetwinsize")]
    private static void TcSetWinSize(ThreadState thread, PyModule module, PyObject fd, PyObject winsize)
    {
        var file = OsArguments.FileNumber(thread, fd);
        if (!Op.IsSequence(winsize) || Op.Length(thread, winsize) != 2)
            throw Errors.Type("tcsetwinsize, arg 2: must be a two-item sequence");
        var size = Op.TupleFrom(thread, winsize);
        var rows = ArgumentConversion.ToLong(thread, size[0]);
        var columns = ArgumentConversion.ToLong(thread, size[1]);
        if (rows is < 0 or > ushort.MaxValue || columns is < 0 or > ushort.MaxValue)
            throw Errors.Overflow("winsize value(s) out of range.");
        var old = Terminal.GetSize(file, out var error);
        Check(thread, module, error);
        Check(thread, module, Terminal.SetSize(file, old with { Rows = (ushort)rows, Columns = (ushort)columns }));
    }
}
