using Krait.Syntax.Ast;

namespace Krait.Syntax;

internal sealed partial class ErrorParser
{
    private Expr? Strings() => Remember(Rule.Strings, () =>
    {
        var first = _pos;
        if (_raising)
            InvalidMix(first);
        _pos = first;
        var parts = new List<Expr>();
        while ((FString(Tok.FStringStart) ?? PlainString()) is { } part)
            parts.Add(part);
        if (parts.Count > 0)
            return StringParts.Join(stream, parts, From(first));
        while (TString() is { } part)
            parts.Add(part);
        return parts.Count > 0 ? StringParts.JoinTemplates(parts, From(first)) : null;
    });

    private void InvalidMix(int first)
    {
        const string Mix = "cannot mix t-string literals with string or bytes literals";
        Expr? last = null;
        while ((FString(Tok.FStringStart) ?? PlainString()) is { } part)
            last = part;
        if (last is not null && TString() is { } template)
            throw ErrorOver(last.Span, template.Span, Mix);
        _pos = first;
        last = null;
        while (TString() is { } part)
            last = part;
        if (last is not null && (FString(Tok.FStringStart) ?? PlainString()) is { } text)
            throw ErrorOver(last.Span, text.Span, Mix);
    }

    private Expr? PlainString()
    {
        if (Kind != Tok.String)
            return null;
        var (value, kind) = StringLiteral.Parse(stream, stream.At(_pos), options);
        _pos++;
        return new ConstantExpr(value, kind, SpanOf(_pos - 1));
    }

    private Expr? TString() => Remember(Rule.TString, () => FString(Tok.TStringStart));

    private Expr? FString(Tok startKind)
    {
        var first = _pos;
        if (!Take(startKind))
            return null;
        var isTemplate = startKind == Tok.TStringStart;
        var middle = isTemplate ? Tok.TStringMiddle : Tok.FStringMiddle;
        Enter();
        Any(() => ReplacementField(middle) || Take(middle));
        _depth--;
        if (Take(isTemplate ? Tok.TStringEnd : Tok.FStringEnd))
            return isTemplate ? new TemplateStrExpr([], From(first)) : new JoinedStrExpr([], From(first));
        _pos = first;
        return null;
    }

    private bool ReplacementField(Tok middle)
    {
        if (Sequence(() => Take(Tok.LBrace) && AnnotatedRhs() is not null && Maybe(() => Take(Tok.Equal))
            && Maybe(() => Conversion(middle)) && Maybe(() => Take(Tok.Colon) && FormatSpec(middle)) && Take(Tok.RBrace)))
            return true;
        var start = _pos;
        if (_raising && Take(Tok.LBrace))
            InvalidReplacementField(middle == Tok.TStringMiddle ? "t" : "f", middle);
        _pos = start;
        return false;
    }

    private bool FormatSpec(Tok middle) => Any(() => Take(middle) || ReplacementField(middle));

    private bool Conversion(Tok middle)
    {
        var mark = _pos;
        if (!(Take(Tok.Exclamation) && TakeName()))
            return false;
        var prefix = middle == Tok.TStringMiddle ? 't' : 'f';
        var (exclamation, name) = (stream.At(mark), stream.At(mark + 1));
        if (exclamation.Line != name.Line || exclamation.EndColumn != name.Column)
            throw ErrorOver(mark, mark + 1, $"{prefix}-string: conversion type must come right after the exclamation mark");
        var text = stream.NameAt(mark + 1);
        if (text is not ("s" or "r" or "a"))
            throw ErrorAtToken(mark + 1, $"{prefix}-string: invalid conversion character '{text}': expected 's', 'r', or 'a'");
        return true;
    }

    /// <summary>After the opening brace.</summary>
    private void InvalidReplacementField(string prefix, Tok middle)
    {
        if (Kind is Tok.Equal or Tok.Exclamation or Tok.Colon or Tok.RBrace)
            throw ErrorAtToken(_pos, $"{prefix}-string: valid expression required before '{stream.TextOf(stream.At(_pos))}'");
        if (AnnotatedRhs() is null)
            throw ErrorAtNext($"{prefix}-string: expecting a valid expression after '{{'");
        if (Kind is not (Tok.Equal or Tok.Exclamation or Tok.Colon or Tok.RBrace))
            throw ErrorAtNext($"{prefix}-string: expecting '=', or '!', or ':', or '}}'");
        if (Take(Tok.Equal) && Kind is not (Tok.Exclamation or Tok.Colon or Tok.RBrace))
            throw ErrorAtNext($"{prefix}-string: expecting '!', or ':', or '}}'");
        if (Take(Tok.Exclamation))
        {
            if (Kind is Tok.Colon or Tok.RBrace)
                throw ErrorAtNext($"{prefix}-string: missing conversion character");
            if (!TakeName())
                throw ErrorAtNext($"{prefix}-string: invalid conversion character");
        }
        if (Kind is not (Tok.Colon or Tok.RBrace))
            throw ErrorAtNext($"{prefix}-string: expecting ':' or '}}'");
        if (Take(Tok.Colon))
        {
            FormatSpec(middle);
            if (Kind != Tok.RBrace)
                throw ErrorAtNext($"{prefix}-string: expecting '}}', or format specs");
        }
        if (Kind != Tok.RBrace)
            throw ErrorAtNext($"{prefix}-string: expecting '}}'");
    }
}
