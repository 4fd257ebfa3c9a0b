using System.Globalization;
using System.Text;
using Krait.Platform;

namespace Krait.Runtime;

/// <summary>
/// Tracebacks as text without the help of <c>traceback.py</c>: for when that cannot be imported or fails, and for exceptions that nobody can catch.
/// </summary>
public static partial class TracebackPrinter
{
    private const int RepeatsShown = 3;
    private const int MaxGroupWidth = 15;
    private const int MaxGroupDepth = 10;
    private const string CauseText = "The above exception was the direct cause of the following exception:\n";
    private const string ContextText = "During handling of the above exception, another exception occurred:\n";

    /// <summary>The exception with its traceback, its causes before it, its notes and the exceptions of its group.</summary>
    public static string PrintException(ThreadState thread, PyBaseException exception)
    {
        var text = new StringBuilder();
        Chain(thread, text, exception, "", 0, new HashSet<PyBaseException>(ReferenceEqualityComparer.Instance));
        return text.ToString();
    }

    /// <summary>The lines of a traceback without its header.</summary>
    public static void PrintEntries(StringBuilder text, PyTraceback? traceback, string indent)
    {
        (string File, int? Line, string Name)? last = null;
        var repeats = 0;
        for (var entry = traceback; entry is not null; entry = entry.NextField.Value)
        {
            var code = entry.FrameField.Value!.Code;
            var place = (code.FilenameField.ToString(), entry.Line, code.NameField.ToString());
            if (last != place)
            {
                PrintRepeats(text, repeats, indent);
                repeats = 0;
                last = place;
            }
            if (++repeats > RepeatsShown)
                continue;
            text.Append(CultureInfo.InvariantCulture, $"{indent}  File \"{place.Item1}\", line {place.Line ?? 0}, in {place.Item3}\n");
            if (place.Line is { } line && SourceLine(place.Item1, line) is { Length: > 0 } source)
                text.Append(CultureInfo.InvariantCulture, $"{indent}    {source}\n");
        }
        PrintRepeats(text, repeats, indent);
    }

    /// <summary>The last line: <c>module.Type: message</c>.</summary>
    public static string Describe(ThreadState thread, PyBaseException exception)
    {
        var name = exception.Type.FullName;
        string message;
        try
        {
            message = Op.StrText(thread, exception);
        }
        catch (PythonException)
        {
            message = "<exception str() failed>";
        }
        return message.Length == 0 ? name : $"{name}: {message}";
    }

    private static void Chain(
        ThreadState thread, StringBuilder text, PyBaseException exception, string indent, int depth, HashSet<PyBaseException> seen)
    {
        // From the oldest to the newest, without recursion: chains can be long.
        var chain = new Stack<(PyBaseException Exception, string? Link)>();
        string? link = null;
        PyBaseException? at = exception;
        while (at is not null && seen.Add(at))
        {
            chain.Push((at, link));
            if (at.CauseField.Value is PyBaseException cause)
                (at, link) = (cause, CauseText);
            else if (at.ContextField.Value is PyBaseException context && !at.SuppressContext)
                (at, link) = (context, ContextText);
            else
                at = null;
        }
        while (chain.TryPop(out var item))
        {
            Single(thread, text, item.Exception, indent, depth, seen);
            if (item.Link is { } words)
                text.Append(CultureInfo.InvariantCulture, $"{indent}\n{indent}{words}{indent}\n");
        }
    }

    private static void Single(
        ThreadState thread, StringBuilder text, PyBaseException exception, string indent, int depth, HashSet<PyBaseException> seen)
    {
        var group = exception as PyBaseExceptionGroup;
        var inner = group is not null && depth == 0 ? indent + "  | " : indent;
        if (exception.TracebackField.Value is { } traceback)
        {
            var header = group is null ? "Traceback" : "Exception Group Traceback";
            var start = group is not null && depth == 0 ? indent + "  + " : indent;
            text.Append(CultureInfo.InvariantCulture, $"{start}{header} (most recent call last):\n");
            PrintEntries(text, traceback, inner);
        }
        if (exception is PySyntaxError syntax && syntax.PrintFileAndLineField.Value is null && syntax.LineField.Value is PyInt)
            PrintSyntaxPlace(thread, text, syntax, inner);
        else
            AppendLines(text, Describe(thread, exception), inner);
        PrintNotes(thread, text, exception, inner);
        if (group is not null)
            PrintGroup(thread, text, group, indent, depth, seen);
    }

    private static void PrintGroup(
        ThreadState thread, StringBuilder text, PyBaseExceptionGroup group, string indent, int depth, HashSet<PyBaseException> seen)
    {
        var outer = depth == 0 ? indent + "  " : indent[..^2];
        if (depth >= MaxGroupDepth)
        {
            text.Append(CultureInfo.InvariantCulture, $"{outer}| ... (max_group_depth is {MaxGroupDepth})\n");
            return;
        }
        var count = Math.Min(group.Exceptions.Count, MaxGroupWidth);
        for (var i = 0; i < count; i++)
        {
            var corner = i == 0 ? "+-+" : "  +";
            text.Append(CultureInfo.InvariantCulture, $"{outer}{corner}---------------- {i + 1} ----------------\n");
            Chain(thread, text, (PyBaseException)group.Exceptions[i], outer + "  | ", depth + 1, seen);
        }
        if (group.Exceptions.Count > count)
        {
            text.Append(CultureInfo.InvariantCulture, $"{outer}  +---------------- ... ----------------\n");
            var more = group.Exceptions.Count - count;
            text.Append(CultureInfo.InvariantCulture, $"{outer}  | and {more} more exception{(more == 1 ? "" : "s")}\n");
        }
        if (group.Exceptions[^1] is not PyBaseExceptionGroup || group.Exceptions.Count > count)
            text.Append(CultureInfo.InvariantCulture, $"{outer}  +------------------------------------\n");
    }

    private static void PrintSyntaxPlace(ThreadState thread, StringBuilder text, PySyntaxError error, string indent)
    {
        var line = ((PyInt)error.LineField.Value!).Value;
        var file = error.FilenameField.Value is PyStr name ? name.ToString() : "<string>";
        text.Append(CultureInfo.InvariantCulture, $"{indent}  File \"{file}\", line {line}\n");
        if (error.TextField.Value is PyStr source)
        {
            var shown = source.ToString().TrimEnd('\r', '\n');
            var stripped = shown.TrimStart(' ', '\t', '\f');
            text.Append(CultureInfo.InvariantCulture, $"{indent}    {stripped}\n");
            if (error.OffsetField.Value is PyInt { IsLarge: false } offset && offset.Value >= 1)
            {
                var column = Math.Max(0, (int)Math.Min(offset.Value - 1, shown.Length) - (shown.Length - stripped.Length));
                var width = error.EndLineField.Value is PyInt endLine && endLine.Value == line
                    && error.EndOffsetField.Value is PyInt { IsLarge: false } end && end.Value > offset.Value
                    ? (int)Math.Min(end.Value - offset.Value, Math.Max(1, stripped.Length - column))
                    : 1;
                text.Append(CultureInfo.InvariantCulture, $"{indent}    {new string(' ', column)}{new string('^', width)}\n");
            }
        }
        var message = error.MessageField.Value is { } given ? TextOf(thread, given) : "<no detail available>";
        AppendLines(text, $"{error.Type.FullName}: {message}", indent);
    }

    private static void PrintNotes(ThreadState thread, StringBuilder text, PyBaseException exception, string indent)
    {
        PyObject? notes;
        try
        {
            notes = Op.TryGetAttr(thread, exception, ExceptionNames.Notes);
        }
        catch (PythonException error)
        {
            AppendLines(text, $"Ignored error getting __notes__: {Describe(thread, error.Value)}", indent);
            return;
        }
        switch (notes)
        {
            case null or PyNone:
                break;
            case PyList or PyTuple:
                foreach (var note in Op.ItemsOf(notes))
                    AppendLines(text, TextOf(thread, note), indent);
                break;
            default:
                AppendLines(text, Representation(thread, notes), indent);
                break;
        }
    }

    private static string TextOf(ThreadState thread, PyObject o)
    {
        try
        {
            return Op.StrText(thread, o);
        }
        catch (PythonException)
        {
            return "<note str() failed>";
        }
    }

    private static string Representation(ThreadState thread, PyObject o)
    {
        try
        {
            return Op.ReprText(thread, o);
        }
        catch (PythonException)
        {
            return "<__notes__ repr() failed>";
        }
    }

    private static void AppendLines(StringBuilder text, string lines, string indent)
    {
        foreach (var line in lines.Split('\n'))
            text.Append(indent).Append(line).Append('\n');
    }

    private static void PrintRepeats(StringBuilder text, int repeats, string indent)
    {
        var more = repeats - RepeatsShown;
        if (more > 0)
            text.Append(CultureInfo.InvariantCulture, $"{indent}  [Previous line repeated {more} more time{(more == 1 ? "" : "s")}]\n");
    }

    /// <summary>A line of a source file without its indentation; null where it cannot be read.</summary>
    internal static string? SourceLine(string file, int number)
    {
        if (number < 1 || file.Length == 0 || file[0] == '<' || ReadFile(file) is not { } bytes)
            return null;
        var text = Encoding.UTF8.GetString(bytes);
        var start = 0;
        for (var i = 1; i < number; i++)
        {
            start = text.IndexOf('\n', start) + 1;
            if (start == 0)
                return null;
        }
        var end = text.IndexOf('\n', start);
        return (end < 0 ? text[start..] : text[start..end]).Trim(' ', '\t', '\f', '\r');
    }

    /// <summary>The bytes of a file; null where it cannot be read.</summary>
    internal static byte[]? ReadFile(string file)
    {
        var fd = FileSystem.Open(Encoding.UTF8.GetBytes(file), 0, 0, out var error);
        if (error.Failed)
            return null;
        try
        {
            var bytes = new List<byte>();
            Span<byte> buffer = stackalloc byte[4096];
            while (true)
            {
                var read = Descriptors.Read(fd, buffer, out error);
                if (error.Interrupted)
                    continue;
                if (error.Failed)
                    return null;
                if (read == 0)
                    return bytes.ToArray();
                bytes.AddRange(buffer[..(int)read]);
            }
        }
        finally
        {
            Descriptors.Close(fd);
        }
    }
}
