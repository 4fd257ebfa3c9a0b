using Krait.Syntax.Ast;

namespace Krait.Syntax;

internal sealed partial class ErrorParser
{
    private Expr? Atom()
    {
        var first = _pos;
        switch (Kind)
        {
            case Tok.Name:
                _pos++;
                return new NameExpr(stream.NameAt(first), ExprContext.Load, SpanOf(first));
            case Tok.KwTrue:
                return Constant(ConstantValue.True);
            case Tok.KwFalse:
                return Constant(ConstantValue.False);
            case Tok.KwNone:
                return Constant(ConstantValue.None);
            case Tok.Ellipsis:
                return Constant(ConstantValue.Ellipsis);
            case Tok.Number:
                return Constant(NumberLiteral.Parse(stream, stream.At(_pos), options));
            case Tok.String or Tok.FStringStart or Tok.TStringStart:
                return Strings();
            case Tok.LPar:
                return Tuple() ?? Group() ?? Generator();
            case Tok.LSqb:
                return List() ?? ListComprehension();
            case Tok.LBrace:
                return Dict() ?? Set() ?? DictComprehension() ?? SetComprehension();
            default:
                return null;
        }
    }

    private Expr Constant(ConstantValue value)
    {
        _pos++;
        return new ConstantExpr(value, null, SpanOf(_pos - 1));
    }

    private Expr? List()
    {
        var first = _pos;
        if (Take(Tok.LSqb))
        {
            var elements = StarNamedSequence(StarNamedExpression);
            if (Take(Tok.RSqb))
                return new ListExpr(elements?.ToArray() ?? [], ExprContext.Load, From(first));
        }
        _pos = first;
        return null;
    }

    private Expr? Tuple()
    {
        var first = _pos;
        if (Take(Tok.LPar))
        {
            var inner = _pos;
            Expr[] elements = [];
            if (StarNamedExpression() is { } value && Take(Tok.Comma))
                elements = [value, .. StarNamedSequence(StarNamedExpression) ?? []];
            else
                _pos = inner;
            if (Take(Tok.RPar))
                return new TupleExpr(elements, ExprContext.Load, From(first));
        }
        _pos = first;
        return null;
    }

    private Expr? Group()
    {
        var first = _pos;
        if (Take(Tok.LPar) && (Yield() ?? NamedExpression()) is { } value && Take(Tok.RPar))
            return value;
        _pos = first;
        if (!_raising)
            return null;
        if (Take(Tok.LPar) && StarredExpression() is { } starred && Take(Tok.RPar))
            throw stream.ErrorAt(starred.Span, "cannot use starred expression here");
        _pos = first + 1;
        if (Take(Tok.DoubleStar) && IsExpression() && Take(Tok.RPar))
            throw ErrorAtToken(first + 1, "cannot use double starred expression here");
        _pos = first;
        return null;
    }

    private Expr? Generator() => Comprehension(
        Tok.LPar, Tok.RPar, () => AssignmentExpression() ?? PlainExpression(), static (element, clauses, span) => new GeneratorExpExpr(element, clauses, span));

    private Expr? ListComprehension() => Comprehension(
        Tok.LSqb, Tok.RSqb, NamedExpression, static (element, clauses, span) => new ListCompExpr(element, clauses, span));

    private Expr? SetComprehension() => Comprehension(
        Tok.LBrace, Tok.RBrace, NamedExpression, static (element, clauses, span) => new SetCompExpr(element, clauses, span));

    private Expr? Comprehension(Tok open, Tok close, Func<Expr?> parse, Func<Expr, Comprehension[], SourceSpan, Expr> make)
    {
        var first = _pos;
        if (Take(open) && parse() is { } element && Clauses() is { } clauses && Take(close))
            return make(element, clauses, From(first));
        _pos = first;
        if (_raising)
            InvalidComprehension();
        return null;
    }

    private void InvalidComprehension()
    {
        var start = _pos;
        const string Forgot = "did you forget parentheses around the comprehension target?";
        if (Kind is Tok.LPar or Tok.LSqb or Tok.LBrace)
        {
            _pos++;
            if (StarredExpression() is { } starred && Clauses() is not null)
                throw stream.ErrorAt(starred.Span, "iterable unpacking cannot be used in comprehension");
        }
        _pos = start;
        if (Kind is not (Tok.LSqb or Tok.LBrace))
            return;
        _pos = start + 1;
        if (StarNamedExpression() is { } first && Take(Tok.Comma) && StarNamedSequence(StarNamedExpression) is { } rest && Clauses() is not null)
            throw ErrorOver(first.Span, rest[^1].Span, Forgot);
        _pos = start + 1;
        if (StarNamedExpression() is { } single && Take(Tok.Comma))
        {
            var comma = _pos - 1;
            if (Clauses() is not null)
                throw ErrorOver(single.Span, SpanOf(comma), Forgot);
        }
        _pos = start;
    }

    private Expr? Set()
    {
        var first = _pos;
        if (Take(Tok.LBrace) && StarNamedSequence(StarNamedExpression) is { } elements && Take(Tok.RBrace))
            return new SetExpr(elements.ToArray(), From(first));
        _pos = first;
        return null;
    }

    private Expr? Dict()
    {
        var first = _pos;
        if (Take(Tok.LBrace))
        {
            Maybe(() => Gather(DictItem) && Maybe(() => Take(Tok.Comma)));
            if (Take(Tok.RBrace))
                return new DictExpr([], [], From(first));
        }
        if (_raising)
            InvalidDict(first + 1);
        _pos = first;
        return null;
    }

    private bool DictItem() => Sequence(() => Take(Tok.DoubleStar) && BitwiseOr() is not null) || KeyValue();

    private bool KeyValue() => Sequence(() => IsExpression() && Take(Tok.Colon) && IsExpression());

    private void InvalidDict(int start)
    {
        _pos = start;
        if (Gather(DictItem) && Take(Tok.Comma))
            InvalidKeyValue();
        _pos = start;
        InvalidDictValue();
        _pos = start;
    }

    private void InvalidKeyValue()
    {
        var start = _pos;
        if (Expression() is { } key && Kind != Tok.Colon)
        {
            var span = key.Span;
            throw stream.Located(
                SyntaxErrorKind.SyntaxError, "':' expected after dictionary key", span.Line, span.EndColumn, span.EndLine, 0);
        }
        _pos = start;
        InvalidDictValue();
    }

    private void InvalidDictValue()
    {
        if (!(IsExpression() && Take(Tok.Colon)))
            return;
        var colon = _pos - 1;
        var star = _pos;
        if (Take(Tok.Star) && BitwiseOr() is not null)
            throw ErrorFromToken(star, "cannot use a starred expression in a dictionary value");
        _pos = star;
        if (Kind is Tok.RBrace or Tok.Comma)
            throw ErrorAtToken(colon, "expression expected after dictionary key and ':'");
    }

    private Expr? DictComprehension()
    {
        var first = _pos;
        if (Take(Tok.LBrace) && KeyValue() && Clauses() is { } clauses && Take(Tok.RBrace))
            return new DictCompExpr(clauses[0].Iter, clauses[0].Iter, clauses, From(first));
        _pos = first;
        if (_raising && Take(Tok.LBrace) && Kind == Tok.DoubleStar)
        {
            var star = _pos++;
            if (BitwiseOr() is not null && Clauses() is not null && Take(Tok.RBrace))
                throw ErrorAtToken(star, "dict unpacking cannot be used in dict comprehension");
        }
        _pos = first;
        return null;
    }

    private Comprehension[]? Clauses()
    {
        var clauses = new List<Comprehension>();
        while (Clause() is { } clause)
            clauses.Add(clause);
        return clauses.Count == 0 ? null : clauses.ToArray();
    }

    private Comprehension? Clause()
    {
        var start = _pos;
        if (MaybeAsync() && Take(Tok.KwFor) && StarTargets() && Take(Tok.KwIn))
        {
            if (Disjunction() is { } iter)
            {
                var ifs = new List<Expr>();
                Any(() => Take(Tok.KwIf) && Add(ifs, Disjunction()));
                return new Comprehension(iter, iter, ifs.ToArray(), 0);
            }
            _pos = start;
            return null;
        }
        _pos = start;
        if (!_raising)
            return null;
        if (MaybeAsync() && Take(Tok.KwFor) && BitwiseOr() is not null && Any(() => Take(Tok.Comma) && BitwiseOr() is not null)
            && Maybe(() => Take(Tok.Comma)) && Kind != Tok.KwIn)
        {
            throw stream.Error("'in' expected after for-loop variables");
        }
        _pos = start;
        InvalidForTarget();
        return null;
    }

    private static Expr LastItem(Comprehension[] clauses) =>
        clauses[^1].Ifs is { Length: > 0 } ifs ? ifs[^1] : clauses[^1].Iter;
}
