using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

/// <summary>Converts arguments that several modules of the operating system take.</summary>
internal static class OsArguments
{
    private static readonly PyStr s_fileno = PyStr.Intern("fileno");

    /// <summary>A C <c>int</c> that is a descriptor.</summary>
    public static int Descriptor(ThreadState thread, PyObject o)
    {
        if (o is PyBool)
            Op.Warn(thread, ExceptionTypes.RuntimeWarning, "bool is used as a file descriptor", 1);
        var number = Op.Index(thread, o);
        if (number.TryGetLong(out var value) && value is >= int.MinValue and <= int.MaxValue)
            return (int)value;
        throw Errors.Overflow(number.Big.Sign > 0 ? "fd is greater than maximum" : "fd is less than minimum");
    }

    /// <summary>How audit events show a directory descriptor that may be left out.</summary>
    public static PyObject AuditedFd(PyObject? o) => o is null or PyNone ? PyInt.From(-1) : o;

    /// <summary>A directory descriptor; None and nothing mean the current directory.</summary>
    public static int Directory(ThreadState thread, PyObject? o)
    {
        if (o is null or PyNone)
            return FileSystem.CurrentDirectory;
        return o.Type.NbIndex is null
            ? throw Errors.Type($"argument should be integer or None, not {o.Type.Name}")
            : Descriptor(thread, o);
    }

    /// <summary>A descriptor, or what an object's <c>fileno()</c> says (<c>PyObject_AsFileDescriptor</c>).</summary>
    public static int FileNumber(ThreadState thread, PyObject o)
    {
        if (o is not PyInt)
        {
            if (Op.TryGetAttr(thread, o, s_fileno) is not { } method)
                throw Errors.Type("argument must be an int, or have a fileno() method.");
            o = Op.Call(thread, method);
            if (o is not PyInt)
                throw Errors.Type("fileno() returned a non-integer");
        }
        else if (o is PyBool)
        {
            Op.Warn(thread, ExceptionTypes.RuntimeWarning, "bool is used as a file descriptor", 1);
        }
        var fd = ArgumentConversion.ToInt(thread, o);
        return fd >= 0 ? fd : throw Errors.Value($"file descriptor cannot be a negative integer ({fd})");
    }

    /// <summary>A user id; -1 means "leave it".</summary>
    public static uint User(ThreadState thread, PyObject o) => Id(thread, o, "uid");

    /// <summary>A group id; -1 means "leave it".</summary>
    public static uint Group(ThreadState thread, PyObject o) => Id(thread, o, "gid");

    /// <summary>An id as Python shows it: -1 for the one that means "leave it".</summary>
    public static PyObject FromId(uint id) => PyInt.From(id == uint.MaxValue ? -1 : (long)id);

    /// <summary>A process id, a C <c>int</c>.</summary>
    public static int Process(ThreadState thread, PyObject o)
    {
        if (Op.Index(thread, o).TryGetLong(out var value) && value is >= int.MinValue and <= int.MaxValue)
            return (int)value;
        throw Errors.Overflow("Python int too large to convert to C int");
    }

    /// <summary>Text of the system as a str: UTF-8, undecodable bytes as surrogates.</summary>
    public static PyStr Text(ReadOnlySpan<byte> text) => OsPath.Text(text);

    /// <summary>Adds integer constants to a module.</summary>
    public static void AddConstants(ThreadState thread, PyModule module, (string Name, long Value)[] constants)
    {
        foreach (var (name, value) in constants)
            module.Dict.SetItem(thread, name, PyInt.From(value));
    }

    private static uint Id(ThreadState thread, PyObject o, string what)
    {
        if (o.Type.NbIndex is null)
            throw Errors.Type($"{what} should be integer, not {o.Type.Name}");
        var number = Op.Index(thread, o).Big;
        if (number == -1)
            return uint.MaxValue;
        // What fits a C long but not an id counts as too small, too.
        if (number.Sign < 0 || (number > uint.MaxValue && number <= long.MaxValue))
            throw Errors.Overflow($"{what} is less than minimum");
        return number <= uint.MaxValue ? (uint)number : throw Errors.Overflow($"{what} is greater than maximum");
    }
}
