namespace Krait.Platform;

/// <summary>
/// Waiting for a moment at which every other thread of the process sleeps: a fork then finds no lock of the runtime taken, for nobody is under way
/// in compiled code, in the compiler or in the collector. Where the system does not tell, there is no wait.
/// </summary>
internal static class QuietMoment
{
    private static readonly byte[] s_tasks = "/proc/self/task"u8.ToArray();

    /// <summary>Waits for such a moment, at most so many milliseconds.</summary>
    internal static void Await(int milliseconds)
    {
        var deadline = Environment.TickCount64 + milliseconds;
        while (!OthersSleep() && Environment.TickCount64 < deadline)
        {
            Thread.Sleep(0);
        }
    }

    private static bool OthersSleep()
    {
        using DirectoryStream? tasks = DirectoryStream.Open(s_tasks, out Errno error);
        if (tasks is null)
        {
            return true;
        }
        int own = Libc.gettid();
        Span<byte> path = stackalloc byte[64];
        while (tasks.MoveNext(out error))
        {
            ReadOnlySpan<byte> name = tasks.Name;
            if (!System.Buffers.Text.Utf8Parser.TryParse(name, out int thread, out _) || thread == own)
            {
                continue;
            }
            s_tasks.CopyTo(path);
            path[s_tasks.Length] = (byte)'/';
            name.CopyTo(path[(s_tasks.Length + 1)..]);
            int length = s_tasks.Length + 1 + name.Length;
            "/stat"u8.CopyTo(path[length..]);
            if (Runs(path[..(length + 5)]))
            {
                return false;
            }
        }
        return true;
    }

    // "TID (NAME) STATE ...": the name may hold anything.
    private static bool Runs(ReadOnlySpan<byte> path)
    {
        int fd = FileSystem.Open(path, 0, 0, out Errno error);
        if (error.Failed)
        {
            return false;
        }
        Span<byte> text = stackalloc byte[128];
        nint count = Descriptors.Read(fd, text, out _);
        Libc.close(fd);
        int end = count > 0 ? text[..(int)count].LastIndexOf((byte)')') : -1;
        return end >= 0 && end + 2 < count && text[end + 2] == (byte)'R';
    }
}
