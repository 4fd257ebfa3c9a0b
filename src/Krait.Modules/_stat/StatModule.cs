using Krait.Runtime;

namespace Krait.Modules.Os;

/// <summary>S_IFMT_: file type bits
/// S_IFDIR: directory
/// S_IFCHR: character device
/// S_IFBLK: block device
/// S_IFREG: regular file
/// S_IFIFO: fifo (named pipe)
/// S_IFLNK: symbolic link
/// S_IFSOCK: socket file
/// S_IFDOOR: door
/// S_IFPORT: event port
/// S_IFWHT: whiteout</summary>
[PyModule("_stat")]
internal static partial class StatModule
{
    private const uint FormatMask = 0xF000, Fifo = 0x1000, Character = 0x2000, Directory = 0x4000, Block = 0x6000, Regular = 0x8000,
        Link = 0xA000, Socket = 0xC000;

    private static readonly (string Name, long Value)[] s_constants =
    [
        ("S_IFDIR", 0x4000), ("S_IFCHR", 0x2000), ("S_IFBLK", 0x6000), ("S_IFREG", 0x8000), ("S_IFIFO", 0x1000), ("S_IFLNK", 0xA000),
        ("S_IFSOCK", 0xC000), ("S_IFDOOR", 0), ("S_IFPORT", 0), ("S_IFWHT", 0),
        ("S_ISUID", 0x800), ("S_ISGID", 0x400), ("S_ISVTX", 0x200), ("S_ENFMT", 0x400), ("S_IREAD", 0x100), ("S_IWRITE", 0x80), ("S_IEXEC", 0x40),
        ("S_IRWXU", 0x1C0), ("S_IRUSR", 0x100), ("S_IWUSR", 0x80), ("S_IXUSR", 0x40),
        ("S_IRWXG", 0x38), ("S_IRGRP", 0x20), ("S_IWGRP", 0x10), ("S_IXGRP", 8),
        ("S_IRWXO", 7), ("S_IROTH", 4), ("S_IWOTH", 2), ("S_IXOTH", 1),
        ("UF_SETTABLE", 0xFFFF), ("UF_NODUMP", 1), ("UF_IMMUTABLE", 2), ("UF_APPEND", 4), ("UF_OPAQUE", 8), ("UF_NOUNLINK", 0x10),
        ("UF_COMPRESSED", 0x20), ("UF_TRACKED", 0x40), ("UF_DATAVAULT", 0x80), ("UF_HIDDEN", 0x8000),
        ("SF_SETTABLE", 0xFFFF0000), ("SF_ARCHIVED", 0x10000), ("SF_IMMUTABLE", 0x20000), ("SF_APPEND", 0x40000), ("SF_NOUNLINK", 0x100000),
        ("SF_SNAPSHOT", 0x200000), ("SF_FIRMLINK", 0x800000), ("SF_DATALESS", 0x40000000),
        ("ST_MODE", 0), ("ST_INO", 1), ("ST_DEV", 2), ("ST_NLINK", 3), ("ST_UID", 4), ("ST_GID", 5), ("ST_SIZE", 6), ("ST_ATIME", 7),
        ("ST_MTIME", 8), ("ST_CTIME", 9),
    ];

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module) => OsArguments.AddConstants(thread, module, s_constants);

    private static uint Mode(ThreadState thread, PyObject mode)
    {
        var number = Op.Index(thread, mode).Big;
        if (number.Sign < 0)
            throw Errors.Overflow("can't convert negative value to unsigned int");
        if (number > ulong.MaxValue)
            throw Errors.Overflow("Python int too large to convert to C unsigned long");
        return number <= uint.MaxValue ? (uint)number : throw Errors.Overflow("mode out of range");
    }

    private static bool Is(ThreadState thread, PyObject mode, uint format) => (Mode(thread, mode) & FormatMask) == format;

    // Linux has no such files.
    private static bool Never(ThreadState thread, PyObject mode)
    {
        Mode(thread, mode);
        return false;
    }

    /// <summary>S_ISDIR(mode) -> bool
    ///
    /// Return True if mode is from a directory.</summary>
    [PyFunction("S_ISDIR")]
    private static bool IsDir(ThreadState thread, PyObject @object) => Is(thread, @object, Directory);

    /// <summary>S_ISCHR(mode) -> bool
    ///
    /// Return True if mode is from a character special device file.</summary>
    [PyFunction("S_ISCHR")]
    private static bool IsChr(ThreadState thread, PyObject @object) => Is(thread, @object, Character);

    /// <summary>S_ISBLK(mode) -> bool
    ///
    /// Return True if mode is from a block special device file.</summary>
    [PyFunction("S_ISBLK")]
    private static bool IsBlk(ThreadState thread, PyObject @object) => Is(thread, @object, Block);

    /// <summary>S_ISREG(mode) -> bool
    ///
    /// Return True if mode is from a regular file.</summary>
    [PyFunction("S_ISREG")]
    private static bool IsReg(ThreadState thread, PyObject @object) => Is(thread, @object, Regular);

    /// <summary>S_ISFIFO(mode) -> bool
    ///
    /// Return True if mode is from a FIFO (named pipe).</summary>
    [PyFunction("S_ISFIFO")]
    private static bool IsFifo(ThreadState thread, PyObject @object) => Is(thread, @object, Fifo);

    /// <summary>S_ISLNK(mode) -> bool
    ///
    /// Return True if mode is from a symbolic link.</summary>
    [PyFunction("S_ISLNK")]
    private static bool IsLnk(ThreadState thread, PyObject @object) => Is(thread, @object, Link);

    /// <summary>S_ISSOCK(mode) -> bool
    ///
    /// Return True if mode is from a socket.</summary>
    [PyFunction("S_ISSOCK")]
    private static bool IsSock(ThreadState thread, PyObject @object) => Is(thread, @object, Socket);

    /// <summary>S_ISDOOR(mode) -> bool
    ///
    /// Return True if mode is from a door.</summary>
    [PyFunction("S_ISDOOR")]
    private static bool IsDoor(ThreadState thread, PyObject @object) => Never(thread, @object);

    /// <summary>S_ISPORT(mode) -> bool
    ///
    /// Return True if mode is from an event port.</summary>
    [PyFunction("S_ISPORT")]
    private static bool IsPort(ThreadState thread, PyObject @object) => Never(thread, @object);

    /// <summary>S_ISWHT(mode) -> bool
    ///
    /// Return True if mode is from a whiteout.</summary>
    [PyFunction("S_ISWHT")]
    private static bool IsWht(ThreadState thread, PyObject @object) => Never(thread, @object);

    /// <summary>Return the portion of the file's mode that can be set by os.chmod().</summary>
    [PyFunction("S_IMODE")]
    private static long IMode(ThreadState thread, PyObject @object) => Mode(thread, @object) & 0xFFF;

    /// <summary>Return the portion of the file's mode that describes the file type.</summary>
    [PyFunction("S_IFMT")]
    private static long IFmt(ThreadState thread, PyObject @object) => Mode(thread, @object) & FormatMask;

    /// <summary>Convert a file's mode to a string of the form '-rwxrwxrwx'</summary>
    [PyFunction("filemode", Signature = "")]
    private static string FileMode(ThreadState thread, PyObject mode)
    {
        var bits = Mode(thread, mode);
        return new string(
        [
            (bits & FormatMask) switch
            {
                Regular => '-',
                Directory => 'd',
                Link => 'l',
                Block => 'b',
                Character => 'c',
                Fifo => 'p',
                Socket => 's',
                _ => '?',
            },
            (bits & 0x100) != 0 ? 'r' : '-',
            (bits & 0x80) != 0 ? 'w' : '-',
            Execute(bits, 0x40, 0x800, 's'),
            (bits & 0x20) != 0 ? 'r' : '-',
            (bits & 0x10) != 0 ? 'w' : '-',
            Execute(bits, 8, 0x400, 's'),
            (bits & 4) != 0 ? 'r' : '-',
            (bits & 2) != 0 ? 'w' : '-',
            Execute(bits, 1, 0x200, 't'),
        ]);
    }

    private static char Execute(uint bits, uint execute, uint special, char letter)
    {
        if ((bits & special) != 0)
            return (bits & execute) != 0 ? letter : char.ToUpperInvariant(letter);
        return (bits & execute) != 0 ? 'x' : '-';
    }
}
