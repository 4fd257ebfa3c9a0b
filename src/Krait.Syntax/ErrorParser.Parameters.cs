namespace Krait.Syntax;

internal sealed partial class ErrorParser
{
    /// <summary>What sets the parameters of functions and lambdas apart.</summary>
    private sealed record ParameterStyle(bool IsDef, Tok End);

    private static readonly ParameterStyle DefParameters = new(true, Tok.RPar);
    private static readonly ParameterStyle LambdaParameters = new(false, Tok.Colon);

    private bool Parameters(ParameterStyle style)
    {
        var start = _pos;
        if (_raising)
            InvalidParameters(style);
        _pos = start;
        if (Sequence(() => SlashNoDefault(style) && Any(() => NoDefault(style)) && Any(() => WithDefault(style)) && Maybe(() => StarEtc(style))))
            return true;
        if (Sequence(() => SlashWithDefault(style) && Any(() => WithDefault(style)) && Maybe(() => StarEtc(style))))
            return true;
        if (Sequence(() => Some(() => NoDefault(style)) && Any(() => WithDefault(style)) && Maybe(() => StarEtc(style))))
            return true;
        if (Sequence(() => Some(() => WithDefault(style)) && Maybe(() => StarEtc(style))))
            return true;
        return Sequence(() => StarEtc(style));
    }

    private bool SlashNoDefault(ParameterStyle style) =>
        Sequence(() => Some(() => NoDefault(style)) && Take(Tok.Slash) && (Take(Tok.Comma) || Kind == style.End));

    private bool SlashWithDefault(ParameterStyle style) =>
        Sequence(() => Any(() => NoDefault(style)) && Some(() => WithDefault(style)) && Take(Tok.Slash)
            && (Take(Tok.Comma) || Kind == style.End));

    private bool Slash(ParameterStyle style) => SlashNoDefault(style) || SlashWithDefault(style);

    private bool Parameter(ParameterStyle style) =>
        TakeName() && (!style.IsDef || Maybe(() => Take(Tok.Colon) && IsExpression()));

    private bool ParameterEnd(ParameterStyle style)
    {
        if (Take(Tok.Comma))
        {
            if (style.IsDef)
                Take(Tok.TypeComment);
            return true;
        }
        return Sequence(() => (!style.IsDef || Maybe(() => Take(Tok.TypeComment))) && Kind == style.End);
    }

    private bool NoDefault(ParameterStyle style) => Sequence(() => Parameter(style) && ParameterEnd(style));

    private bool WithDefault(ParameterStyle style) => Sequence(() => Parameter(style) && Default() && ParameterEnd(style));

    private bool MaybeDefault(ParameterStyle style) => Sequence(() => Parameter(style) && Maybe(Default) && ParameterEnd(style));

    private bool Default()
    {
        if (Sequence(() => Take(Tok.Equal) && IsExpression()))
            return true;
        if (_raising && Kind == Tok.Equal && stream.KindAt(_pos + 1) is Tok.RPar or Tok.Comma)
            throw ErrorAtToken(_pos, "expected default value expression");
        return false;
    }

    private bool StarEtc(ParameterStyle style)
    {
        if (_raising)
            InvalidStarEtc(style);
        if (Sequence(() => Take(Tok.Star) && NoDefault(style) && Any(() => MaybeDefault(style)) && Maybe(() => Keywords(style))))
            return true;
        if (style.IsDef && Sequence(() => Take(Tok.Star) && TakeName() && Take(Tok.Colon) && StarExpression() is not null && ParameterEnd(style)
            && Any(() => MaybeDefault(style)) && Maybe(() => Keywords(style))))
            return true;
        if (Sequence(() => Take(Tok.Star) && Take(Tok.Comma) && Some(() => MaybeDefault(style)) && Maybe(() => Keywords(style))))
            return true;
        return Keywords(style);
    }

    private bool Keywords(ParameterStyle style)
    {
        if (_raising)
            InvalidKeywords(style);
        return Sequence(() => Take(Tok.DoubleStar) && NoDefault(style));
    }

    private void InvalidKeywords(ParameterStyle style)
    {
        var start = _pos;
        if (!Take(Tok.DoubleStar) || !Parameter(style))
        {
            _pos = start;
            return;
        }
        if (Kind == Tok.Equal)
            throw ErrorAtToken(_pos, "var-keyword argument cannot have default value");
        if (Take(Tok.Comma))
        {
            const string Follow = "arguments cannot follow var-keyword argument";
            var next = _pos;
            if (Parameter(style))
                throw ErrorOver(next, _pos - 1, Follow);
            _pos = next;
            if (Kind is Tok.Star or Tok.DoubleStar or Tok.Slash)
                throw ErrorAtToken(next, Follow);
        }
        _pos = start;
    }

    private void InvalidStarEtc(ParameterStyle style)
    {
        var start = _pos;
        if (!Take(Tok.Star))
            return;
        if (Take(style.End) || (Take(Tok.Comma) && (Take(style.End) || Take(Tok.DoubleStar))))
        {
            const string Named = "named arguments must follow bare *";
            throw style.IsDef ? ErrorAtToken(start, Named) : stream.Error(Named);
        }
        _pos = start + 1;
        if (style.IsDef && Take(Tok.Comma) && Take(Tok.TypeComment))
            throw stream.Error("bare * has associated type comment");
        _pos = start + 1;
        if (Parameter(style) && Kind == Tok.Equal)
            throw ErrorAtToken(_pos, "var-positional argument cannot have default value");
        _pos = start + 1;
        if ((NoDefault(style) || Take(Tok.Comma)) && Any(() => MaybeDefault(style)) && Take(Tok.Star))
        {
            var star = _pos - 1;
            if (NoDefault(style) || Take(Tok.Comma))
                throw ErrorAtToken(star, "* argument may appear only once");
        }
        _pos = start;
    }

    private void InvalidParameters(ParameterStyle style)
    {
        var start = _pos;
        if (Take(Tok.Slash) && Take(Tok.Comma))
            throw ErrorAtToken(start, "at least one argument must precede /");
        _pos = start;
        if (Slash(style) && Any(() => MaybeDefault(style)) && Kind == Tok.Slash)
            throw ErrorAtToken(_pos, "/ may appear only once");
        _pos = start;
        Maybe(() => SlashNoDefault(style));
        Any(() => NoDefault(style));
        if (SlashWithDefault(style) || Some(() => WithDefault(style)))
        {
            var late = _pos;
            if (NoDefault(style))
                throw ErrorOver(late, ParameterLast(late, style), "parameter without a default follows parameter with a default");
        }
        _pos = start;
        InvalidParentheses(style);
        _pos = start;
        Maybe(() => Slash(style));
        if (Any(() => MaybeDefault(style)) && Take(Tok.Star) && (Take(Tok.Comma) || NoDefault(style))
            && Any(() => MaybeDefault(style)) && Kind == Tok.Slash)
            throw ErrorAtToken(_pos, "/ must be ahead of *");
        _pos = start;
        if (Some(() => MaybeDefault(style)) && Take(Tok.Slash) && Kind == Tok.Star)
            throw ErrorAtToken(_pos, "expected comma between / and *");
        _pos = start;
    }

    /// <summary>The last token of the parameter itself, without the comma.</summary>
    private int ParameterLast(int first, ParameterStyle style)
    {
        _pos = first;
        Parameter(style);
        return _pos - 1;
    }

    private void InvalidParentheses(ParameterStyle style)
    {
        Any(() => NoDefault(style));
        var open = _pos;
        if (!Take(Tok.LPar))
            return;
        var inside = style.IsDef ? Some(() => NoDefault(style)) : Gather(TakeName);
        if (inside && Maybe(() => Take(Tok.Comma)) && Take(Tok.RPar))
        {
            throw ErrorOver(open, _pos - 1,
                $"{(style.IsDef ? "Function" : "Lambda expression")} parameters cannot be parenthesized");
        }
    }
}
