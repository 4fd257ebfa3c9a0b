using Krait.Compiler;

namespace Krait.Runtime;

/// <summary>Create a new traceback object.</summary>
[PyType("traceback", BasicSize = 64)]
public sealed partial class PyTraceback : PyContainer
{
    internal Ref<PyTraceback> NextField;
    internal Ref<PyFrame> FrameField;
    internal int LastInstructionOffset;
    internal int? LineField;

    internal PyTraceback(PyTraceback? next, PyFrame frame, int lastInstructionOffset) : base(TypeObject)
    {
        NextField.Value = next;
        FrameField.Value = frame;
        LastInstructionOffset = lastInstructionOffset;
    }

    /// <summary>The line; found from the instruction when first asked for.</summary>
    internal int? Line => LineField ??= FindLine();

    /// <summary>Puts the frame in front of the exception's traceback.</summary>
    internal static void Add(ThreadState thread, PyBaseException exception, PyFrame frame)
    {
        var entry = new PyTraceback(exception.TracebackField.Value, frame, frame.LastInstructionOffset);
        thread.Interpreter.Collector.Track(thread, entry);
        exception.TracebackField.Value = entry;
    }

    /// <summary>A tuple of (filename, line, name) of the frames that called the one that runs, innermost first.</summary>
    internal static PyTuple CaptureOrigin(ThreadState thread, int depth)
    {
        var entries = new List<PyObject>();
        for (var frame = thread.Frame?.Back; frame is not null && entries.Count < depth; frame = frame.Back)
        {
            entries.Add(PyTuple.Create(thread, frame.Code.FilenameField, PyInt.From(frame.Line ?? 0), frame.Code.NameField));
        }
        return PyTuple.Create(thread, entries.ToArray());
    }

    private int? FindLine() => LocationTable.LineNumber(FrameField.Value!.Code.Compiled, LastInstructionOffset);
}
