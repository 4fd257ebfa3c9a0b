namespace Krait.Platform;

/// <summary>
/// Waiting for a moment at which every other thread of the process sleeps: a fork then finds no lock of the runtime taken, for nobody is under way
/// in compiled code, in the compiler or in the collector. Where the system does not tell, there is no wait.
/// </summary>
internal static class QuietMoment
{
    private static readonly byte[] s_tasks = "/proc/self/task"u8.ToArray();

    /// <summary>
    /// Waits for such a moment, at most so many milliseconds; longer for the thread that compiles in the background: it comes to an end by itself, and
    /// what it holds in the middle of its work is what a child needs next.
    /// </summary>
    internal static void Await(int milliseconds)
    {
        const int CompilerMilliseconds = 1000;
        long started = Environment.TickCount64;
        while (true)
        {
            Activity activity = Others();
            long passed = Environment.TickCount64 - started;
            if (activity == Activity.None || passed > (activity == Activity.Compiling ? CompilerMilliseconds : milliseconds))
            {
                return;
            }
            // Moments between the wakings of threads that wait for the interpreter's lock are short: looked for often, unless the compiler needs the time.
            Thread.Sleep(activity == Activity.Compiling ? 1 : 0);
        }
    }

    private enum Activity
    {
        None,
        Running,
        Compiling,
    }

    private static Activity Others()
    {
        using DirectoryStream? tasks = DirectoryStream.Open(s_tasks, out Errno error);
        if (tasks is null)
        {
            return Activity.None;
        }
        Activity activity = Activity.None;
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
            activity = (Activity)Math.Max((int)activity, (int)Of(path[..(length + 5)]));
        }
        return activity;
    }

    // "TID (NAME) STATE ...": the name may hold anything.
    private static Activity Of(ReadOnlySpan<byte> path)
    {
        int fd = FileSystem.Open(path, 0, 0, out Errno error);
        if (error.Failed)
        {
            return Activity.None;
        }
        Span<byte> text = stackalloc byte[128];
        nint count = Descriptors.Read(fd, text, out _);
        Libc.close(fd);
        int end = count > 0 ? text[..(int)count].LastIndexOf((byte)')') : -1;
        if (end < 0 || end + 2 >= count || text[end + 2] == (byte)'S')
        {
            return Activity.None;
        }
        return text[..end].IndexOf("(.NET Tiered"u8) >= 0 ? Activity.Compiling : Activity.Running;
    }
}
