namespace Krait.Modules.Multibyte;

/// <summary>How one East Asian encoding reads and writes a single character.</summary>
internal abstract class MultibyteCharset(string name)
{
    /// <summary>The most bytes that a character takes.</summary>
    public const int MaxLength = 8;

    /// <summary>The encoding's name, which errors show.</summary>
    public string Name { get; } = name;

    /// <summary>Reads the character at the start of some bytes, which are at least one.</summary>
    /// <returns>The bytes that it takes; 0 where more bytes are needed; -1 where none begins here.</returns>
    public abstract int Decode(ReadOnlySpan<byte> input, out int point);

    /// <summary>Writes a character.</summary>
    /// <returns>The bytes that it takes; 0 where the encoding has no such character.</returns>
    public abstract int Encode(int point, Span<byte> output);
}

/// <summary>An encoding with one byte for ASCII and two for nearly everything else, by a table from pairs of bytes to characters.</summary>
internal class PairCharset : MultibyteCharset
{
    private readonly char[] _singles = new char[256];
    private readonly char[] _pairs;
    private readonly Dictionary<int, ushort> _codes = [];

    /// <param name="pairs">The character for each pair of bytes, lead byte first; 0 for none.</param>
    /// <param name="singles">Bytes from 0x80 on that are characters.</param>
    public PairCharset(string name, char[] pairs, params ReadOnlySpan<(byte Code, char Character)> singles) : base(name)
    {
        _pairs = pairs;
        foreach (var (code, character) in singles)
        {
            _singles[code] = character;
            _codes[character] = code;
        }
        // Of several codes for a character the first one is written.
        for (var pair = 0x8000; pair < pairs.Length; pair++)
        {
            if (pairs[pair] != 0)
                _codes.TryAdd(pairs[pair], (ushort)pair);
        }
    }

    /// <summary>Sets the code that is written for a character.</summary>
    public PairCharset Write(int point, ushort code)
    {
        _codes[point] = code;
        return this;
    }

    public override int Decode(ReadOnlySpan<byte> input, out int point)
    {
        var lead = input[0];
        point = lead < 0x80 ? lead : _singles[lead];
        if (lead < 0x80 || point != 0)
            return 1;
        return input.Length < 2 ? (IsLead(lead) ? 0 : -1) : DecodePair(lead, input[1], out point);
    }

    /// <summary>Whether a pair may begin with a byte.</summary>
    protected virtual bool IsLead(byte lead) => true;

    protected int DecodePair(byte lead, byte trail, out int point)
    {
        point = _pairs[lead << 8 | trail];
        return point != 0 ? 2 : -1;
    }

    public override int Encode(int point, Span<byte> output)
    {
        if (point < 0x80)
        {
            output[0] = (byte)point;
            return 1;
        }
        if (!_codes.TryGetValue(point, out var code))
            return 0;
        if (code < 0x100)
        {
            output[0] = (byte)code;
            return 1;
        }
        output[0] = (byte)(code >> 8);
        output[1] = (byte)code;
        return 2;
    }
}

/// <summary>Shift JIS and what Microsoft made of it: lead bytes leave room for half-width kana.</summary>
internal sealed class ShiftJisCharset(string name, byte lastLead, char[] pairs, params ReadOnlySpan<(byte Code, char Character)> singles)
    : PairCharset(name, pairs, singles)
{
    protected override bool IsLead(byte lead) => lead is >= 0x81 and <= 0x9F || (lead >= 0xE0 && lead <= lastLead);
}
