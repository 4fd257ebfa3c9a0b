using Krait.Syntax.Ast;

namespace Krait.Syntax;

internal sealed partial class ErrorParser
{
    /// <summary>What the errors need to know of call arguments.</summary>
    private sealed class CallArguments
    {
        public readonly List<Expr> Positional = [];
        public bool Unpacked;
    }

    private CallArguments? Arguments() => Remember(Rule.Arguments, () =>
    {
        var start = _pos;
        if (Args() is { } args && Maybe(() => Take(Tok.Comma)) && Kind == Tok.RPar)
            return args;
        _pos = start;
        if (_raising)
            InvalidArguments(start);
        return null;
    });

    private CallArguments? Args()
    {
        var start = _pos;
        var result = new CallArguments();
        if (PositionalArguments(result))
        {
            Maybe(() => Take(Tok.Comma) && KeywordArguments(result));
            return result;
        }
        _pos = start;
        result = new CallArguments();
        if (KeywordArguments(result))
            return result;
        _pos = start;
        return null;
    }

    private bool PositionalArguments(CallArguments result) => Gather(() =>
    {
        if (StarredExpression() is { } starred)
            return Add(result.Positional, starred);
        return (AssignmentExpression() ?? PlainExpression()) is { } value && Kind != Tok.Equal && Add(result.Positional, value);
    });

    private bool KeywordArguments(CallArguments result)
    {
        var start = _pos;
        var positional = result.Positional.Count;
        if (Gather(() => KeywordOrStarred(result)) && Take(Tok.Comma) && Gather(() => KeywordOrDoubleStarred(result)))
            return true;
        _pos = start;
        result.Positional.RemoveRange(positional, result.Positional.Count - positional);
        result.Unpacked = false;
        if (Gather(() => KeywordOrStarred(result)))
            return true;
        return Gather(() => KeywordOrDoubleStarred(result));
    }

    private bool KeywordOrStarred(CallArguments result)
    {
        if (_raising)
            InvalidKeyword();
        if (Sequence(() => TakeName() && Take(Tok.Equal) && IsExpression()))
            return true;
        return StarredExpression() is { } starred && Add(result.Positional, starred);
    }

    private bool KeywordOrDoubleStarred(CallArguments result)
    {
        if (_raising)
            InvalidKeyword();
        if (Sequence(() => TakeName() && Take(Tok.Equal) && IsExpression()))
            return true;
        if (!Sequence(() => Take(Tok.DoubleStar) && IsExpression()))
            return false;
        result.Unpacked = true;
        return true;
    }

    private void InvalidKeyword()
    {
        var start = _pos;
        if (Kind is Tok.KwTrue or Tok.KwFalse or Tok.KwNone && stream.KindAt(_pos + 1) == Tok.Equal)
            throw ErrorOver(start, start + 1, "cannot assign to " + stream.TextOf(stream.At(start)));
        var named = TakeName() && Take(Tok.Equal);
        if (named && IsExpression() && Clauses() is not null)
            throw ErrorOver(start, start + 1, "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
        _pos = start;
        if (!named && Expression() is { } target && Kind == Tok.Equal)
            throw ErrorOver(target.Span, SpanOf(_pos), "expression cannot contain assignment, perhaps you meant \"==\"?");
        _pos = start;
        if (Take(Tok.DoubleStar) && IsExpression() && Take(Tok.Equal) && Expression() is { } value)
            throw ErrorOver(SpanOf(start), value.Span, "cannot assign to keyword argument unpacking");
        _pos = start;
    }

    private Expr? StarredExpression()
    {
        if (_raising)
            InvalidStarredUnpacking();
        if (Starred(Expression) is { } starred)
            return starred;
        if (_raising && Take(Tok.Star))
            throw stream.Error("Invalid star expression");
        return null;
    }

    private void InvalidStarredUnpacking()
    {
        var start = _pos;
        if (Take(Tok.Star) && IsExpression() && Take(Tok.Equal) && Expression() is { } value)
            throw ErrorOver(SpanOf(start), value.Span, "cannot assign to iterable argument unpacking");
        _pos = start;
    }

    private void InvalidArguments(int start)
    {
        var ignored = new CallArguments();
        if ((Sequence(() => PositionalArguments(ignored) && Take(Tok.Comma) && KeywordArguments(ignored)) || KeywordArguments(ignored))
            && Take(Tok.Comma))
        {
            var comma = _pos - 1;
            if (Gather(() => StarredExpression() is not null && Kind != Tok.Equal))
                throw ErrorFromToken(comma, "iterable argument unpacking follows keyword argument unpacking");
        }
        _pos = start;
        const string Parenthesize = "Generator expression must be parenthesized";
        if (Expression() is { } element && Clauses() is { } clauses && Take(Tok.Comma))
        {
            Maybe(() => Args() is not null || Sequence(() => IsExpression() && Clauses() is not null));
            throw ErrorOver(element.Span, LastItem(clauses).Span, Parenthesize);
        }
        _pos = start;
        if (TakeName() && Take(Tok.Equal) && IsExpression() && Clauses() is not null)
            throw ErrorOver(start, start + 1, "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
        _pos = start;
        Maybe(() => Args() is not null && Take(Tok.Comma));
        var name = _pos;
        if (TakeName() && Take(Tok.Equal) && Kind is Tok.Comma or Tok.RPar)
            throw ErrorOver(name, name + 1, "expected argument value expression");
        _pos = start;
        if (Args() is { } args && Clauses() is { } bare)
        {
            // dict((a, b) for a, b in x) has one argument and is right.
            if (args.Positional.Count > 1)
                throw ErrorOver(args.Positional[^1].Span, LastItem(bare).Span, Parenthesize);
            return;
        }
        _pos = start;
        if (Args() is not null && Take(Tok.Comma) && Expression() is { } late && Clauses() is { } lateClauses)
            throw ErrorOver(late.Span, LastItem(lateClauses).Span, Parenthesize);
        _pos = start;
        if (Args() is { } before && Take(Tok.Comma) && Args() is not null)
        {
            throw stream.Error(before.Unpacked
                ? "positional argument follows keyword argument unpacking"
                : "positional argument follows keyword argument");
        }
        _pos = start;
    }
}
