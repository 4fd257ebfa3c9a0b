namespace Krait.Platform;

/// <summary>The entries of a directory, many per system call. Not for use by two threads at once.</summary>
public sealed unsafe class DirectoryStream : IDisposable
{
    private const int ReadOnlyDirectory = 0x80000; // O_CLOEXEC; O_DIRECTORY depends on the processor

    private readonly byte[] _buffer = new byte[16384];
    private readonly bool _owned;
    private int _fd;
    private int _position;
    private int _end;
    private int _name;
    private int _nameLength;

    private DirectoryStream(int fd, bool owned)
    {
        _fd = fd;
        _owned = owned;
    }

    /// <summary>The descriptor of the directory.</summary>
    public int Descriptor => _fd;

    /// <summary>The name of the current entry; valid until the next move.</summary>
    public ReadOnlySpan<byte> Name => _buffer.AsSpan(_name, _nameLength);

    /// <summary>The inode of the current entry.</summary>
    public ulong Inode { get; private set; }

    /// <summary>The type of the current entry: DT_UNKNOWN 0, DT_FIFO 1, DT_CHR 2, DT_DIR 4, DT_BLK 6, DT_REG 8, DT_LNK 10, DT_SOCK 12.</summary>
    public byte Type { get; private set; }

    /// <summary>opendir(3).</summary>
    public static DirectoryStream? Open(ReadOnlySpan<byte> path, out Errno error)
    {
        int directoryFlag = HostPlatform.IsArm64 ? 0x4000 : 0x10000;
        int fd = FileSystem.Open(path, ReadOnlyDirectory | directoryFlag, 0, out error);
        return error.Failed ? null : new DirectoryStream(fd, owned: true);
    }

    /// <summary>fdopendir(3) and rewinddir(3); closing the stream leaves the descriptor open.</summary>
    public static DirectoryStream? FromDescriptor(int fd, out Errno error)
    {
        error = FileSystem.Status(fd, out FileStatus status);
        if (!error.Failed && !status.IsDirectory)
        {
            error = new Errno(Errno.ENOTDIR);
        }
        if (error.Failed)
        {
            return null;
        }
        Libc.lseek(fd, 0, 0);
        return new DirectoryStream(fd, owned: false);
    }

    /// <summary>Moves to the next entry except for "." and ".."; false at the end or with an error.</summary>
    public bool MoveNext(out Errno error)
    {
        error = default;
        while (true)
        {
            if (_position >= _end)
            {
                fixed (byte* b = _buffer)
                {
                    nint count = Errno.Check(Libc.getdents64(_fd, b, (nuint)_buffer.Length), out error);
                    if (count <= 0)
                    {
                        return false;
                    }
                    _position = 0;
                    _end = (int)count;
                }
            }
            ReadEntry();
            ReadOnlySpan<byte> name = Name;
            if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
            {
                return true;
            }
        }
    }

    // struct linux_dirent64: inode 0, offset 8, record length 16, type 18, name 19.
    private void ReadEntry()
    {
        ReadOnlySpan<byte> entry = _buffer.AsSpan(_position, _end - _position);
        int length = BitConverter.ToUInt16(entry[16..]);
        Inode = BitConverter.ToUInt64(entry);
        Type = entry[18];
        _name = _position + 19;
        _nameLength = entry[19..length].IndexOf((byte)0);
        _position += length;
    }

    /// <summary>rewinddir(3).</summary>
    public void Rewind()
    {
        _position = _end = 0;
        Libc.lseek(_fd, 0, 0);
    }

    /// <summary>closedir(3).</summary>
    public void Dispose()
    {
        if (_owned && _fd >= 0)
        {
            Libc.close(_fd);
        }
        else if (_fd >= 0)
        {
            Libc.lseek(_fd, 0, 0);
        }
        _fd = -1;
    }
}
