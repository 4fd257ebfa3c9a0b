using Krait.Runtime;

namespace Krait.Modules;

/// <summary>One item of a compiled format, repeated <see cref="Repeat"/> times; of 's' and 'p' the size counts.</summary>
internal readonly record struct StructItem(char Code, int Offset, int Size, int Repeat);

/// <summary>A compiled format of the <c>struct</c> module.</summary>
internal sealed class StructLayout
{
    private StructLayout(List<StructItem> items, int size, int count, bool littleEndian, bool native)
    {
        Items = [.. items];
        Size = size;
        Count = count;
        LittleEndian = littleEndian;
        Native = native;
    }

    public StructItem[] Items { get; }

    /// <summary>The number of bytes.</summary>
    public int Size { get; }

    /// <summary>The number of values.</summary>
    public int Count { get; }

    public bool LittleEndian { get; }

    /// <summary>True for native sizes and alignment.</summary>
    public bool Native { get; }

    /// <summary>Compiles a format; null with the message of a struct.error where it is wrong.</summary>
    public static StructLayout? Compile(ReadOnlySpan<char> format, out string problem)
    {
        problem = "";
        var littleEndian = BitConverter.IsLittleEndian;
        var native = true;
        if (format.Length > 0 && format[0] is '@' or '=' or '<' or '>' or '!')
        {
            native = format[0] == '@';
            if (format[0] is '<' or '>' or '!')
                littleEndian = format[0] == '<';
            format = format[1..];
        }
        var items = new List<StructItem>();
        long size = 0, count = 0;
        for (var i = 0; i < format.Length; i++)
        {
            var c = format[i];
            if (c is ' ' or (>= '\t' and <= '\r'))
                continue;
            long repeat = 1;
            if (char.IsAsciiDigit(c))
            {
                if (!ReadNumber(format, ref i, out repeat, out problem))
                    return null;
                c = format[i];
            }
            if (!TryGetSize(c, native, out var itemSize, out var alignment))
            {
                problem = "bad char in struct format";
                return null;
            }
            size = (size + alignment - 1) / alignment * alignment;
            Add(items, c, size, itemSize, repeat, ref count);
            size += itemSize * repeat;
            // A larger one could not be packed into any buffer here.
            if (size > int.MaxValue || size < 0)
            {
                problem = "total struct size too long";
                return null;
            }
        }
        return new StructLayout(items, (int)size, (int)Math.Min(count, int.MaxValue), littleEndian, native);
    }

    private static bool ReadNumber(ReadOnlySpan<char> format, ref int i, out long number, out string problem)
    {
        number = 0;
        problem = "";
        for (; i < format.Length && char.IsAsciiDigit(format[i]); i++)
        {
            // Past any size there can be, the number itself does not matter.
            if (number <= uint.MaxValue)
                number = number * 10 + (format[i] - '0');
        }
        if (i < format.Length)
            return true;
        problem = "repeat count given without format specifier";
        return false;
    }

    private static void Add(List<StructItem> items, char code, long offset, int itemSize, long repeat, ref long count)
    {
        if (offset > int.MaxValue || repeat > int.MaxValue)
            return;
        if (code is 's' or 'p')
        {
            items.Add(new StructItem(code, (int)offset, (int)repeat, 1));
            count++;
        }
        else if (code != 'x' && repeat > 0)
        {
            items.Add(new StructItem(code, (int)offset, itemSize, (int)repeat));
            count += repeat;
        }
    }

    private static bool TryGetSize(char code, bool native, out int size, out int alignment)
    {
        size = code switch
        {
            'x' or 'c' or 'b' or 'B' or '?' or 's' or 'p' => 1,
            'h' or 'H' or 'e' => 2,
            'i' or 'I' or 'f' => 4,
            'l' or 'L' => native ? 8 : 4,
            'q' or 'Q' or 'd' or 'F' => 8,
            'D' => 16,
            'n' or 'N' or 'P' when native => 8,
            _ => 0,
        };
        alignment = !native ? 1 : code switch
        {
            'F' => 4,
            'D' => 8,
            _ => size,
        };
        return size > 0;
    }
}
