using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

/// <remarks>An entry of a directory, as os.scandir() gives it.</remarks>
[PyType("DirEntry", Module = "posix", NoInstantiation = true, IsGeneric = true)]
[PyModuleType("posix")]
public sealed partial class DirEntry : PyContainer
{
    private const byte TypeUnknown = 0, TypeDirectory = 4, TypeRegular = 8, TypeLink = 10;
    private const uint FormatMask = 0xF000, FormatDirectory = 0x4000, FormatRegular = 0x8000, FormatLink = 0xA000;

    private Ref<PyObject> _name;
    private Ref<PyObject> _path;
    private Ref<PyObject> _status;
    private Ref<PyObject> _linkStatus;
    private readonly byte[] _bytes;
    private readonly int _directory;
    private readonly byte _type;
    private readonly ulong _inode;

    private DirEntry(PyObject name, PyObject path, byte[] bytes, int directory, byte type, ulong inode) : base(TypeObject)
    {
        _name.Value = name;
        _path.Value = path;
        _bytes = bytes;
        _directory = directory;
        _type = type;
        _inode = inode;
    }

    internal static DirEntry Create(ThreadState thread, OsPath directory, ReadOnlySpan<byte> name, byte type, ulong inode)
    {
        var shown = OsPath.Result(name, directory.IsText);
        if (directory.IsFd)
            return thread.EnterNew(new DirEntry(shown, shown, name.ToArray(), directory.Fd, type, inode));
        var prefix = directory.Bytes;
        byte[] full = prefix.Length > 0 && prefix[^1] != '/' ? [.. prefix, (byte)'/', .. name] : [.. prefix, .. name];
        return thread.EnterNew(
            new DirEntry(shown, OsPath.Result(full, directory.IsText), full, FileSystem.CurrentDirectory, type, inode));
    }

    /// <summary>the entry's base filename, relative to scandir() "path" argument</summary>
    [PyGetter("name", Member = true)]
    private PyObject Name() => _name.Value!;

    /// <summary>the entry's full path name; equivalent to os.path.join(scandir_path, entry.name)</summary>
    [PyGetter("path", Member = true)]
    private PyObject Path() => _path.Value!;

    [PySlot(nameof(PyType.TpRepr))]
    private PyObject Repr(ThreadState thread) => PyStr.From($"<DirEntry {Op.Repr(thread, _name.Value!)}>");

    /// <summary>Returns the path for the entry.</summary>
    [PyMethod("__fspath__")]
    private PyObject FsPath() => _path.Value!;

    /// <summary>Return inode of the entry; cached per entry.</summary>
    [PyMethod("inode")]
    private ulong Inode() => _inode;

    /// <summary>Return stat_result object for the entry; cached per entry.</summary>
    [PyMethod("stat")]
    private PyObject Stat(ThreadState thread, [KeywordOnly("follow_symlinks")] bool followSymlinks = true) => StatusOf(thread, followSymlinks);

    /// <summary>Return True if the entry is a directory; cached per entry.</summary>
    [PyMethod("is_dir")]
    private bool IsDir(ThreadState thread, [KeywordOnly("follow_symlinks")] bool followSymlinks = true) =>
        Test(thread, followSymlinks, FormatDirectory);

    /// <summary>Return True if the entry is a file; cached per entry.</summary>
    [PyMethod("is_file")]
    private bool IsFile(ThreadState thread, [KeywordOnly("follow_symlinks")] bool followSymlinks = true) =>
        Test(thread, followSymlinks, FormatRegular);

    /// <summary>Return True if the entry is a symbolic link; cached per entry.</summary>
    [PyMethod("is_symlink")]
    private bool IsSymLink(ThreadState thread) => _type == TypeUnknown ? Test(thread, false, FormatLink) : _type == TypeLink;

    /// <summary>Return True if the entry is a junction; cached per entry.</summary>
    [PyMethod("is_junction")]
    private bool IsJunction() => false;

    [PyMethod("__reduce_ex__")]
    private PyObject ReduceEx(PyObject protocol) => throw Errors.Type("cannot pickle 'posix.DirEntry' object");

    private PyObject StatusOf(ThreadState thread, bool followLinks)
    {
        ref var cache = ref _linkStatus;
        // What is no link has one status only.
        if (followLinks && (_type == TypeUnknown || _type == TypeLink))
            cache = ref _status;
        if (cache.Value is { } known)
            return known;
        var follow = followLinks && (_type == TypeUnknown || _type == TypeLink);
        var status = OsCall.Run(
            thread,
            (out e) =>
            {
                e = FileSystem.StatusAt(_directory, _bytes, follow, out var status);
                return status;
            },
            _path.Value);
        var result = PosixModule.ToStatResult(thread, status);
        if (follow)
            _status.Value = result;
        else
            _linkStatus.Value = result;
        return result;
    }

    private bool Test(ThreadState thread, bool followLinks, uint format)
    {
        var needsStatus = _type == TypeUnknown || (followLinks && _type == TypeLink);
        if (!needsStatus)
            return format == FormatDirectory ? _type == TypeDirectory : format == FormatRegular ? _type == TypeRegular : _type == TypeLink;
        PyObject status;
        try
        {
            status = StatusOf(thread, followLinks);
        }
        catch (PythonException error) when (error.Matches(ExceptionTypes.FileNotFoundError))
        {
            // The entry may be gone meanwhile, or be a dangling link.
            return false;
        }
        return (ArgumentConversion.ToLong(thread, ((PyTuple)status)[0]) & FormatMask) == format;
    }
}
