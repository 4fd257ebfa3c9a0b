namespace Krait.Platform.Tests;

public class FileTests
{
    private const int ReadWriteCreate = 2 | 0x40 | 0x80000;

    private static int Create(byte[] path)
    {
        int fd = FileSystem.Open(path, ReadWriteCreate, 0x1A4, out Errno error);
        Assert.Equal(Errno.None, error);
        return fd;
    }

    [Fact]
    public void MissingFileReportsNumberAndName()
    {
        int fd = FileSystem.Open("/nonexistent/file"u8, 0, 0, out Errno error);
        Assert.Equal(-1, fd);
        Assert.Equal(Errno.ENOENT, error.Value);
        Assert.Equal("ENOENT", error.Name);
        Assert.Equal("No such file or directory", error.Message);
    }

    [Fact]
    public void WhatIsWrittenIsReadBack()
    {
        using var directory = new TemporaryDirectory();
        int fd = Create(directory["a"]);
        Assert.Equal(5, Descriptors.Write(fd, "hello"u8, out _));
        Assert.Equal(2, Descriptors.WriteAt(fd, "EL"u8, 1, out _));
        Assert.Equal(0, Descriptors.Seek(fd, 0, 0, out _));
        Span<byte> buffer = stackalloc byte[10];
        Assert.Equal(5, Descriptors.Read(fd, buffer, out _));
        Assert.True(buffer[..5].SequenceEqual("hELlo"u8));
        Assert.Equal(0, Descriptors.Read(fd, buffer, out Errno error));
        Assert.False(error.Failed);
        Assert.Equal(2, Descriptors.ReadAt(fd, buffer[..2], 3, out _));
        Assert.False(Descriptors.Truncate(fd, 2).Failed);
        FileSystem.Status(fd, out FileStatus status);
        Assert.Equal(2, status.Size);
        Assert.False(Descriptors.Close(fd).Failed);
    }

    [Fact]
    public void StatusHasAllFields()
    {
        using var directory = new TemporaryDirectory();
        Descriptors.Close(Create(directory["a"]));
        var times = (new TimeSpec(1_000_000_000, 123_456_789), new TimeSpec(-5, 999_999_999));
        Assert.False(FileSystem.SetTimes(FileSystem.CurrentDirectory, directory["a"], times, true).Failed);
        Assert.False(FileSystem.ChangeMode(directory["a"], 0x180).Failed);
        Assert.False(FileSystem.Status(directory["a"], out FileStatus status).Failed);
        Assert.True(status.IsRegular);
        Assert.Equal(0x8180u, status.Mode);
        Assert.Equal(1UL, status.Links);
        Assert.Equal(ProcessIdentity.EffectiveUser, status.User);
        Assert.Equal(times.Item1, status.Accessed);
        Assert.Equal(times.Item2, status.Modified);
        Assert.NotEqual(0UL, status.Inode);
        FileSystem.Status(directory.Path, out FileStatus parent);
        Assert.True(parent.IsDirectory);
        Assert.Equal(parent.Device, status.Device);
        FileSystem.Status("/dev/null"u8, out FileStatus device);
        Assert.Equal(DeviceNumbers.Make(1, 3), device.SpecialDevice);
        Assert.Equal(Errno.EBADF, FileSystem.Status(-100, out _).Value);
    }

    [Fact]
    public void DirectoryListsEveryEntryOnce()
    {
        using var directory = new TemporaryDirectory();
        for (int i = 0; i < 1500; i++)
        {
            Descriptors.Close(Create(directory[$"a rather long name of a file {i}"]));
        }
        Assert.False(FileSystem.MakeDirectory(FileSystem.CurrentDirectory, directory["sub"], 0x1ED).Failed);
        using DirectoryStream stream = DirectoryStream.Open(directory.Path, out _)!;
        var names = new HashSet<string>();
        bool sawDirectory = false;
        while (stream.MoveNext(out Errno error))
        {
            Assert.False(error.Failed);
            Assert.True(names.Add(Encoding.UTF8.GetString(stream.Name)));
            sawDirectory |= stream.Type == 4 && stream.Name.SequenceEqual("sub"u8);
        }
        Assert.Equal(1501, names.Count);
        Assert.True(sawDirectory);
        stream.Rewind();
        Assert.True(stream.MoveNext(out _));
        Assert.Null(DirectoryStream.Open(directory["none"], out Errno missing));
        Assert.Equal(Errno.ENOENT, missing.Value);
    }

    [Fact]
    public void LinksAreMadeReadAndRenamed()
    {
        using var directory = new TemporaryDirectory();
        const int Here = FileSystem.CurrentDirectory;
        byte[] target = Encoding.UTF8.GetBytes(new string('x', 3000));
        Assert.False(FileSystem.SymbolicLink(target, Here, directory["link"]).Failed);
        Assert.Equal(target, FileSystem.ReadLink(Here, directory["link"], out _));
        Assert.Equal(Errno.EEXIST, FileSystem.SymbolicLink("y"u8, Here, directory["link"]).Value);
        FileSystem.LinkStatus(directory["link"], out FileStatus status);
        Assert.True(status.IsSymbolicLink);
        Assert.False(FileSystem.Rename(Here, directory["link"], Here, directory["moved"]).Failed);
        Assert.Empty(FileSystem.ReadLink(Here, directory["link"], out Errno error));
        Assert.Equal(Errno.ENOENT, error.Value);
        Assert.False(FileSystem.Unlink(Here, directory["moved"]).Failed);
    }

    [Fact]
    public void InheritanceAndBlockingAreFlags()
    {
        Assert.False(Descriptors.Pipe(0x80000, out int read, out int write).Failed);
        Assert.False(Descriptors.GetInheritable(read, out _));
        Descriptors.SetInheritable(read, true);
        Assert.True(Descriptors.GetInheritable(read, out _));
        Assert.True(Descriptors.GetBlocking(read, out _));
        Descriptors.SetBlocking(read, false);
        Span<byte> one = stackalloc byte[1];
        Assert.Equal(-1, Descriptors.Read(read, one, out Errno error));
        Assert.Equal(Errno.EAGAIN, error.Value);
        // Far from the numbers that other threads of the test host are given.
        Assert.Equal(900, Descriptors.Duplicate2(read, 900, out _));
        Assert.Equal(902, Descriptors.Duplicate2(write, 902, out _));
        Descriptors.CloseRange(900, 903);
        Assert.Equal(Errno.EBADF, Descriptors.Close(900).Value);
        Assert.Equal(Errno.EBADF, Descriptors.Close(902).Value);
        Descriptors.Close(read);
        Descriptors.Close(write);
    }

    [Fact]
    public unsafe void VectorsAndRecordLocks()
    {
        using var directory = new TemporaryDirectory();
        int fd = Create(directory["a"]);
        byte* memory = stackalloc byte[6] { 1, 2, 3, 4, 5, 6 };
        IoVector[] vectors = [new() { Base = memory, Length = 2 }, new() { Base = memory + 2, Length = 4 }];
        Assert.Equal(6, Descriptors.WriteVector(fd, vectors, out _));
        new Span<byte>(memory, 6).Clear();
        Assert.Equal(6, Descriptors.ReadVectorAt(fd, vectors, 0, 0, out _));
        Assert.Equal(6, memory[5]);
        Assert.False(Descriptors.LockRecord(fd, new FileLock { Type = 1, Length = 3 }, wait: false).Failed);
        Assert.False(Descriptors.LockRange(fd, 0, 0).Failed);
        Descriptors.Close(fd);
    }

    [Fact]
    public void LongPathsAndOddBytesPass()
    {
        using var directory = new TemporaryDirectory();
        byte[] name = [.. directory["n"], 0xFF, 0xFE, .. Encoding.UTF8.GetBytes(new string('é', 100))];
        Descriptors.Close(Create(name));
        Assert.False(FileSystem.Access(name, 4).Failed);
        Assert.False(FileSystem.Unlink(FileSystem.CurrentDirectory, name).Failed);
        Assert.Equal(Errno.ENAMETOOLONG, FileSystem.Access(new byte[5000].Select(_ => (byte)'a').ToArray(), 0).Value);
    }

    [Fact]
    public void ConfigurationTellsNoLimitFromFailure()
    {
        Assert.Equal(Environment.SystemPageSize, SystemConfiguration.Get(30, out _));
        SystemConfiguration.Get(99999, out Errno error);
        Assert.Equal(Errno.EINVAL, error.Value);
        Assert.NotNull(SystemConfiguration.GetString(0, out _));
    }

    [Fact]
    public void ConstantsHaveNoDuplicateNames()
    {
        foreach ((string Name, long Value)[] table in new[] { PosixConstants.All(), SocketConstants.All(), SignalConstants.All(), ErrnoConstants.All() })
        {
            Assert.Equal(table.Length, table.Select(entry => entry.Name).Distinct().Count());
        }
    }
}
