using System.Globalization;
using System.Text;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Faults;

/// <summary>
/// Writes where threads are, without the interpreter's lock and without Python code: it must work when both hang. What other threads do at the
/// same time can make the picture wrong, not the process.
/// </summary>
internal static class TracebackDump
{
    private const int MostFrames = 100, MostThreads = 100, LongestText = 500;

    /// <summary>Every thread, those started last first, each under a head line; the calling one is marked.</summary>
    public static void WriteThreads(int fd, Interpreter interpreter, ThreadState? current)
    {
        var text = new StringBuilder();
        var count = 0;
        foreach (var thread in interpreter.Threads.ToArray().Reverse())
        {
            if (count > 0)
                text.Append('\n');
            if (count++ >= MostThreads)
            {
                text.Append("...\n");
                break;
            }
            var identity = thread.Identity;
            if (identity == 0 && ReferenceEquals(thread, current))
                identity = (long)NativeThread.Self;
            text.Append(ReferenceEquals(thread, current) ? "Current thread 0x" : "Thread 0x")
                .Append(identity.ToString("x16", CultureInfo.InvariantCulture)).Append(" (most recent call first):\n");
            AppendFrames(text, thread);
        }
        Write(fd, text.ToString());
    }

    /// <summary>One thread.</summary>
    public static void WriteStack(int fd, ThreadState thread)
    {
        var text = new StringBuilder("Stack (most recent call first):\n");
        AppendFrames(text, thread);
        Write(fd, text.ToString());
    }

    /// <summary>Writes ASCII text; errors have nowhere to go.</summary>
    public static void Write(int fd, string text)
    {
        ReadOnlySpan<byte> bytes = Encoding.ASCII.GetBytes(text);
        while (!bytes.IsEmpty)
        {
            var count = Descriptors.Write(fd, bytes, out var error);
            if (error.Interrupted)
                continue;
            if (error.Failed)
                return;
            bytes = bytes[(int)count..];
        }
    }

    private static void AppendFrames(StringBuilder text, ThreadState thread)
    {
        var frame = thread.Frame;
        if (frame is null)
        {
            text.Append("  <no Python frame>\n");
            return;
        }
        for (var depth = 0; frame is not null; depth++)
        {
            if (depth >= MostFrames)
            {
                text.Append("  ...\n");
                return;
            }
            try
            {
                AppendFrame(text, frame);
                frame = frame.Back;
            }
            catch (Exception exception) when (exception is NullReferenceException or IndexOutOfRangeException or ArgumentException)
            {
                // The thread goes on meanwhile, and the frame may have ended.
                text.Append("  <invalid frame>\n");
                return;
            }
        }
    }

    private static void AppendFrame(StringBuilder text, PyFrame frame)
    {
        text.Append("  File \"");
        AppendText(text, frame.Code.FilenameField.ToString());
        text.Append(CultureInfo.InvariantCulture, $"\", line {(frame.Line is { } line ? line.ToString(CultureInfo.InvariantCulture) : "???")} in ");
        AppendText(text, frame.Code.NameField.ToString());
        text.Append('\n');
    }

    private static void AppendText(StringBuilder text, string value)
    {
        var cut = value.Length > LongestText;
        foreach (var c in cut ? value.AsSpan(0, LongestText) : value)
        {
            if (c is >= ' ' and < (char)127)
                text.Append(c);
            else if (c < 256)
                text.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}");
            else
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }
        if (cut)
            text.Append("...");
    }
}
