using System.Text;
using Krait.Syntax.Ast;

namespace Krait.Syntax;

internal sealed partial class Parser
{
    /// <summary>String literals by the position of the first: one that is parsed again warns once.</summary>
    private readonly Dictionary<int, (Expr Value, int End)> _strings = [];

    /// <summary>Adjacent string literals, as one expression.</summary>
    private Expr Strings()
    {
        var first = _pos;
        if (_strings.Count > 0 && _strings.TryGetValue(first, out var known))
        {
            _pos = known.End;
            return known.Value;
        }
        var parts = new List<Expr>();
        var template = Kind == Tok.TStringStart;
        if (template)
        {
            while (Kind == Tok.TStringStart)
                parts.Add(FString(Tok.TStringMiddle, Tok.TStringEnd));
            CheckVersion(14, "t-strings are");
        }
        else
        {
            while (Kind is Tok.String or Tok.FStringStart)
                parts.Add(Kind == Tok.String ? PlainString() : FString(Tok.FStringMiddle, Tok.FStringEnd));
        }
        var value = template ? StringParts.JoinTemplates(parts, From(first)) : StringParts.Join(_stream, parts, From(first));
        if (_stream.Speculating)
            _strings[first] = (value, _pos);
        return value;
    }

    private Expr PlainString()
    {
        var (value, kind) = StringLiteral.Parse(_stream, Current, _options);
        _pos++;
        return new ConstantExpr(value, kind, SpanOf(_pos - 1));
    }

    private Expr FString(Tok middle, Tok end)
    {
        Enter();
        var first = _pos++;
        var raw = _stream.BytesAt(first).IndexOfAny((byte)'r', (byte)'R') >= 0;
        var fields = new List<Expr>();
        var order = new List<int>();
        while (Kind != end)
        {
            if (Kind == middle)
            {
                order.Add(_pos++);
                continue;
            }
            if (Kind != Tok.LBrace)
                throw Failure();
            var count = fields.Count;
            ReplacementField(fields, middle, raw, inSpec: false);
            for (; count < fields.Count; count++)
                order.Add(~count);
        }
        _pos++;
        _depth--;
        // The text is decoded once the whole literal is there: that is where its errors are reported.
        var values = new List<Expr>(order.Count);
        foreach (var item in order)
        {
            if (item < 0)
                values.Add(fields[~item]);
            else
                AddMiddle(values, item, raw);
        }
        return middle == Tok.FStringMiddle
            ? new JoinedStrExpr(values.ToArray(), From(first))
            : new TemplateStrExpr(values.ToArray(), From(first));
    }

    private void AddMiddle(List<Expr> values, int token, bool raw)
    {
        var value = StringLiteral.DecodeMiddle(_stream, _stream.At(token), raw, _options);
        if (value.Length > 0)
            values.Add(new ConstantExpr(new StrConstant(value), null, SpanOf(token)));
    }

    /// <summary>A replacement field; with <c>=</c> its source text stands before it.</summary>
    private void ReplacementField(List<Expr> values, Tok middle, bool raw, bool inSpec)
    {
        var first = _pos++;
        var isTemplate = middle == Tok.TStringMiddle;
        var value = YieldOrStarExpressions();
        var debug = Accept(Tok.Equal);
        var textEnd = _pos;
        var conversion = -1;
        if (Kind == Tok.Exclamation)
            conversion = Conversion(isTemplate);
        Expr? spec = Kind == Tok.Colon ? FormatSpec(middle, raw) : null;
        Expect(Tok.RBrace);
        if (debug && conversion < 0 && spec is null)
            conversion = 'r';
        var span = From(first);
        Expr field = isTemplate && !inSpec
            ? new InterpolationExpr(value, new StrConstant(FieldText.OfTemplate(_stream, first, textEnd)), conversion, spec, span)
            : new FormattedValueExpr(value, conversion, spec, span);
        if (debug)
        {
            var text = FieldText.Of(_stream, first, textEnd);
            values.Add(new ConstantExpr(new StrConstant(text), null, DebugSpan(first, textEnd)));
        }
        values.Add(field);
    }

    /// <summary>The text of <c>{x = }</c> is taken to begin after the brace and to end before what follows the equals sign.</summary>
    private SourceSpan DebugSpan(int first, int next)
    {
        ref var open = ref _stream.At(first);
        ref var end = ref _stream.At(next);
        return new SourceSpan(open.Line, open.Column + 1, end.Line, end.Column);
    }

    private int Conversion(bool isTemplate)
    {
        var prefix = isTemplate ? 't' : 'f';
        var mark = _pos++;
        if (Kind != Tok.Name)
            throw Failure();
        var name = Current;
        var exclamation = _stream.At(mark);
        if (exclamation.Line != name.Line || exclamation.EndColumn != name.Column)
        {
            throw _stream.ErrorAt(
                SourceSpan.Cover(SpanOf(mark), SpanOf(_pos)),
                $"{prefix}-string: conversion type must come right after the exclamation mark");
        }
        var text = Name();
        if (text is "s" or "r" or "a")
            return text[0];
        throw _stream.ErrorAt(name, $"{prefix}-string: invalid conversion character '{text}': expected 's', 'r', or 'a'");
    }

    private Expr FormatSpec(Tok middle, bool raw)
    {
        Enter();
        var first = _pos++;
        var values = new List<Expr>();
        while (true)
        {
            if (Kind == Tok.LBrace)
                ReplacementField(values, middle, raw, inSpec: true);
            else if (Kind == middle)
                AddMiddle(values, _pos++, raw);
            else
                break;
        }
        _depth--;
        return new JoinedStrExpr(StringParts.MergeConstants(values), From(first));
    }
}

/// <summary>The source text of a replacement field's expression.</summary>
internal static class FieldText
{
    /// <summary>From after the brace to the token at <paramref name="next"/>, without comments.</summary>
    public static Text Of(TokenStream stream, int open, int next)
    {
        var bytes = stream.Bytes(stream.At(open).End, stream.At(next).Start);
        return Text.FromUtf16(WithoutComments(Encoding.UTF8.GetString(bytes)));
    }

    /// <summary>As an interpolation of a t-string gives it: without the equals sign and blanks at the end.</summary>
    public static Text OfTemplate(TokenStream stream, int open, int next)
    {
        var bytes = stream.Bytes(stream.At(open).End, stream.At(next).Start);
        var text = WithoutComments(Encoding.UTF8.GetString(bytes));
        var length = text.Length;
        while (length > 0 && (text[length - 1] == '=' || char.IsWhiteSpace(text[length - 1])))
            length--;
        return Text.FromUtf16(text[..length]);
    }

    private static string WithoutComments(string text)
    {
        if (!text.Contains('#'))
            return text;
        var result = new StringBuilder(text.Length);
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\\' && i + 1 < text.Length)
            {
                result.Append(c).Append(text[++i]);
                continue;
            }
            if (c is '"' or '\'')
                quote = quote == '\0' ? c : quote == c ? '\0' : quote;
            if (c == '#' && quote == '\0')
            {
                while (i < text.Length && text[i] != '\n')
                    i++;
                if (i < text.Length)
                    result.Append('\n');
                continue;
            }
            result.Append(c);
        }
        return result.ToString();
    }
}
