
namespace Krait.Platform;

/// <summary>What stat(2) tells about a file, the same on every processor.</summary>
public struct FileStatus
{
    /// <summary>Device that holds the file.</summary>
    public ulong Device;

    /// <summary>Inode number.</summary>
    public ulong Inode;

    /// <summary>Type and permission bits.</summary>
    public uint Mode;

    /// <summary>Number of hard links.</summary>
    public ulong Links;

    /// <summary>Owner.</summary>
    public uint User;

    /// <summary>Group.</summary>
    public uint Group;

    /// <summary>Device that a special file stands for.</summary>
    public ulong SpecialDevice;

    /// <summary>Size in bytes.</summary>
    public long Size;

    /// <summary>Preferred size of input and output, in bytes.</summary>
    public long BlockSize;

    /// <summary>Blocks of 512 bytes in use.</summary>
    public long Blocks;

    /// <summary>Last access.</summary>
    public TimeSpec Accessed;

    /// <summary>Last change of the content.</summary>
    public TimeSpec Modified;

    /// <summary>Last change of the status.</summary>
    public TimeSpec Changed;

    /// <summary>Creation, where the file system keeps it (<see cref="HasBirth"/>).</summary>
    public TimeSpec Birth;

    /// <summary>True where <see cref="Birth"/> is known.</summary>
    public bool HasBirth;

    /// <summary>The type bits of the mode (S_IFMT).</summary>
    public readonly uint Type => Mode & 0xF000;

    /// <summary>True for a directory.</summary>
    public readonly bool IsDirectory => Type == 0x4000;

    /// <summary>True for a regular file.</summary>
    public readonly bool IsRegular => Type == 0x8000;

    /// <summary>True for a symbolic link.</summary>
    public readonly bool IsSymbolicLink => Type == 0xA000;

    /// <summary>True for a character device.</summary>
    public readonly bool IsCharacterDevice => Type == 0x2000;

    // statx(2) has one layout on all processors, which struct stat has not.
    internal const int NativeSize = 256;
    internal const uint BasicAndBirth = 0xFFF;

    internal static unsafe FileStatus FromNative(byte* x)
    {
        uint mask = *(uint*)x;
        return new FileStatus
        {
            BlockSize = *(uint*)(x + 4),
            Links = *(uint*)(x + 16),
            User = *(uint*)(x + 20),
            Group = *(uint*)(x + 24),
            Mode = *(ushort*)(x + 28),
            Inode = *(ulong*)(x + 32),
            Size = *(long*)(x + 40),
            Blocks = *(long*)(x + 48),
            Accessed = Time(x + 64),
            Birth = Time(x + 80),
            Changed = Time(x + 96),
            Modified = Time(x + 112),
            SpecialDevice = DeviceNumbers.Make(*(uint*)(x + 128), *(uint*)(x + 132)),
            Device = DeviceNumbers.Make(*(uint*)(x + 136), *(uint*)(x + 140)),
            HasBirth = (mask & 0x800) != 0,
        };
    }

    private static unsafe TimeSpec Time(byte* x) => new(*(long*)x, *(uint*)(x + 8));
}

/// <summary>Device numbers as the C library composes them.</summary>
public static class DeviceNumbers
{
    /// <summary>makedev(3).</summary>
    public static ulong Make(uint major, uint minor) =>
        ((ulong)(major & 0xFFFFF000u) << 32) | ((ulong)(major & 0xFFFu) << 8) | ((ulong)(minor & 0xFFFFFF00u) << 12) | (minor & 0xFFu);

    /// <summary>major(3).</summary>
    public static uint Major(ulong device) => (uint)((device >> 32) & 0xFFFFF000u) | (uint)((device >> 8) & 0xFFFu);

    /// <summary>minor(3).</summary>
    public static uint Minor(ulong device) => (uint)((device >> 12) & 0xFFFFFF00u) | (uint)(device & 0xFFu);
}

/// <summary>What statvfs(3) tells about a file system.</summary>
public record struct FileSystemStatus(
    ulong BlockSize, ulong FragmentSize, ulong Blocks, ulong FreeBlocks, ulong AvailableBlocks,
    ulong Files, ulong FreeFiles, ulong AvailableFiles, ulong Identifier, ulong Flags, ulong MaximumNameLength)
{
    internal const int NativeSize = 128;

    // The layout of 64-bit Linux.
    internal static unsafe FileSystemStatus FromNative(ulong* x) => new(x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7], x[8], x[9], x[10]);
}
