using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

/// <summary>The iterator that os.scandir() returns.</summary>
[PyType("ScandirIterator", Module = "posix", NoInstantiation = true)]
public sealed partial class ScandirIterator : PyIterator
{
    private readonly OsPath _path;
    private Ref<PyObject> _pathObject;
    private DirectoryStream? _stream;

    private ScandirIterator(OsPath path, DirectoryStream stream) : base(TypeObject)
    {
        _path = path;
        _pathObject.Value = path.Object;
        _stream = stream;
    }

    internal static ScandirIterator Create(ThreadState thread, OsPath path, DirectoryStream stream) =>
        thread.EnterNew(new ScandirIterator(path, stream));

    [PySlot(nameof(PyType.TpIterNext))]
    private PyObject? Next(ThreadState thread)
    {
        if (_stream is not { } stream)
            return null;
        bool moved;
        Errno error;
        using (thread.AllowThreads())
            moved = stream.MoveNext(out error);
        if (moved)
            return DirEntry.Create(thread, _path, stream.Name, stream.Type, stream.Inode);
        Close();
        return error.Failed ? throw Errors.Os(thread, error.Value, _path.Object) : null;
    }

    /// <summary>Close the iterator.</summary>
    [PyMethod("close")]
    private void Close()
    {
        if (_stream is not { } stream)
            return;
        _stream = null;
        if (_path.IsFd)
            stream.Rewind();
        stream.Dispose();
    }

    [PyMethod("__enter__")]
    private PyObject Enter() => this;

    [PyMethod("__exit__")]
    private void Exit(ReadOnlySpan<PyObject> args) => Close();

    [PySlot(nameof(PyType.TpFinalize))]
    private void FinalizeIterator(ThreadState thread)
    {
        if (_stream is null)
            return;
        try
        {
            Op.Warn(thread, ExceptionTypes.ResourceWarning, $"unclosed scandir iterator {Op.Repr(thread, this)}", 1, this);
        }
        catch (PythonException error)
        {
            Op.WriteUnraisable(thread, error, this);
        }
        Close();
    }

    [PyMethod("__reduce_ex__")]
    private PyObject ReduceEx(PyObject protocol) => throw Errors.Type("cannot pickle 'posix.ScandirIterator' object");
}
