using Krait.Syntax.Ast;

namespace Krait.Syntax;

internal sealed partial class Parser
{
    private Expr Atom()
    {
        var first = _pos;
        switch (Kind)
        {
            case Tok.Name:
                var name = _stream.NameAt(_pos++);
                return new NameExpr(name, ExprContext.Load, SpanOf(first));
            case Tok.Number:
                return Number();
            case Tok.String or Tok.FStringStart or Tok.TStringStart:
                return Strings();
            case Tok.KwTrue:
                return Constant(ConstantValue.True);
            case Tok.KwFalse:
                return Constant(ConstantValue.False);
            case Tok.KwNone:
                return Constant(ConstantValue.None);
            case Tok.Ellipsis:
                return Constant(ConstantValue.Ellipsis);
            case Tok.LPar or Tok.LSqb or Tok.LBrace:
                Enter();
                var nested = Kind == Tok.LPar ? Parenthesized() : Kind == Tok.LSqb ? ListOrComprehension() : DictOrSet();
                _depth--;
                return nested;
            default:
                throw Failure();
        }
    }

    private Expr Constant(ConstantValue value)
    {
        _pos++;
        return new ConstantExpr(value, null, SpanOf(_pos - 1));
    }

    private Expr Number()
    {
        ref var token = ref Current;
        var value = NumberLiteral.Parse(_stream, token, _options);
        return Constant(value);
    }

    private Expr Parenthesized()
    {
        var first = _pos++;
        if (Accept(Tok.RPar))
            return new TupleExpr([], ExprContext.Load, From(first));
        if (Kind == Tok.KwYield)
        {
            var yielded = Yield();
            Expect(Tok.RPar);
            return yielded;
        }
        var value = StarNamedExpression();
        switch (Kind)
        {
            case Tok.KwFor or Tok.KwAsync when value is not StarredExpr:
                var generators = Generators();
                Expect(Tok.RPar);
                return new GeneratorExpExpr(value, generators, From(first));
            case Tok.Comma:
                var elements = Elements(value, Tok.RPar);
                Expect(Tok.RPar);
                return new TupleExpr(elements, ExprContext.Load, From(first));
        }
        if (value is StarredExpr)
            throw Failure();
        Expect(Tok.RPar);
        return value;
    }

    /// <summary>The elements after the first one, up to the closing bracket.</summary>
    private Expr[] Elements(Expr value, Tok end)
    {
        var mark = _expressions.Count;
        _expressions.Add(value);
        while (Accept(Tok.Comma) && Kind != end)
            _expressions.Add(StarNamedExpression());
        return TakeExpressions(mark);
    }

    private Expr ListOrComprehension()
    {
        var first = _pos++;
        if (Accept(Tok.RSqb))
            return new ListExpr([], ExprContext.Load, From(first));
        var value = StarNamedExpression();
        if (Kind is Tok.KwFor or Tok.KwAsync && value is not StarredExpr)
        {
            var generators = Generators();
            Expect(Tok.RSqb);
            return new ListCompExpr(value, generators, From(first));
        }
        var elements = Elements(value, Tok.RSqb);
        Expect(Tok.RSqb);
        return new ListExpr(elements, ExprContext.Load, From(first));
    }

    private Expr DictOrSet()
    {
        var first = _pos++;
        if (Accept(Tok.RBrace))
            return new DictExpr([], [], From(first));
        if (Kind == Tok.DoubleStar)
            return Dict(first, null);
        var value = StarNamedExpression();
        if (Kind == Tok.Colon && value is not (StarredExpr or NamedExpr) || (Kind == Tok.Colon && value is NamedExpr && Previous.Kind == Tok.RPar))
            return Dict(first, value);
        if (Kind is Tok.KwFor or Tok.KwAsync && value is not StarredExpr)
        {
            var generators = Generators();
            Expect(Tok.RBrace);
            return new SetCompExpr(value, generators, From(first));
        }
        var elements = Elements(value, Tok.RBrace);
        Expect(Tok.RBrace);
        return new SetExpr(elements, From(first));
    }

    /// <summary>A dict from its first key on (null before <c>**</c>).</summary>
    private Expr Dict(int first, Expr? key)
    {
        List<Expr?> keys = [];
        List<Expr> values = [];
        if (key is not null)
        {
            _pos++;
            var value = Expression();
            if (Kind is Tok.KwFor or Tok.KwAsync)
            {
                var generators = Generators();
                Expect(Tok.RBrace);
                return new DictCompExpr(key, value, generators, From(first));
            }
            keys.Add(key);
            values.Add(value);
            if (!Accept(Tok.Comma))
                goto end;
        }
        while (Kind != Tok.RBrace)
        {
            if (Accept(Tok.DoubleStar))
            {
                keys.Add(null);
                values.Add(Binary(1));
            }
            else
            {
                keys.Add(Expression());
                Expect(Tok.Colon);
                values.Add(Expression());
            }
            if (!Accept(Tok.Comma))
                break;
        }
    end:
        Expect(Tok.RBrace);
        return new DictExpr(keys.ToArray(), values.ToArray(), From(first));
    }
}
