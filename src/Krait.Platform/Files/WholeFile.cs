namespace Krait.Platform;

/// <summary>The content of a file at once. The path is bytes, which .NET's File class does not take.</summary>
public static class WholeFile
{
    private const int ReadOnly = 0, CloseOnExec = 0x80000;

    /// <summary>All bytes of a file; null where it cannot be read.</summary>
    public static byte[]? Read(ReadOnlySpan<byte> path, out Errno error)
    {
        int fd = FileSystem.Open(path, ReadOnly | CloseOnExec, 0, out error);
        if (error.Failed)
        {
            return null;
        }
        try
        {
            return ReadToEnd(fd, out error);
        }
        finally
        {
            Descriptors.Close(fd);
        }
    }

    private static byte[]? ReadToEnd(int fd, out Errno error)
    {
        error = FileSystem.Status(fd, out FileStatus status);
        if (error.Failed)
        {
            return null;
        }
        // One byte more than the file should have, so that its end shows without a second buffer. Files of /proc have no size.
        byte[] content = new byte[Math.Max(status.Size + 1, 4096)];
        int length = 0;
        while (true)
        {
            nint read = Descriptors.Read(fd, content.AsSpan(length), out error);
            if (error.Interrupted)
            {
                continue;
            }
            if (error.Failed)
            {
                return null;
            }
            if (read == 0)
            {
                return content[..length];
            }
            length += (int)read;
            if (length == content.Length)
            {
                Array.Resize(ref content, length * 2);
            }
        }
    }
}
