using System.IO.Compression;

namespace Krait.Modules.MultiByte;

/// <summary>Characters that a set has beyond those of .NET's code pages; some are of two code points.</summary>
internal sealed class ExtensionTable
{
    private static readonly Lazy<ExtensionTable[]> s_all = new(Load);

    private readonly Dictionary<int, (int Character, int Combining)> _characters = [];
    private readonly Dictionary<int, int> _codes = [];
    private readonly Dictionary<(int Character, int Combining), int> _codesOfPairs = [];
    private readonly HashSet<int> _pairBeginnings = [];

    private ExtensionTable()
    {
    }

    /// <summary>The first plane of JIS X 0213, without JIS X 0208; codes of seven bits.</summary>
    public static ExtensionTable Jisx0213Plane1 => s_all.Value[0];

    /// <summary>The second plane of JIS X 0213, without what JIS X 0212 has at the same place; codes of seven bits.</summary>
    public static ExtensionTable Jisx0213Plane2 => s_all.Value[1];

    /// <summary>Big5-HKSCS, without what Big5 has at the same place.</summary>
    public static ExtensionTable Hkscs => s_all.Value[2];

    /// <summary>The character of a code, and the combining one after it or 0; false for none.</summary>
    public bool TryCharacter(int code, out (int Character, int Combining) found) => _characters.TryGetValue(code, out found);

    /// <summary>The code of a character; 0 for none.</summary>
    public int Code(int character) => _codes.GetValueOrDefault(character);

    /// <summary>The code of a character with a combining one; 0 for none.</summary>
    public int Code(int character, int combining) => _codesOfPairs.GetValueOrDefault((character, combining));

    /// <summary>Whether a combining character can change the code of a character.</summary>
    public bool BeginsPair(int character) => _pairBeginnings.Contains(character);

    private static ExtensionTable[] Load()
    {
        using var packed = typeof(ExtensionTable).Assembly.GetManifestResourceStream("EastAsian.bin")!;
        using var data = new DeflateStream(packed, CompressionMode.Decompress);
        using var buffered = new BufferedStream(data);
        return [Read(buffered), Read(buffered), Read(buffered)];
    }

    /// <summary>The form is described in <c>tools/cjk/make_tables.py</c>.</summary>
    private static ExtensionTable Read(Stream data)
    {
        var table = new ExtensionTable();
        int code = 0, character = 0;
        for (var left = ReadNumber(data); left > 0; left--)
        {
            var step = ReadNumber(data);
            code += step >> 1;
            var distance = ReadNumber(data);
            character += (distance & 1) != 0 ? -(distance >> 1) : distance >> 1;
            table.Add(code, character, ReadNumber(data), (step & 1) == 0);
        }
        return table;
    }

    private void Add(int code, int character, int combining, bool encodes)
    {
        _characters[code] = (character, combining);
        if (combining != 0)
        {
            _codesOfPairs[(character, combining)] = code;
            _pairBeginnings.Add(character);
        }
        else if (encodes)
        {
            _codes[character] = code;
        }
    }

    private static int ReadNumber(Stream data)
    {
        var number = 0;
        for (var shift = 0; ; shift += 7)
        {
            var b = data.ReadByte();
            number |= (b & 0x7F) << shift;
            if (b < 0x80)
                return number;
        }
    }
}
