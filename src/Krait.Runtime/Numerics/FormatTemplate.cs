using System.Numerics;
using Krait.Syntax;

namespace Krait.Runtime.Numerics;

/// <summary>A piece of a <c>str.format</c> template: a literal and, unless the template ends with it, a replacement field.</summary>
/// <param name="Field">Null where no field follows the literal.</param>
/// <param name="Spec">The format specification; empty where none is given.</param>
/// <param name="Conversion">The code point behind '!', or 0.</param>
/// <param name="SpecNeedsExpanding">True where the specification has replacement fields of its own.</param>
public readonly record struct TemplatePiece(Text Literal, Text? Field, Text Spec, int Conversion, bool SpecNeedsExpanding);

/// <summary>Reads the pieces of a <c>str.format</c> template one by one, as <c>_string.formatter_parser</c> does.</summary>
public struct FormatTemplateReader(Text template)
{
    private int _at;

    /// <summary>False at the end.</summary>
    /// <exception cref="FormatSpecException">The template is malformed.</exception>
    public bool TryRead(out TemplatePiece piece)
    {
        piece = default;
        if (_at >= template.Length)
            return false;
        var start = _at;
        var brace = 0;
        while (_at < template.Length)
        {
            brace = template[_at++];
            if (brace is '{' or '}')
                break;
        }
        var atEnd = _at >= template.Length;
        var length = _at - start;
        if (brace == '}' && (atEnd || template[_at] != '}'))
            throw FormatSpecException.Value("Single '}' encountered in format string");
        if (brace == '{' && atEnd)
            throw FormatSpecException.Value("Single '{' encountered in format string");
        if (brace is not ('{' or '}'))
        {
            piece = new TemplatePiece(Slice(template, start, _at), null, Text.Empty, 0, false);
            return true;
        }
        if (template[_at] == brace)
        {
            // A doubled brace stands for one: it ends the literal.
            _at++;
            piece = new TemplatePiece(Slice(template, start, start + length), null, Text.Empty, 0, false);
            return true;
        }
        ReadField(Slice(template, start, start + length - 1), out piece);
        return true;
    }

    private void ReadField(Text literal, out TemplatePiece piece)
    {
        var start = _at;
        var c = 0;
        while (_at < template.Length)
        {
            c = template[_at++];
            if (c == '{')
                throw FormatSpecException.Value("unexpected '{' in field name");
            if (c == '[')
            {
                while (_at < template.Length && template[_at] != ']')
                    _at++;
                continue;
            }
            if (c is '}' or ':' or '!')
                break;
        }
        var field = Slice(template, start, _at - 1);
        if (c is '!' or ':')
        {
            var conversion = 0;
            if (c == '!')
                conversion = ReadConversion(ref c);
            if (c == ':')
            {
                ReadSpec(literal, field, conversion, out piece);
                return;
            }
            piece = new TemplatePiece(literal, field, Text.Empty, conversion, false);
            return;
        }
        if (c != '}')
            throw FormatSpecException.Value("expected '}' before end of string");
        piece = new TemplatePiece(literal, field, Text.Empty, 0, false);
    }

    private int ReadConversion(ref int c)
    {
        if (_at >= template.Length)
            throw FormatSpecException.Value("end of string while looking for conversion specifier");
        var conversion = template[_at++];
        if (_at < template.Length)
        {
            c = template[_at++];
            if (c == '}')
                return conversion;
            if (c != ':')
                throw FormatSpecException.Value("expected ':' after conversion specifier");
        }
        else
        {
            throw FormatSpecException.Value("unmatched '{' in format spec");
        }
        return conversion;
    }

    private void ReadSpec(Text literal, Text field, int conversion, out TemplatePiece piece)
    {
        var start = _at;
        var nested = 1;
        var expand = false;
        while (_at < template.Length)
        {
            var c = template[_at];
            if (c == '{')
            {
                expand = true;
                nested++;
            }
            else if (c == '}' && --nested == 0)
            {
                piece = new TemplatePiece(literal, field, Slice(template, start, _at), conversion, expand);
                _at++;
                return;
            }
            _at++;
        }
        throw FormatSpecException.Value("unmatched '{' in format spec");
    }

    internal static Text Slice(Text text, int start, int end)
    {
        if (start == 0 && end == text.Length)
            return text;
        if (text.CodePoints is { } points)
            return Text.FromCodePoints(points.AsSpan(start, end - start));
        Span<int> copy = end - start <= 128 ? stackalloc int[128] : new int[end - start];
        for (var i = start; i < end; i++)
            copy[i - start] = text[i];
        return Text.FromCodePoints(copy[..(end - start)]);
    }
}

/// <summary>A step of a field name such as <c>0.name[key]</c>.</summary>
/// <param name="IsAttribute">True for <c>.name</c>, false for <c>[key]</c>.</param>
/// <param name="Index">The key as a number, or -1 where it is a name.</param>
public readonly record struct FieldStep(bool IsAttribute, Text Name, long Index);

/// <summary>Reads field names, as <c>_string.formatter_field_name_split</c> does.</summary>
public struct FieldNameReader
{
    private readonly Text _name;
    private int _at;

    /// <summary>Splits off the first part: a number (0 and up in <see cref="FirstIndex"/>), a name, or nothing (automatic numbering).</summary>
    /// <exception cref="FormatSpecException">A number is too large.</exception>
    public FieldNameReader(Text name)
    {
        _name = name;
        while (_at < name.Length && name[_at] is not ('.' or '['))
            _at++;
        First = FormatTemplateReader.Slice(name, 0, _at);
        FirstIndex = ParseIndex(First);
    }

    public Text First { get; }

    /// <summary>The first part as a number, or -1.</summary>
    public long FirstIndex { get; }

    /// <summary>The next step; false at the end.</summary>
    /// <exception cref="FormatSpecException">The name is malformed.</exception>
    public bool TryReadStep(out FieldStep step)
    {
        step = default;
        if (_at >= _name.Length)
            return false;
        var kind = _name[_at++];
        var start = _at;
        if (kind == '.')
        {
            while (_at < _name.Length && _name[_at] is not ('.' or '['))
                _at++;
            step = new FieldStep(true, FormatTemplateReader.Slice(_name, start, _at), -1);
        }
        else if (kind == '[')
        {
            while (_at < _name.Length && _name[_at] != ']')
                _at++;
            if (_at >= _name.Length)
                throw FormatSpecException.Value("Missing ']' in format string");
            var key = FormatTemplateReader.Slice(_name, start, _at++);
            step = new FieldStep(false, key, ParseIndex(key));
        }
        else
        {
            throw FormatSpecException.Value("Only '.' or '[' may follow ']' in format field specifier");
        }
        if (step.Name.Length == 0)
            throw FormatSpecException.Value("Empty attribute in format string");
        return true;
    }

    private static long ParseIndex(Text text)
    {
        long value = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var digit = FormatSpec.DecimalDigit(text[i]);
            if (digit < 0)
                return -1;
            if (value > (long.MaxValue - digit) / 10)
                throw FormatSpecException.Value("Too many decimal digits in format string");
            value = value * 10 + digit;
        }
        return text.Length == 0 ? -1 : value;
    }
}
