using Krait.Syntax.Ast;

namespace Krait.Syntax;

internal sealed partial class ErrorParser
{
    private bool Match()
    {
        var start = _pos;
        if (Sequence(() => TakeWord("match"u8) && Subject() && Take(Tok.Colon) && Take(Tok.Newline) && Take(Tok.Indent)
            && Some(Case) && Take(Tok.Dedent)))
            return true;
        if (!_raising)
            return false;
        if (TakeWord("match"u8) && Subject() && Take(Tok.Newline))
            throw stream.Error("expected ':'");
        _pos = start;
        if (TakeWord("match"u8) && Subject() && BlockMissing())
            throw NoBlock("'match' statement", start);
        _pos = start;
        return false;
    }

    private bool Subject() =>
        Sequence(() => StarNamedExpression() is not null && Take(Tok.Comma) && Maybe(StarNamedExpressions)) || NamedExpression() is not null;

    private bool Case()
    {
        var start = _pos;
        if (_raising)
        {
            if (TakeWord("case"u8) && Patterns() && Maybe(Guard) && Take(Tok.Newline))
                throw stream.Error("expected ':'");
            _pos = start;
            if (TakeWord("case"u8) && Patterns() && Maybe(Guard) && BlockMissing())
                throw NoBlock("'case' statement", start);
            _pos = start;
        }
        return TakeWord("case"u8) && Patterns() && Maybe(Guard) && Take(Tok.Colon) && Block();
    }

    private bool Guard() => Take(Tok.KwIf) && NamedExpression() is not null;

    private bool Patterns() => OpenSequence() || Pattern();

    private bool OpenSequence() => Sequence(() => MaybeStarPattern() && Take(Tok.Comma) && Maybe(MaybeSequence));

    private bool MaybeSequence() => Gather(MaybeStarPattern) && Maybe(() => Take(Tok.Comma));

    private bool MaybeStarPattern() => StarPattern() || Pattern();

    private bool StarPattern() => Remember(Rule.StarPattern, () => Take(Tok.Star) && (CaptureTarget() || TakeWord("_"u8)));

    private bool CaptureTarget() => Sequence(() =>
    {
        if (Looks(() => TakeWord("_"u8)))
            return false;
        return TakeName() && Kind is not (Tok.Dot or Tok.LPar or Tok.Equal);
    });

    private bool Pattern()
    {
        Enter();
        var start = _pos;
        var result = Sequence(() => OrPattern() && Take(Tok.KwAs) && CaptureTarget());
        if (!result && _raising)
        {
            if (OrPattern() && Take(Tok.KwAs))
            {
                if (Looks(() => TakeWord("_"u8)))
                    throw ErrorAtToken(_pos, "cannot use '_' as a target");
                if (Expression() is { } target)
                    throw stream.ErrorAt(target.Span, $"cannot use {NameOf(target)} as pattern target");
            }
            _pos = start;
        }
        result = result || OrPattern();
        _depth--;
        return result;
    }

    private bool OrPattern() => Sequence(() => ClosedPattern() && Any(() => Take(Tok.VBar) && ClosedPattern()));

    private bool ClosedPattern() => Remember(Rule.ClosedPattern, () =>
        LiteralPattern()
        || CaptureTarget()
        || TakeWord("_"u8)
        || Sequence(() => NameOrAttribute(out var dotted) && dotted && Kind is not (Tok.Dot or Tok.LPar or Tok.Equal))
        || Sequence(() => Take(Tok.LPar) && Pattern() && Take(Tok.RPar))
        || Sequence(() => Take(Tok.LSqb) && Maybe(MaybeSequence) && Take(Tok.RSqb))
        || Sequence(() => Take(Tok.LPar) && Maybe(OpenSequence) && Take(Tok.RPar))
        || MappingPattern()
        || ClassPattern());

    private bool LiteralPattern()
    {
        if (Sequence(() => SignedNumber(out _) && Kind is not (Tok.Plus or Tok.Minus)))
            return true;
        if (Sequence(ComplexNumber))
            return true;
        if (Kind is Tok.String or Tok.FStringStart or Tok.TStringStart)
            return Strings() is not null;
        return Take(Tok.KwNone) || Take(Tok.KwTrue) || Take(Tok.KwFalse);
    }

    private bool SignedNumber(out Expr? number)
    {
        number = null;
        if (Kind is Tok.Plus or Tok.Minus)
            _pos++;
        if (Kind != Tok.Number)
            return false;
        number = Constant(NumberLiteral.Parse(stream, stream.At(_pos), options));
        return true;
    }

    private bool ComplexNumber()
    {
        if (!SignedNumber(out var real))
            return false;
        if (real is ConstantExpr { Value: ComplexConstant })
            throw stream.ErrorAt(real.Span, "real number required in complex literal");
        if (!(Take(Tok.Plus) || Take(Tok.Minus)) || Kind != Tok.Number)
            return false;
        SignedNumber(out var imaginary);
        if (imaginary is not ConstantExpr { Value: ComplexConstant })
            throw stream.ErrorAt(imaginary!.Span, "imaginary number required in complex literal");
        return true;
    }

    private bool NameOrAttribute(out bool dotted)
    {
        dotted = false;
        if (!TakeName())
            return false;
        while (Sequence(() => Take(Tok.Dot) && TakeName()))
            dotted = true;
        return true;
    }

    private bool MappingPattern()
    {
        if (Sequence(() => Take(Tok.LBrace) && Take(Tok.RBrace))
            || Sequence(() => Take(Tok.LBrace) && DoubleStarPattern() && Maybe(() => Take(Tok.Comma)) && Take(Tok.RBrace))
            || Sequence(() => Take(Tok.LBrace) && Gather(KeyValuePattern) && Take(Tok.Comma) && DoubleStarPattern()
                && Maybe(() => Take(Tok.Comma)) && Take(Tok.RBrace))
            || Sequence(() => Take(Tok.LBrace) && Gather(KeyValuePattern) && Maybe(() => Take(Tok.Comma)) && Take(Tok.RBrace)))
            return true;
        return false;
    }

    private bool DoubleStarPattern() => Sequence(() => Take(Tok.DoubleStar) && CaptureTarget());

    private bool KeyValuePattern() =>
        (LiteralPattern() || Sequence(() => NameOrAttribute(out var dotted) && dotted)) && Take(Tok.Colon) && Pattern();

    private bool ClassPattern()
    {
        bool Head() => NameOrAttribute(out _) && Take(Tok.LPar);
        bool Tail() => Maybe(() => Take(Tok.Comma)) && Take(Tok.RPar);
        if (Sequence(() => Head() && Take(Tok.RPar))
            || Sequence(() => Head() && Gather(Pattern) && Tail())
            || Sequence(() => Head() && Gather(KeywordPattern) && Tail())
            || Sequence(() => Head() && Gather(Pattern) && Take(Tok.Comma) && Gather(KeywordPattern) && Tail()))
            return true;
        var start = _pos;
        if (_raising && Head() && Maybe(() => Gather(Pattern) && Take(Tok.Comma)) && Gather(KeywordPattern) && Take(Tok.Comma))
        {
            var late = _pos;
            if (Gather(Pattern))
                throw ErrorOver(late, _pos - 1, "positional patterns follow keyword patterns");
        }
        _pos = start;
        return false;
    }

    private bool KeywordPattern() => TakeName() && Take(Tok.Equal) && Pattern();
}
