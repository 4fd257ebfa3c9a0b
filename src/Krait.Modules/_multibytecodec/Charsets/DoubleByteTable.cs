using System.Text;

namespace Krait.Modules.MultiByte;

/// <summary>Codes of two bytes and characters of the basic plane, both ways; 0 stands for none.</summary>
internal sealed class DoubleByteTable
{
    private static readonly CodePagesEncodingProvider s_provider = (CodePagesEncodingProvider)CodePagesEncodingProvider.Instance;
    private readonly ushort[] _characters = new ushort[0x10000];
    private readonly ushort[] _codes = new ushort[0x10000];

    /// <summary>The character of a code; 0 for none.</summary>
    public int Character(int code) => _characters[code];

    /// <summary>The code of a character; 0 for none.</summary>
    public int Code(int character) => character < 0x10000 ? _codes[character] : 0;

    /// <summary>An encoding of .NET's code pages.</summary>
    public static Encoding CodePage(int number) =>
        s_provider.GetEncoding(number, EncoderFallback.ExceptionFallback, new DecoderReplacementFallback("\uFFFD"))!;

    /// <summary>
    /// Takes what a code page has for pairs of bytes, in their order. Characters for private use stand for codes without a character there,
    /// and are left out.
    /// </summary>
    /// <param name="codePage">The code page.</param>
    /// <param name="leads">The first and the last lead byte.</param>
    /// <param name="trails">The first and the last trail byte.</param>
    /// <param name="privateUse">Whether to take characters for private use all the same.</param>
    /// <param name="codeOf">From a code of the page to the code in the table; null for the same.</param>
    public DoubleByteTable Take(
        int codePage, (int First, int Last) leads, (int First, int Last) trails, bool privateUse = false, Func<int, int>? codeOf = null)
    {
        var encoding = CodePage(codePage);
        Span<byte> pair = stackalloc byte[2];
        Span<char> text = stackalloc char[4];
        for (var lead = leads.First; lead <= leads.Last; lead++)
        {
            pair[0] = (byte)lead;
            for (var trail = trails.First; trail <= trails.Last; trail++)
            {
                pair[1] = (byte)trail;
                if (encoding.GetChars(pair, text) != 1 || text[0] is '\uFFFD' or < '\x80' || !privateUse && text[0] is >= '\uE000' and < '\uF900')
                    continue;
                var code = (lead << 8) | trail;
                Set(codeOf is null ? code : codeOf(code), text[0]);
            }
        }
        return this;
    }

    /// <summary>Sets characters of successive codes; a character keeps the code that it has.</summary>
    public DoubleByteTable Run(int code, int first, int last)
    {
        for (var character = first; character <= last; character++)
            Set(code++, character);
        return this;
    }

    /// <summary>Sets single characters: code, character, code, character...; each gets that code.</summary>
    public DoubleByteTable Put(params ReadOnlySpan<int> pairs)
    {
        for (var i = 0; i < pairs.Length; i += 2)
        {
            if (pairs[i] != 0)
                Forget(pairs[i]);
            _characters[pairs[i]] = (ushort)pairs[i + 1];
            _codes[pairs[i + 1]] = (ushort)pairs[i];
        }
        return this;
    }

    /// <summary>Gives characters a code that stands for another one: code, character...</summary>
    public DoubleByteTable EncodeOnly(params ReadOnlySpan<int> pairs)
    {
        for (var i = 0; i < pairs.Length; i += 2)
            _codes[pairs[i + 1]] = (ushort)pairs[i];
        return this;
    }

    /// <summary>Gives codes a character that has another code: code, character...</summary>
    public DoubleByteTable DecodeOnly(params ReadOnlySpan<int> pairs)
    {
        for (var i = 0; i < pairs.Length; i += 2)
            Set(pairs[i], pairs[i + 1]);
        return this;
    }

    private void Set(int code, int character)
    {
        _characters[code] = (ushort)character;
        if (_codes[character] == 0)
            _codes[character] = (ushort)code;
    }

    private void Forget(int code)
    {
        var before = _characters[code];
        if (before != 0 && _codes[before] == code)
            _codes[before] = 0;
    }
}
