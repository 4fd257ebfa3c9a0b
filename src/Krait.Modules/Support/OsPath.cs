using Krait.Runtime;

namespace Krait.Modules.Os;

/// <summary>
/// A path argument as <c>posix</c> takes it (CPython's <c>path_t</c>): str, bytes, <c>os.PathLike</c>, and where allowed a descriptor or None.
/// </summary>
internal readonly struct OsPath
{
    private static readonly PyStr s_fspath = PyStr.Intern("__fspath__");

    private OsPath(PyObject? o, byte[] bytes, bool isText, int fd)
    {
        Object = o;
        Bytes = bytes;
        IsText = isText;
        Fd = fd;
    }

    /// <summary>The str, bytes or int for error messages; null for None.</summary>
    public PyObject? Object { get; }

    /// <summary>The bytes of the path; "." for None.</summary>
    public byte[] Bytes { get; }

    /// <summary>True where results that are paths are str.</summary>
    public bool IsText { get; }

    /// <summary>The descriptor; meaningful where <see cref="IsFd"/>.</summary>
    public int Fd { get; }

    /// <summary>True where a descriptor was given.</summary>
    public bool IsFd => Object is PyInt;

    /// <summary>A path that is neither a descriptor nor None.</summary>
    public static OsPath Of(ThreadState thread, string function, string parameter, PyObject o) =>
        Convert(thread, function, parameter, o, allowFd: false, nullable: false);

    /// <summary>A path or a descriptor.</summary>
    public static OsPath OrFd(ThreadState thread, string function, string parameter, PyObject o) =>
        Convert(thread, function, parameter, o, allowFd: true, nullable: false);

    /// <summary>A path, a descriptor where <paramref name="allowFd"/>, or None (or nothing).</summary>
    public static OsPath OrNone(ThreadState thread, string function, string parameter, PyObject? o, bool allowFd) =>
        Convert(thread, function, parameter, o ?? PyNone.Instance, allowFd, nullable: true);

    /// <summary>A path that is only taken apart: it may hold any characters, in bytes that <see cref="Part"/> turns back into text.</summary>
    public static OsPath Any(ThreadState thread, string function, string parameter, PyObject o) =>
        Convert(thread, function, parameter, o, allowFd: false, nullable: false, any: true);

    /// <summary>A part of a path that <see cref="Any"/> gave, as text or bytes like the whole.</summary>
    public PyObject Part(ThreadState thread, ReadOnlySpan<byte> part) =>
        IsText ? Codecs.DecodeUtf8SurrogatePass(thread, part) : PyBytes.From(part);

    /// <summary>What the path converter of the C API gives (<c>PyUnicode_FSConverter</c>): bytes without null.</summary>
    public static byte[] Encode(ThreadState thread, PyObject o)
    {
        var bytes = FsPath(thread, o) switch
        {
            PyBytes raw => raw.Span.ToArray(),
            var text => FileSystemText.Encode(thread, (PyStr)text),
        };
        return bytes.AsSpan().Contains((byte)0) ? throw Errors.Value("embedded null byte") : bytes;
    }

    /// <summary><c>os.fspath</c>.</summary>
    public static PyObject FsPath(ThreadState thread, PyObject o)
    {
        if (o is PyStr or PyBytes)
            return o;
        if (Op.LookupSpecial(thread, o, s_fspath) is not { } method || method is PyNone)
            throw Errors.Type($"expected str, bytes or os.PathLike object, not {o.Type.Name}");
        return CheckedResult(o, Op.Call(thread, method));
    }

    /// <summary>A name from the system as text (<c>os.fsdecode</c>).</summary>
    public static PyStr Text(ReadOnlySpan<byte> name) => PyStr.From(FileSystemText.Decode(name));

    /// <summary>A name from the system, as text or bytes.</summary>
    public static PyObject Result(ReadOnlySpan<byte> name, bool text) => text ? Text(name) : PyBytes.From(name);

    private static PyObject CheckedResult(PyObject o, PyObject path) => path is PyStr or PyBytes
        ? path
        : throw Errors.Type($"expected {o.Type.Name}.__fspath__() to return str or bytes, not {path.Type.Name}");

    private static OsPath Convert(
        ThreadState thread, string function, string parameter, PyObject o, bool allowFd, bool nullable, bool any = false)
    {
        if (nullable && o is PyNone)
            return new OsPath(null, "."u8.ToArray(), true, -1);
        var path = o;
        if (o is not (PyStr or PyBytes))
        {
            if (allowFd && o.Type.NbIndex is not null)
                return Descriptor(thread, o);
            if (Op.LookupSpecial(thread, o, s_fspath) is not { } method || method is PyNone)
                throw Errors.Type($"{function}: {parameter} should be {Expected(allowFd, nullable)}, not {o.Type.Name}");
            path = CheckedResult(o, Op.Call(thread, method));
        }
        var bytes = path is PyBytes raw ? raw.Span.ToArray()
            : any ? Codecs.EncodeUtf8SurrogatePass(thread, (PyStr)path)
            : FileSystemText.Encode(thread, (PyStr)path);
        if (!any && bytes.AsSpan().Contains((byte)0))
            throw Errors.Value($"{function}: embedded null character in {parameter}");
        return new OsPath(path, bytes, path is PyStr, -1);
    }

    private static OsPath Descriptor(ThreadState thread, PyObject o)
    {
        var fd = OsArguments.Descriptor(thread, o);
        return new OsPath(PyInt.From(fd), [], true, fd);
    }

    private static string Expected(bool allowFd, bool nullable) => (allowFd, nullable) switch
    {
        (true, true) => "string, bytes, os.PathLike, integer or None",
        (true, false) => "string, bytes, os.PathLike or integer",
        (false, true) => "string, bytes, os.PathLike or None",
        _ => "string, bytes or os.PathLike",
    };
}
