using System.Text;
using Krait.Platform;

namespace Krait.Runtime;

/// <summary><c>sys.stderr</c> until the real one stands: it writes text to a descriptor and knows nothing else.</summary>
[PyType("stderrprinter")]
public sealed partial class PyStderrPrinter : PyObject
{
    private readonly int _fd;

    private PyStderrPrinter(int fd) : base(TypeObject) => _fd = fd;

    /// <summary>A printer for a descriptor, floating.</summary>
    internal static PyStderrPrinter Create(ThreadState thread, int fd) => thread.EnterNew(new PyStderrPrinter(fd));

    /// <summary>Writes text; characters that UTF-8 does not have are escaped. What cannot be written is lost: there is nowhere to say so.</summary>
    [PyMethod("write")]
    private int Write(PyStr text)
    {
        ReadOnlySpan<byte> bytes = Encoding.UTF8.GetBytes(text.ToString());
        while (!bytes.IsEmpty)
        {
            var written = Descriptors.Write(_fd, bytes, out var error);
            if (error.Failed)
                break;
            bytes = bytes[(int)written..];
        }
        return text.Length;
    }

    [PyMethod("fileno")]
    private int FileNumber() => _fd;

    [PyMethod("isatty")]
    private bool IsTerminal() => Terminal.IsTerminal(_fd);

    [PyMethod("flush")]
    private static void Flush(PyStderrPrinter self)
    {
    }

    [PyMethod("close")]
    private static void Close(PyStderrPrinter self)
    {
    }

    [PyGetter("closed")]
    private bool Closed => false;

    [PyGetter("encoding")]
    private PyObject? TextEncoding => null;

    [PyGetter("mode")]
    private string Mode => "w";

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread) => $"<stderrprinter(fd={_fd}) object at 0x{Op.Id(thread, this):x}>";
}
