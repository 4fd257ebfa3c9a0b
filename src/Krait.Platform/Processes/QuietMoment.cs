using System.Buffers.Text;

namespace Krait.Platform;

/// <summary>
/// A moment at which every other thread of the process sleeps: a fork then finds no lock of the runtime taken, for nobody is under way
/// in compiled code, in the compiler or in the collector. Where the system does not tell, there is no wait, and nothing is certain.
/// </summary>
internal sealed class QuietMoment
{
    private static readonly byte[] s_tasks = "/proc/self/task"u8.ToArray();

    private readonly List<Sleeper> _sleepers = [];
    private Activity _activity;
    private bool _isCertain = true;

    private QuietMoment()
    {
    }

    /// <summary>
    /// Waits for such a moment, at most so many milliseconds; longer for the thread that compiles in the background: it comes to an end by itself, and
    /// what it holds in the middle of its work is what a child needs next.
    /// </summary>
    internal static QuietMoment Await(int milliseconds)
    {
        const int CompilerMilliseconds = 1000;
        long started = Environment.TickCount64;
        while (true)
        {
            var seen = new QuietMoment();
            seen.Look();
            long passed = Environment.TickCount64 - started;
            if (seen._activity == Activity.None || passed > (seen._activity == Activity.Compiling ? CompilerMilliseconds : milliseconds))
            {
                return seen;
            }
            // Moments between the wakings of threads that wait for the interpreter's lock are short: looked for often, unless the compiler needs the time.
            Thread.Sleep(seen._activity == Activity.Compiling ? 1 : 0);
        }
    }

    /// <summary>True where all others were seen asleep, and <see cref="Lasts"/> can tell whether they stayed so.</summary>
    internal bool Found => _isCertain && _activity == Activity.None;

    /// <summary>
    /// True where no other thread has run since: each was seen asleep, and the kernel has not let it run from before that until now. Nobody was
    /// there then to start a thread either.
    /// </summary>
    internal bool Lasts()
    {
        if (!Found)
        {
            return false;
        }
        Span<byte> path = stackalloc byte[64];
        foreach (Sleeper sleeper in _sleepers)
        {
            if (!TryCountRuns(PathOf(sleeper.Thread, "/schedstat"u8, path), out long runs) || runs != sleeper.Runs)
            {
                return false;
            }
        }
        return true;
    }

    private enum Activity
    {
        None,
        Running,
        Compiling,
    }

    /// <summary>A thread, and how often the kernel had let it run before it was seen.</summary>
    private readonly record struct Sleeper(int Thread, long Runs);

    private void Look()
    {
        using DirectoryStream? tasks = DirectoryStream.Open(s_tasks, out Errno error);
        if (tasks is null)
        {
            _isCertain = false;
            return;
        }
        int own = Libc.gettid();
        Span<byte> path = stackalloc byte[64];
        while (tasks.MoveNext(out error))
        {
            if (!Utf8Parser.TryParse(tasks.Name, out int thread, out _) || thread == own)
            {
                continue;
            }
            // The count first: a run between the two is noticed.
            _isCertain &= TryCountRuns(PathOf(thread, "/schedstat"u8, path), out long runs);
            _sleepers.Add(new Sleeper(thread, runs));
            _activity = (Activity)Math.Max((int)_activity, (int)ActivityOf(PathOf(thread, "/stat"u8, path)));
        }
    }

    private static ReadOnlySpan<byte> PathOf(int thread, ReadOnlySpan<byte> file, Span<byte> path)
    {
        s_tasks.CopyTo(path);
        int length = s_tasks.Length;
        path[length++] = (byte)'/';
        Utf8Formatter.TryFormat(thread, path[length..], out int written);
        length += written;
        file.CopyTo(path[length..]);
        return path[..(length + file.Length)];
    }

    private static ReadOnlySpan<byte> Read(ReadOnlySpan<byte> path, Span<byte> text)
    {
        int fd = FileSystem.Open(path, 0, 0, out Errno error);
        if (error.Failed)
        {
            return default;
        }
        nint count = Descriptors.Read(fd, text, out _);
        Libc.close(fd);
        return text[..(int)Math.Max(count, 0)];
    }

    /// <summary>The third number: how often the thread was given a processor. False where the kernel does not keep it.</summary>
    private static bool TryCountRuns(ReadOnlySpan<byte> path, out long runs)
    {
        ReadOnlySpan<byte> text = Read(path, stackalloc byte[128]).TrimEnd((byte)'\n');
        return Utf8Parser.TryParse(text[(text.LastIndexOf((byte)' ') + 1)..], out runs, out _);
    }

    // "TID (NAME) STATE ...": the name may hold anything.
    private static Activity ActivityOf(ReadOnlySpan<byte> path)
    {
        ReadOnlySpan<byte> text = Read(path, stackalloc byte[128]);
        int end = text.LastIndexOf((byte)')');
        if (end < 0 || end + 2 >= text.Length || text[end + 2] == (byte)'S')
        {
            return Activity.None;
        }
        return text[..end].IndexOf("(.NET Tiered"u8) >= 0 ? Activity.Compiling : Activity.Running;
    }
}
