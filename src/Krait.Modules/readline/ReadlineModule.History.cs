using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Readline;

internal static unsafe partial class ReadlineModule
{
    private const string DefaultHistory = "~/.history";

    /// <summary>libedit counts from 0 where readline counts from 1, or does as readline: it depends on its age, and is found out once.</summary>
    private static readonly Lazy<int> s_historyStart = new(FindHistoryStart);

    private static int FindHistoryStart()
    {
        if (!IsEditLine || LibReadline.HistoryLength > 0)
            return 1;
        using var line = new NativeBytes("1"u8);
        LibReadline.add_history(line);
        var entry = LibReadline.history_get(1);
        LibReadline.clear_history();
        return entry == null ? 0 : 1;
    }

    /// <summary>Load a readline history file.
    ///
    /// The default filename is ~/.history.</summary>
    [PyFunction("read_history_file")]
    private static void ReadHistoryFile(ThreadState thread, PyObject? filename = null)
    {
        using var name = FileName(thread, filename, DefaultHistory, "r");
        Check(thread, LibReadline.read_history(name));
    }

    /// <summary>Save a readline history file.
    ///
    /// The default filename is ~/.history.</summary>
    [PyFunction("write_history_file")]
    private static void WriteHistoryFile(ThreadState thread, PyObject? filename = null)
    {
        using var name = FileName(thread, filename, DefaultHistory, "w");
        Check(thread, LibReadline.write_history(name));
        Truncate(thread, name);
    }

    /// <summary>Append the last nelements items of the history list to file.
    ///
    /// The default filename is ~/.history.</summary>
    [PyFunction("append_history_file")]
    private static void AppendHistoryFile(ThreadState thread, int nelements, PyObject? filename = null)
    {
        if (nelements < 0)
            throw Errors.Value("nelements must be positive");
        using var name = FileName(thread, filename, DefaultHistory, "a");
        Check(thread, LibReadline.append_history(nelements, name));
        Truncate(thread, name);
    }

    private static void Truncate(ThreadState thread, byte* name)
    {
        var length = ReadlineState.Of(thread).HistoryFileLength;
        if (length >= 0)
            LibReadline.history_truncate_file(name, length);
    }

    /// <summary>Set the maximal number of lines which will be written to the history file.
    ///
    /// A negative length is used to inhibit history truncation.</summary>
    [PyFunction("set_history_length")]
    private static void SetHistoryLength(ThreadState thread, int length) => ReadlineState.Of(thread).HistoryFileLength = length;

    /// <summary>Return the maximum number of lines that will be written to the history file.</summary>
    [PyFunction("get_history_length")]
    private static int GetHistoryLength(ThreadState thread) => ReadlineState.Of(thread).HistoryFileLength;

    /// <summary>Return the current (not the maximum) length of history.</summary>
    [PyFunction("get_current_history_length")]
    private static int GetCurrentHistoryLength() => LibReadline.HistoryLength;

    /// <summary>Return the current contents of history item at one-based index.</summary>
    [PyFunction("get_history_item")]
    private static PyObject GetHistoryItem(int index)
    {
        if (IsEditLine)
        {
            // libedit crashes on an index that is out of range.
            if (index < 1 || index > LibReadline.HistoryLength)
                return PyNone.Instance;
            index += s_historyStart.Value - 1;
        }
        var entry = LibReadline.history_get(index);
        return entry == null ? PyNone.Instance : DecodeOrNone(entry->Line);
    }

    /// <summary>Add an item to the history buffer.</summary>
    [PyFunction("add_history")]
    private static void AddHistory(ThreadState thread, PyStr @string)
    {
        using var line = Encode(thread, @string);
        LibReadline.add_history(line);
    }

    /// <summary>Enables or disables automatic history.</summary>
    [PyFunction("set_auto_history")]
    private static void SetAutoHistory(ThreadState thread, bool enabled) => ReadlineState.Of(thread).AddsToHistory = enabled;

    /// <summary>Clear the current readline history.</summary>
    [PyFunction("clear_history")]
    private static void ClearHistory() => LibReadline.clear_history();

    /// <summary>Remove history item given by its zero-based position.</summary>
    [PyFunction("remove_history_item")]
    private static void RemoveHistoryItem(int pos)
    {
        if (pos < 0)
            throw Errors.Value("History index cannot be negative");
        var entry = LibReadline.remove_history(pos);
        if (entry == null)
            throw Errors.Value($"No history item at position {pos}");
        LibReadline.free_history_entry(entry);
    }

    /// <summary>Replaces history item given by its position with contents of line.
    ///
    /// pos is zero-based.</summary>
    [PyFunction("replace_history_item")]
    private static void ReplaceHistoryItem(ThreadState thread, int pos, PyStr line)
    {
        if (pos < 0)
            throw Errors.Value("History index cannot be negative");
        using var text = Encode(thread, line);
        // Where libedit counts lines from 1, it does so here, too.
        var entry = LibReadline.replace_history_entry(IsEditLine ? pos + s_historyStart.Value : pos, text);
        if (entry == null)
            throw Errors.Value($"No history item at position {pos}");
        LibReadline.free_history_entry(entry);
    }

    /// <summary>Adds a line that was read, unless it is the one before it once more.</summary>
    internal static void Remember(ReadOnlySpan<byte> line)
    {
        using var text = new NativeBytes(line);
        var length = LibReadline.HistoryLength;
        var last = length > 0 ? LibReadline.history_get(length - 1 + s_historyStart.Value) : null;
        if (last == null || last->Line == null || !LastIs(last->Line, text))
            LibReadline.add_history(text);
    }

    private static bool LastIs(byte* last, NativeBytes line) =>
        System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpanFromNullTerminated(last).SequenceEqual(line.Span);
}
