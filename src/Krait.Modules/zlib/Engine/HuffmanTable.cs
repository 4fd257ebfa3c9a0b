namespace Krait.Modules.Zlib;

/// <summary>A decoder of canonical Huffman codes of up to 15 bits: a table for the short ones, a search for the rest.</summary>
internal sealed class HuffmanTable
{
    public const int FastBits = 10;
    private const int MaxBits = 15;

    private readonly ushort[] _fast = new ushort[1 << FastBits];
    private readonly ushort[] _counts = new ushort[MaxBits + 1];
    private readonly ushort[] _symbols;

    public HuffmanTable(int symbols) => _symbols = new ushort[symbols];

    /// <summary>What the next bits select: the symbol shifted by four, and the length of its code; 0 where the code is longer.</summary>
    public ushort[] Fast => _fast;

    public HuffmanTable Clone()
    {
        var copy = new HuffmanTable(_symbols.Length);
        _fast.CopyTo(copy._fast, 0);
        _counts.CopyTo(copy._counts, 0);
        _symbols.CopyTo(copy._symbols, 0);
        return copy;
    }

    /// <summary>Sets the code lengths; false where they do not make a code. An incomplete code is one only as a single one of one bit.</summary>
    public bool Build(ReadOnlySpan<byte> lengths, bool mayBeIncomplete)
    {
        Array.Clear(_counts);
        foreach (var length in lengths)
            _counts[length]++;
        var most = MaxBits;
        while (most > 0 && _counts[most] == 0)
            most--;
        _counts[0] = 0;
        Array.Clear(_fast);
        if (most == 0)
            return mayBeIncomplete;
        var left = 1;
        for (var bits = 1; bits <= MaxBits; bits++)
        {
            left = (left << 1) - _counts[bits];
            if (left < 0)
                return false;
        }
        if (left > 0 && !(mayBeIncomplete && most == 1))
            return false;
        Fill(lengths);
        return true;
    }

    private void Fill(ReadOnlySpan<byte> lengths)
    {
        Span<int> offsets = stackalloc int[MaxBits + 2];
        Span<int> codes = stackalloc int[MaxBits + 2];
        for (var bits = 1; bits <= MaxBits; bits++)
        {
            offsets[bits + 1] = offsets[bits] + _counts[bits];
            codes[bits + 1] = (codes[bits] + _counts[bits]) << 1;
        }
        for (var symbol = 0; symbol < lengths.Length; symbol++)
        {
            int length = lengths[symbol];
            if (length == 0)
                continue;
            _symbols[offsets[length]++] = (ushort)symbol;
            var code = codes[length]++;
            if (length > FastBits)
                continue;
            var entry = (ushort)(symbol << 4 | length);
            for (var at = Reverse(code, length); at < _fast.Length; at += 1 << length)
                _fast[at] = entry;
        }
    }

    private static int Reverse(int code, int length)
    {
        var result = 0;
        for (var i = 0; i < length; i++)
        {
            result = result << 1 | code & 1;
            code >>= 1;
        }
        return result;
    }

    /// <summary>Decodes a symbol whose code is not in <see cref="Fast"/>: the symbol, -1 where bits are missing, -2 where there is no such code.</summary>
    public int Search(ulong bits, int available, out int length)
    {
        int code = 0, first = 0, index = 0;
        for (length = 1; length <= MaxBits; length++)
        {
            if (length > available)
                return -1;
            code |= (int)(bits & 1);
            bits >>= 1;
            int count = _counts[length];
            if (code - count < first)
                return _symbols[index + code - first];
            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }
        return -2;
    }

    /// <summary>Decodes a symbol: as <see cref="Search"/>, with the table first.</summary>
    public int Decode(ulong bits, int available, out int length)
    {
        var entry = _fast[bits & ((1 << FastBits) - 1)];
        if (entry == 0)
            return Search(bits, available, out length);
        length = entry & 15;
        return length <= available ? entry >> 4 : -1;
    }
}
