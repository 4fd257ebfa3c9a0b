using Krait.Platform;

namespace Krait.Runtime;

/// <summary>Reads files of the standard library for the interpreter's own start, before the import system stands.</summary>
internal static class StdlibLoader
{
    /// <summary>The bytes of a file; null where it cannot be read.</summary>
    public static byte[]? ReadFile(string path)
    {
        var fd = FileSystem.Open(System.Text.Encoding.UTF8.GetBytes(path), 0, 0, out var error);
        if (error.Failed)
            return null;
        try
        {
            if (FileSystem.Status(fd, out var status).Failed)
                return null;
            var data = new byte[status.Size];
            var filled = 0;
            while (filled < data.Length)
            {
                var got = Descriptors.Read(fd, data.AsSpan(filled), out error);
                if (error.Failed)
                    return null;
                if (got == 0)
                    break;
                filled += (int)got;
            }
            return filled == data.Length ? data : data[..filled];
        }
        finally
        {
            Descriptors.Close(fd);
        }
    }
}
