using Krait.Runtime;
using Krait.Runtime.Unicode;

namespace Krait.Modules.UnicodeDatabase;

/// <summary>What the module's functions and the methods of <c>ucd_3_2_0</c> answer; <c>old</c> asks the database of Unicode 3.2.</summary>
internal static class CharacterQueries
{
    private const int MaxNameLength = 256;

    public static PyObject Decimal(PyObject chr, PyObject? fallback, bool old)
    {
        var point = FirstOfTwo("decimal", chr);
        var value = !old ? UnicodeData.DecimalValue(point) : UnicodeData32.IsAssigned(point) ? UnicodeData32.DecimalValue(point) : -1;
        return value >= 0 ? PyInt.From(value) : fallback ?? throw Errors.Value("not a decimal");
    }

    public static PyObject Digit(PyObject chr, PyObject? fallback, bool old)
    {
        // As in CPython, the digits of the old database are those of today's.
        var value = UnicodeData.DigitValue(FirstOfTwo("digit", chr));
        return value >= 0 ? PyInt.From(value) : fallback ?? throw Errors.Value("not a digit");
    }

    public static PyObject Numeric(PyObject chr, PyObject? fallback, bool old)
    {
        var point = FirstOfTwo("numeric", chr);
        double value;
        var found = old ? UnicodeData32.IsAssigned(point) & UnicodeData32.TryGetNumeric(point, out value) : UnicodeData.TryGetNumeric(point, out value);
        return found ? PyFloat.From(value) : fallback ?? throw Errors.Value("not a numeric character");
    }

    public static PyObject Name(PyObject chr, PyObject? fallback, bool old)
    {
        var point = FirstOfTwo("name", chr);
        if ((!old || UnicodeData32.IsAssigned(point)) && UnicodeNames.TryGetName(point, out var name))
            return PyStr.From(name);
        return fallback ?? throw Errors.Value("no such name");
    }

    public static string Category(PyObject chr, bool old)
    {
        var point = Only("category", chr);
        return old ? UnicodeData32.Category(point) : UnicodeData.Category(point);
    }

    public static string Bidirectional(PyObject chr, bool old)
    {
        var point = Only("bidirectional", chr);
        return old ? UnicodeData32.Bidirectional(point) : UnicodeData.Bidirectional(point);
    }

    public static int Combining(PyObject chr, bool old)
    {
        var point = Only("combining", chr);
        return old ? UnicodeData32.Combining(point) : UnicodeData.Combining(point);
    }

    public static int Mirrored(PyObject chr, bool old)
    {
        var point = Only("mirrored", chr);
        return (old ? UnicodeData32.IsMirrored(point) : UnicodeData.IsMirrored(point)) ? 1 : 0;
    }

    public static string EastAsianWidth(PyObject chr, bool old)
    {
        var point = Only("east_asian_width", chr);
        return old ? UnicodeData32.EastAsianWidth(point) : UnicodeData.EastAsianWidth(point);
    }

    public static string Decomposition(PyObject chr, bool old)
    {
        var point = Only("decomposition", chr);
        // Syllables are composed by rule, not by a table.
        if (point is >= 0xAC00 and < 0xAC00 + 11172)
        {
            var jamo = Normalizer.Normalize<int>(NormalForm.Nfd, [point])!;
            return string.Join(' ', Array.ConvertAll(jamo, part => part.ToString("X4", System.Globalization.CultureInfo.InvariantCulture)));
        }
        return old ? UnicodeData32.Decomposition(point) : UnicodeData.Decomposition(point);
    }

    public static PyStr Lookup(ThreadState thread, PyObject name, bool old)
    {
        var text = name is PyStr given ? given.ToString() : System.Text.Encoding.UTF8.GetString(Op.CopyBytes(thread, name));
        if (text.Length > MaxNameLength)
            throw Errors.Key(thread, PyStr.From("name too long"));
        // The old database knows neither named sequences nor aliases.
        if (!UnicodeNames.TryLookup(text, out var points, withSequences: !old) || (old && !IsName(points[0], text)))
            throw Errors.Key(thread, PyStr.From($"undefined character name '{text}'"));
        return PyStr.FromCodePoints(points);
    }

    private static bool IsName(int point, string text) => UnicodeNames.TryGetName(point, out var name) && name.Equals(text, StringComparison.OrdinalIgnoreCase);

    public static PyStr Normalize(string form, PyStr text, bool old)
    {
        if (text.Length == 0)
            return text.Exact();
        var kind = Form(form);
        var normalized = text.Points is { } points
            ? Normalizer.Normalize<int>(kind, points, old)
            : Normalizer.Normalize<char>(kind, text.Bmp, old);
        return normalized is null ? text.Exact() : PyStr.FromCodePoints(normalized);
    }

    public static bool IsNormalized(string form, PyStr text, bool old)
    {
        if (text.Length == 0)
            return true;
        var kind = Form(form);
        if (old)
            return (text.Points is { } wide ? Normalizer.Normalize<int>(kind, wide, true) : Normalizer.Normalize<char>(kind, text.Bmp, true)) is null;
        return text.Points is { } points ? Normalizer.IsNormalized<int>(kind, points) : Normalizer.IsNormalized<char>(kind, text.Bmp);
    }

    private static NormalForm Form(string form) => form switch
    {
        "NFC" => NormalForm.Nfc,
        "NFKC" => NormalForm.Nfkc,
        "NFD" => NormalForm.Nfd,
        "NFKD" => NormalForm.Nfkd,
        _ => throw Errors.Value("invalid normalization form"),
    };

    private static int FirstOfTwo(string function, PyObject chr) => Point(function, "argument 1", chr);

    private static int Only(string function, PyObject chr) => Point(function, "argument", chr);

    private static int Point(string function, string argument, PyObject chr)
    {
        if (chr is not PyStr text)
            throw Errors.Type($"{function}() {argument} must be a unicode character, not {(chr is PyNone ? "None" : chr.Type.Name)}");
        if (text.Length != 1)
            throw Errors.Type($"{function}(): {argument} must be a unicode character, not a string of length {text.Length}");
        return text[0];
    }
}
