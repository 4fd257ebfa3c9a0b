using Krait.Syntax.Ast;

namespace Krait.Syntax;

internal sealed partial class Parser
{
    private Expr Expressions()
    {
        var first = _pos;
        var value = Expression();
        if (Kind != Tok.Comma)
            return value;
        var mark = _expressions.Count;
        _expressions.Add(value);
        while (Accept(Tok.Comma) && StartsExpression(Kind))
            _expressions.Add(Expression());
        return new TupleExpr(TakeExpressions(mark), ExprContext.Load, From(first));
    }

    private Expr StarExpressions()
    {
        var first = _pos;
        var value = StarExpression();
        if (Kind != Tok.Comma)
            return value;
        var mark = _expressions.Count;
        _expressions.Add(value);
        while (Accept(Tok.Comma) && (Kind == Tok.Star || StartsExpression(Kind)))
            _expressions.Add(StarExpression());
        return new TupleExpr(TakeExpressions(mark), ExprContext.Load, From(first));
    }

    private Expr StarExpression()
    {
        var first = _pos;
        if (!Accept(Tok.Star))
            return Expression();
        var value = Binary(1);
        return new StarredExpr(value, ExprContext.Load, From(first));
    }

    private Expr StarNamedExpression()
    {
        var first = _pos;
        if (!Accept(Tok.Star))
            return NamedExpression();
        var value = Binary(1);
        return new StarredExpr(value, ExprContext.Load, From(first));
    }

    private static bool StartsExpression(Tok kind) => kind switch
    {
        Tok.Name or Tok.Number or Tok.String or Tok.FStringStart or Tok.TStringStart or Tok.LPar or Tok.LSqb or Tok.LBrace
            or Tok.Minus or Tok.Plus or Tok.Tilde or Tok.Ellipsis or Tok.KwNone or Tok.KwTrue or Tok.KwFalse or Tok.KwLambda
            or Tok.KwAwait or Tok.KwNot => true,
        _ => false,
    };

    private Expr NamedExpression()
    {
        if (Kind != Tok.Name || Ahead != Tok.ColonEqual)
        {
            var value = Expression();
            return Kind == Tok.ColonEqual ? throw Failure() : value;
        }
        return Walrus();
    }

    private Expr Walrus()
    {
        var first = _pos;
        var target = new NameExpr(Name(), ExprContext.Store, SpanOf(first));
        _pos++;
        var value = Expression();
        CheckVersion(8, "Assignment expressions are");
        return new NamedExpr(target, value, From(first));
    }

    private Expr Yield()
    {
        var first = _pos++;
        if (Accept(Tok.KwFrom))
        {
            var iterable = Expression();
            return new YieldFromExpr(iterable, From(first));
        }
        var value = Kind == Tok.Star || StartsExpression(Kind) ? StarExpressions() : null;
        return new YieldExpr(value, From(first));
    }

    private Expr Expression()
    {
        if (Kind == Tok.KwLambda)
            return Lambda();
        var first = _pos;
        var body = Disjunction();
        if (Kind != Tok.KwIf)
            return body;
        Enter();
        _pos++;
        var test = Disjunction();
        Expect(Tok.KwElse);
        var orelse = Expression();
        _depth--;
        return new IfExpExpr(test, body, orelse, From(first));
    }

    private Expr Lambda()
    {
        Enter();
        var first = _pos++;
        var parameters = Parameters(Tok.Colon);
        Expect(Tok.Colon);
        var body = Expression();
        _depth--;
        return new LambdaExpr(parameters, body, From(first));
    }

    private Expr Disjunction()
    {
        var first = _pos;
        var value = Conjunction();
        if (Kind != Tok.KwOr)
            return value;
        var mark = _expressions.Count;
        _expressions.Add(value);
        while (Accept(Tok.KwOr))
            _expressions.Add(Conjunction());
        return new BoolOpExpr(BoolOperator.Or, TakeExpressions(mark), From(first));
    }

    private Expr Conjunction()
    {
        var first = _pos;
        var value = Inversion();
        if (Kind != Tok.KwAnd)
            return value;
        var mark = _expressions.Count;
        _expressions.Add(value);
        while (Accept(Tok.KwAnd))
            _expressions.Add(Inversion());
        return new BoolOpExpr(BoolOperator.And, TakeExpressions(mark), From(first));
    }

    private Expr Inversion()
    {
        if (Kind != Tok.KwNot)
            return Comparison();
        Enter();
        var first = _pos++;
        var operand = Inversion();
        _depth--;
        return new UnaryOpExpr(UnaryOperator.Not, operand, From(first));
    }

    private Expr Comparison()
    {
        var first = _pos;
        var left = Binary(1);
        if (!AcceptComparison(out var op))
            return left;
        var mark = _expressions.Count;
        var ops = new List<ComparisonOperator>();
        do
        {
            ops.Add(op);
            _expressions.Add(Binary(1));
        }
        while (AcceptComparison(out op));
        return new CompareExpr(left, ops.ToArray(), TakeExpressions(mark), From(first));
    }

    private bool AcceptComparison(out ComparisonOperator op)
    {
        op = default;
        switch (Kind)
        {
            case Tok.EqEqual:
                op = ComparisonOperator.Eq;
                break;
            case Tok.NotEqual:
                if (!_stream.IsRightNotEqual(_pos))
                    return false;
                op = ComparisonOperator.NotEq;
                break;
            case Tok.Less:
                op = ComparisonOperator.Lt;
                break;
            case Tok.LessEqual:
                op = ComparisonOperator.LtE;
                break;
            case Tok.Greater:
                op = ComparisonOperator.Gt;
                break;
            case Tok.GreaterEqual:
                op = ComparisonOperator.GtE;
                break;
            case Tok.KwIn:
                op = ComparisonOperator.In;
                break;
            case Tok.KwIs:
                op = Ahead == Tok.KwNot ? ComparisonOperator.IsNot : ComparisonOperator.Is;
                if (op == ComparisonOperator.IsNot)
                    _pos++;
                break;
            case Tok.KwNot when Ahead == Tok.KwIn:
                op = ComparisonOperator.NotIn;
                _pos++;
                break;
            case Tok.KwNot:
                Farthest = Math.Max(Farthest, _pos + 1);
                return false;
            default:
                return false;
        }
        _pos++;
        return true;
    }

    /// <summary>How tightly a binary operator binds, from 1 for <c>|</c>; 0 for what is none.</summary>
    private static int Precedence(Tok kind) => kind switch
    {
        Tok.VBar => 1,
        Tok.Circumflex => 2,
        Tok.Amper => 3,
        Tok.LeftShift or Tok.RightShift => 4,
        Tok.Plus or Tok.Minus => 5,
        Tok.Star or Tok.Slash or Tok.DoubleSlash or Tok.Percent or Tok.At => 6,
        _ => 0,
    };

    private static Operator BinaryOperator(Tok kind) => kind switch
    {
        Tok.VBar => Operator.BitOr,
        Tok.Circumflex => Operator.BitXor,
        Tok.Amper => Operator.BitAnd,
        Tok.LeftShift => Operator.LShift,
        Tok.RightShift => Operator.RShift,
        Tok.Plus => Operator.Add,
        Tok.Minus => Operator.Sub,
        Tok.Star => Operator.Mult,
        Tok.Slash => Operator.Div,
        Tok.DoubleSlash => Operator.FloorDiv,
        Tok.Percent => Operator.Mod,
        _ => Operator.MatMult,
    };

    private Expr Binary(int minimum)
    {
        var first = _pos;
        var left = Unary();
        while (true)
        {
            var precedence = Precedence(Kind);
            if (precedence < minimum)
                return left;
            var op = BinaryOperator(Kind);
            if (op == Operator.MatMult)
                CheckVersion(5, "The '@' operator is");
            _pos++;
            var right = Binary(precedence + 1);
            left = new BinOpExpr(left, op, right, From(first));
        }
    }

    private Expr Unary()
    {
        UnaryOperator op;
        switch (Kind)
        {
            case Tok.Minus:
                op = UnaryOperator.USub;
                break;
            case Tok.Plus:
                op = UnaryOperator.UAdd;
                break;
            case Tok.Tilde:
                op = UnaryOperator.Invert;
                break;
            default:
                return Power();
        }
        Enter();
        var first = _pos++;
        var operand = Unary();
        _depth--;
        return new UnaryOpExpr(op, operand, From(first));
    }

    private Expr Power()
    {
        var first = _pos;
        var value = Kind == Tok.KwAwait ? Await() : Primary();
        if (Kind != Tok.DoubleStar)
            return value;
        Enter();
        _pos++;
        var exponent = Unary();
        _depth--;
        return new BinOpExpr(value, Operator.Pow, exponent, From(first));
    }

    private Expr Await()
    {
        var first = _pos++;
        var value = Primary();
        CheckVersion(5, "Await expressions are");
        return new AwaitExpr(value, From(first));
    }

    private Expr Primary()
    {
        var first = _pos;
        var value = Atom();
        while (true)
        {
            switch (Kind)
            {
                case Tok.Dot:
                    _pos++;
                    var name = Name();
                    value = new AttributeExpr(value, name, ExprContext.Load, From(first));
                    break;
                case Tok.LPar:
                    value = Call(first, value);
                    break;
                case Tok.LSqb:
                    _pos++;
                    var slice = Slices();
                    Expect(Tok.RSqb);
                    value = new SubscriptExpr(value, slice, ExprContext.Load, From(first));
                    break;
                default:
                    return value;
            }
        }
    }

    private Expr Call(int first, Expr function)
    {
        var open = _pos++;
        if (Accept(Tok.RPar))
            return new CallExpr(function, [], [], From(first));
        Enter();
        Expr[] args;
        Keyword[] keywords = [];
        if (Kind is Tok.Star or Tok.DoubleStar || (Kind == Tok.Name && Ahead == Tok.Equal))
        {
            (args, keywords) = Arguments();
            Expect(Tok.RPar);
        }
        else
        {
            var value = Kind == Tok.Name && Ahead == Tok.ColonEqual ? Walrus() : Expression();
            if (Kind is Tok.KwFor or Tok.KwAsync)
            {
                var generators = Generators();
                Expect(Tok.RPar);
                args = [new GeneratorExpExpr(value, generators, From(open))];
            }
            else
            {
                (args, keywords) = Arguments(value);
                Expect(Tok.RPar);
            }
        }
        _depth--;
        return new CallExpr(function, args, keywords, From(first));
    }

    /// <summary>Arguments up to the closing bracket; <paramref name="value"/> is the first one, if it has been read.</summary>
    private (Expr[] Args, Keyword[] Keywords) Arguments(Expr? value = null)
    {
        var mark = _expressions.Count;
        List<Keyword>? keywords = null;
        var unpacked = false;
        if (value is not null)
        {
            _expressions.Add(value);
            if (!Accept(Tok.Comma))
                return (TakeExpressions(mark), []);
        }
        while (Kind != Tok.RPar)
        {
            var first = _pos;
            if (Accept(Tok.DoubleStar))
            {
                var mapping = Expression();
                (keywords ??= []).Add(new Keyword(null, mapping, From(first)));
                unpacked = true;
            }
            else if (Kind == Tok.Name && Ahead == Tok.Equal)
            {
                var name = Name();
                _pos++;
                var keywordValue = Expression();
                (keywords ??= []).Add(new Keyword(name, keywordValue, From(first)));
            }
            else if (Kind == Tok.Star)
            {
                if (unpacked)
                    throw Failure();
                _pos++;
                var iterable = Expression();
                _expressions.Add(new StarredExpr(iterable, ExprContext.Load, From(first)));
            }
            else
            {
                if (keywords is not null)
                    throw Failure();
                _expressions.Add(Kind == Tok.Name && Ahead == Tok.ColonEqual ? Walrus() : Expression());
            }
            if (Kind is Tok.Equal or Tok.ColonEqual)
                throw Failure();
            if (!Accept(Tok.Comma))
                break;
        }
        return (TakeExpressions(mark), keywords?.ToArray() ?? []);
    }

    private Expr Slices()
    {
        var first = _pos;
        var value = SliceOrStarred();
        if (Kind != Tok.Comma && value is not StarredExpr)
            return value;
        var mark = _expressions.Count;
        _expressions.Add(value);
        while (Accept(Tok.Comma) && Kind != Tok.RSqb)
            _expressions.Add(SliceOrStarred());
        return new TupleExpr(TakeExpressions(mark), ExprContext.Load, From(first));
    }

    private Expr SliceOrStarred()
    {
        var first = _pos;
        if (Accept(Tok.Star))
        {
            var iterable = Expression();
            return new StarredExpr(iterable, ExprContext.Load, From(first));
        }
        Expr? lower = null;
        if (Kind != Tok.Colon)
        {
            lower = NamedExpression();
            if (Kind != Tok.Colon || (lower is NamedExpr && _stream.At(first).Kind == Tok.Name && _stream.At(first + 1).Kind == Tok.ColonEqual))
                return lower;
        }
        _pos++;
        var upper = AtSliceEnd() ? null : Expression();
        Expr? step = null;
        if (Accept(Tok.Colon))
            step = AtSliceEnd() ? null : Expression();
        return new SliceExpr(lower, upper, step, From(first));
    }

    private bool AtSliceEnd() => Kind is Tok.Colon or Tok.Comma or Tok.RSqb;

    private Comprehension[] Generators()
    {
        var generators = new List<Comprehension>();
        while (Kind is Tok.KwFor or Tok.KwAsync)
        {
            var isAsync = Accept(Tok.KwAsync);
            Expect(Tok.KwFor);
            var target = StarTargets();
            Expect(Tok.KwIn);
            var iter = Disjunction();
            var mark = _expressions.Count;
            while (Accept(Tok.KwIf))
                _expressions.Add(Disjunction());
            if (isAsync)
                CheckVersion(6, "Async comprehensions are");
            generators.Add(new Comprehension(target, iter, TakeExpressions(mark), isAsync ? 1 : 0));
        }
        return generators.ToArray();
    }
}
