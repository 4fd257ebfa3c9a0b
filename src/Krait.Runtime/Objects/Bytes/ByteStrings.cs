using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Krait.Runtime;

/// <summary>What bytes and bytearray (and in part str) do with their bytes: algorithms over spans.</summary>
internal static partial class ByteStrings
{
    private static readonly SearchValues<byte> s_plainInRepr =
        SearchValues.Create(" !\"#$%&()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~"u8);

    /// <summary>Fills a span with copies of a unit; its length must be a multiple of the unit's.</summary>
    public static void FillRepeated<T>(Span<T> target, ReadOnlySpan<T> unit) where T : unmanaged
    {
        if (target.IsEmpty)
            return;
        // Doubling does for a unit of one as well, and the framework's fill would be compiled at the first call.
        unit.CopyTo(target);
        var done = unit.Length;
        while (done < target.Length)
        {
            var count = Math.Min(done, target.Length - done);
            target[..count].CopyTo(target[done..]);
            done += count;
        }
    }

    /// <summary>A number below 256.</summary>
    public static byte AsByte(ThreadState thread, PyObject o)
    {
        if (!Op.Index(thread, o).TryGetLong(out var value) || (ulong)value > 255)
            throw Errors.Value("byte must be in range(0, 256)");
        return (byte)value;
    }

    /// <summary>The length of a repetition.</summary>
    public static int RepeatedLength(int length, long count)
    {
        if (count <= 0 || length == 0)
            return 0;
        if (count > Array.MaxLength / length)
            throw Errors.Memory();
        return (int)(count * length);
    }

    public static byte[] Repeat(ReadOnlySpan<byte> data, long count)
    {
        var length = RepeatedLength(data.Length, count);
        if (length == 0)
            return [];
        var result = GC.AllocateUninitializedArray<byte>(length);
        FillRepeated(result, data);
        return result;
    }

    public static byte[] Concat(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if ((long)left.Length + right.Length > Array.MaxLength)
            throw Errors.Memory();
        var result = GC.AllocateUninitializedArray<byte>(left.Length + right.Length);
        left.CopyTo(result);
        right.CopyTo(result.AsSpan(left.Length));
        return result;
    }

    /// <summary>The items of a slice with a step.</summary>
    public static byte[] Stepped(ReadOnlySpan<byte> data, long start, long step, int count)
    {
        var result = new byte[Math.Max(count, 0)];
        for (var i = 0; i < result.Length; i++, start += step)
            result[i] = data[(int)start];
        return result;
    }

    public static bool Contains(ThreadState thread, ReadOnlySpan<byte> data, PyObject value)
    {
        if (Op.IsIndex(value) && !PyBuffer.IsSupportedBy(value))
            return data.Contains(AsByte(thread, value));
        using var sub = ByteArgument.Open(thread, value);
        return SpanSearch.Find(data, sub.Span, 0, data.Length) >= 0;
    }

    /// <summary>
    /// The repr of bytes, <c>b'...'</c>. That of a bytearray has a backslash before every single quote, also between double ones
    /// (<paramref name="escapesQuote"/>).
    /// </summary>
    public static string Repr(ReadOnlySpan<byte> data, string before = "", string after = "", bool escapesQuote = false)
    {
        if (data.IndexOfAnyExcept(s_plainInRepr) < 0)
            return string.Concat(before, "b'", string.Concat(Encoding.Latin1.GetString(data), "'", after));
        var quote = data.Contains((byte)'\'') && !data.Contains((byte)'"') ? '"' : '\'';
        var builder = new StringBuilder(data.Length + 8).Append(before).Append('b').Append(quote);
        foreach (var b in data)
        {
            switch (b)
            {
                case (byte)'\t':
                    builder.Append("\\t");
                    break;
                case (byte)'\n':
                    builder.Append("\\n");
                    break;
                case (byte)'\r':
                    builder.Append("\\r");
                    break;
                case (byte)'\\':
                    builder.Append("\\\\");
                    break;
                case < 32 or > 126:
                    builder.Append("\\x").Append(HexDigit(b >> 4)).Append(HexDigit(b & 15));
                    break;
                default:
                    if (b == quote || (escapesQuote && b == '\''))
                        builder.Append('\\');
                    builder.Append((char)b);
                    break;
            }
        }
        return builder.Append(quote).Append(after).ToString();
    }

    private static char HexDigit(int value) => (char)(value < 10 ? '0' + value : 'a' + value - 10);

    public static long Find(ThreadState thread, ReadOnlySpan<byte> data, PyObject sub, long? start, long? end)
    {
        using var searched = ByteArgument.OpenSearched(thread, sub);
        SpanSearch.Clamp(data.Length, start, end, out var from, out var to);
        return SpanSearch.Find(data, searched.Span, from, to);
    }

    public static long FindLast(ThreadState thread, ReadOnlySpan<byte> data, PyObject sub, long? start, long? end)
    {
        using var searched = ByteArgument.OpenSearched(thread, sub);
        SpanSearch.Clamp(data.Length, start, end, out var from, out var to);
        return SpanSearch.FindLast(data, searched.Span, from, to);
    }

    public static long Count(ThreadState thread, ReadOnlySpan<byte> data, PyObject sub, long? start, long? end)
    {
        using var searched = ByteArgument.OpenSearched(thread, sub);
        SpanSearch.Clamp(data.Length, start, end, out var from, out var to);
        return SpanSearch.Count(data, searched.Span, from, to);
    }

    /// <summary>startswith and endswith.</summary>
    public static bool HasAffix(
        ThreadState thread, ReadOnlySpan<byte> data, PyObject affix, long? start, long? end, string method, bool atEnd)
    {
        SpanSearch.Clamp(data.Length, start, end, out var from, out var to);
        if (affix is PyTuple several)
        {
            foreach (var item in several.Items)
            {
                using var one = ByteArgument.Open(thread, item);
                if (HasAffix(data, one.Span, from, to, atEnd))
                    return true;
            }
            return false;
        }
        if (!PyBuffer.IsSupportedBy(affix))
            throw Errors.Type($"{method} first arg must be bytes or a tuple of bytes, not {affix.Type.Name}");
        using var single = ByteArgument.Open(thread, affix);
        return HasAffix(data, single.Span, from, to, atEnd);
    }

    private static bool HasAffix(ReadOnlySpan<byte> data, ReadOnlySpan<byte> affix, int from, int to, bool atEnd)
    {
        if (to - from < affix.Length)
            return false;
        return atEnd ? data[from..to].EndsWith(affix) : data[from..to].StartsWith(affix);
    }

    public static byte[] Replace(ReadOnlySpan<byte> data, ReadOnlySpan<byte> old, ReadOnlySpan<byte> @new, long count)
    {
        if (count < 0)
            count = long.MaxValue;
        if (old.Length == 1 && @new.Length == 1 && count == long.MaxValue)
        {
            var swapped = data.ToArray();
            swapped.AsSpan().Replace(old[0], @new[0]);
            return swapped;
        }
        var found = Math.Min(count, SpanSearch.Count(data, old, 0, data.Length));
        var length = data.Length + found * (@new.Length - old.Length);
        if (length > Array.MaxLength)
            throw Errors.Overflow("replace bytes is too long");
        var result = new byte[length];
        int from = 0, to = 0;
        for (; found > 0; found--)
        {
            var at = old.IsEmpty ? from : SpanSearch.Find(data, old, from, data.Length);
            data[from..at].CopyTo(result.AsSpan(to));
            to += at - from;
            @new.CopyTo(result.AsSpan(to));
            to += @new.Length;
            from = at + old.Length;
            if (old.IsEmpty && found > 1)
                result[to++] = data[from++];
        }
        data[from..].CopyTo(result.AsSpan(to));
        return result;
    }

    public static byte[] Join(ThreadState thread, ReadOnlySpan<byte> separator, PyObject iterable)
    {
        var items = Op.ItemsOf(Op.SequenceFast(thread, iterable, "can only join an iterable"));
        var result = new ArrayBufferWriter<byte>();
        for (var i = 0; i < items.Length; i++)
        {
            if (i > 0)
                result.Write(separator);
            if (items[i] is PyBytes bytes)
            {
                result.Write(bytes.Span);
                continue;
            }
            if (!PyBuffer.IsSupportedBy(items[i]))
                throw Errors.Type($"sequence item {i}: expected a bytes-like object, {items[i].Type.Name} found");
            using var view = ByteArgument.Open(thread, items[i]);
            result.Write(view.Span);
        }
        return result.WrittenSpan.ToArray();
    }

    /// <summary>The table that <c>maketrans</c> makes.</summary>
    public static byte[] MakeTranslation(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        if (from.Length != to.Length)
            throw Errors.Value("maketrans arguments must have same length");
        var table = new byte[256];
        for (var i = 0; i < 256; i++)
            table[i] = (byte)i;
        for (var i = 0; i < from.Length; i++)
            table[from[i]] = to[i];
        return table;
    }

    public static byte[] Translate(ThreadState thread, ReadOnlySpan<byte> data, PyObject table, PyObject? delete)
    {
        using var view = table is PyNone ? default : ByteArgument.Open(thread, table);
        var map = view.Span;
        if (table is not PyNone && map.Length != 256)
            throw Errors.Value("translation table must be 256 characters long");
        if (delete is null)
            return map.IsEmpty ? data.ToArray() : Mapped(data, map);
        using var removed = ByteArgument.Open(thread, delete);
        Span<bool> isRemoved = stackalloc bool[256];
        isRemoved.Clear();
        foreach (var b in removed.Span)
            isRemoved[b] = true;
        var result = new byte[data.Length];
        var count = 0;
        foreach (var b in data)
        {
            if (!isRemoved[b])
                result[count++] = map.IsEmpty ? b : map[b];
        }
        return count == result.Length ? result : result[..count];
    }

    private static byte[] Mapped(ReadOnlySpan<byte> data, ReadOnlySpan<byte> map)
    {
        var result = GC.AllocateUninitializedArray<byte>(data.Length);
        ref var table = ref MemoryMarshal.GetReference(map);
        for (var i = 0; i < data.Length && i < result.Length; i++)
            result[i] = Unsafe.Add(ref table, data[i]);
        return result;
    }

    /// <summary>A comparison of two objects with the buffer protocol.</summary>
    public static PyObject Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, CompareOp op) => op switch
    {
        CompareOp.Eq => PyBool.From(left.SequenceEqual(right)),
        CompareOp.Ne => PyBool.From(!left.SequenceEqual(right)),
        _ => Op.Ordered(left.SequenceCompareTo(right), op),
    };

    /// <summary>The str of bytes that are code points.</summary>
    public static PyStr Latin1Text(ReadOnlySpan<byte> data) => PyStr.FromBmp(Encoding.Latin1.GetString(data));
}
