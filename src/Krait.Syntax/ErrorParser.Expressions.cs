using Krait.Syntax.Ast;

namespace Krait.Syntax;

internal sealed partial class ErrorParser
{
    private bool IsExpression() => Expression() is not null;

    private Expr? Expressions() => Tuple(Expression);

    private Expr? StarExpressions() => Tuple(StarExpression);

    /// <summary>One item, or a tuple of them without brackets.</summary>
    private Expr? Tuple(Func<Expr?> item)
    {
        var first = _pos;
        if (item() is not { } value)
            return null;
        if (Kind != Tok.Comma)
            return value;
        var items = new List<Expr> { value };
        Any(() => Take(Tok.Comma) && Add(items, item()));
        Take(Tok.Comma);
        return new TupleExpr(items.ToArray(), ExprContext.Load, From(first));
    }

    private static bool Add(List<Expr> items, Expr? item)
    {
        if (item is null)
            return false;
        items.Add(item);
        return true;
    }

    private Expr? Expression() => Remember(Rule.Expression, () =>
    {
        var start = _pos;
        if (_raising)
        {
            InvalidExpression();
            _pos = start;
            InvalidLegacyExpression();
            _pos = start;
        }
        return IfExpression() ?? Disjunction() ?? Lambda();
    });

    private Expr? IfExpression()
    {
        var first = _pos;
        if (Disjunction() is { } body && Take(Tok.KwIf) && Disjunction() is { } test && Take(Tok.KwElse) && Expression() is { } orelse)
            return new IfExpExpr(test, body, orelse, From(first));
        _pos = first;
        return null;
    }

    /// <summary>An expression inside of which no errors are raised.</summary>
    private Expr? ExpressionQuietly()
    {
        var raising = _raising;
        _raising = false;
        var result = IfExpression() ?? Disjunction() ?? Lambda();
        _raising = raising;
        return result;
    }

    private void InvalidLegacyExpression()
    {
        var name = _pos;
        if (!TakeName() || Kind == Tok.LPar || StarExpressions() is not { } argument)
            return;
        var text = stream.NameAt(name);
        if (text is "print" or "exec")
            throw ErrorOver(SpanOf(name), argument.Span, $"Missing parentheses in call to '{text}'. Did you mean {text}(...)?");
    }

    private void InvalidExpression()
    {
        var start = _pos;
        if (InsideString(start))
            return;
        _pos = start;
        if (!AtNameAndStringOrSoftKeyword() && Disjunction() is { } a && ExpressionQuietly() is { } b)
        {
            if (a is NameExpr { Id: "print" or "exec" } || stream.At(_pos - 1).Level == 0)
                return;
            throw ErrorOver(a.Span, b.Span, "invalid syntax. Perhaps you forgot a comma?");
        }
        _pos = start;
        if (Disjunction() is { } body && Take(Tok.KwIf) && Disjunction() is { } test && Kind is not (Tok.KwElse or Tok.Colon))
            throw ErrorOver(body.Span, test.Span, "expected 'else' after 'if' expression");
        _pos = start;
        if (Disjunction() is not null && Take(Tok.KwIf) && Disjunction() is not null && Take(Tok.KwElse) && !Looks(IsExpression))
            throw ErrorAtNext("expected expression after 'else', but statement is given");
        _pos = start;
        if (Kind is Tok.KwPass or Tok.KwBreak or Tok.KwContinue)
        {
            _pos++;
            if (Take(Tok.KwIf) && Disjunction() is not null && Take(Tok.KwElse) && SimpleStatement())
                throw ErrorAtToken(start, "expected expression before 'if', but statement is given");
            _pos = start;
        }
        if (Kind == Tok.KwLambda)
            InvalidLambda(start);
    }

    private void InvalidLambda(int start)
    {
        _pos = start + 1;
        Parameters(LambdaParameters);
        if (Take(Tok.Colon) && Kind is Tok.FStringMiddle or Tok.TStringMiddle)
        {
            throw ErrorOver(start, _pos - 1,
                $"{(Kind == Tok.FStringMiddle ? 'f' : 't')}-string: lambda expressions are not allowed without parentheses");
        }
    }

    /// <summary>A string, expressions, a string: quotes within the text, most likely.</summary>
    private bool InsideString(int start)
    {
        if (!Take(Tok.String))
            return false;
        Expr? first = null, last = null;
        while (Kind != Tok.String && ExpressionQuietly() is { } item)
        {
            first ??= item;
            last = item;
        }
        if (first is not null && Take(Tok.String))
            throw ErrorOver(first.Span, last!.Span, "invalid syntax. Is this intended to be part of the string?");
        _pos = start;
        return false;
    }

    private bool AtNameAndStringOrSoftKeyword()
    {
        if (Kind != Tok.Name)
            return false;
        if (stream.KindAt(_pos + 1) == Tok.String)
            return true;
        var name = stream.BytesAt(_pos);
        return name.SequenceEqual("_"u8) || name.SequenceEqual("case"u8) || name.SequenceEqual("match"u8) || name.SequenceEqual("type"u8);
    }

    private Expr? Yield()
    {
        var first = _pos;
        if (!Take(Tok.KwYield))
            return null;
        if (Take(Tok.KwFrom))
        {
            if (Expression() is { } iterable)
                return new YieldFromExpr(iterable, From(first));
            _pos = first + 1;
        }
        var value = StarExpressions();
        return new YieldExpr(value, From(first));
    }

    private Expr? StarExpression() => Remember(Rule.StarExpression, () => Starred(BitwiseOr) ?? Expression());

    private Expr? Starred(Func<Expr?> operand)
    {
        var first = _pos;
        if (Take(Tok.Star) && operand() is { } value)
            return new StarredExpr(value, ExprContext.Load, From(first));
        _pos = first;
        return null;
    }

    private bool StarNamedExpressions() => StarNamedSequence(StarNamedExpression) is not null;

    private List<Expr>? StarNamedSequence(Func<Expr?> item)
    {
        if (item() is not { } first)
            return null;
        var items = new List<Expr> { first };
        Any(() => Take(Tok.Comma) && Add(items, item()));
        Take(Tok.Comma);
        return items;
    }

    private Expr? StarNamedExpression() => Starred(BitwiseOr) ?? NamedExpression();

    private Expr? AssignmentExpression()
    {
        var first = _pos;
        if (TakeName() && Take(Tok.ColonEqual) && Expression() is { } value)
            return new NamedExpr(new NameExpr(stream.NameAt(first), ExprContext.Store, SpanOf(first)), value, From(first));
        _pos = first;
        return null;
    }

    private Expr? NamedExpression()
    {
        var start = _pos;
        if (TakeName() && Take(Tok.ColonEqual))
        {
            // The operator decides: what follows is not read in another way.
            _pos = start;
            return AssignmentExpression();
        }
        _pos = start;
        if (_raising)
            InvalidNamedExpression();
        return PlainExpression();
    }

    /// <summary>An expression that no walrus follows.</summary>
    private Expr? PlainExpression()
    {
        var start = _pos;
        if (Expression() is { } value && Kind != Tok.ColonEqual)
            return value;
        _pos = start;
        return null;
    }

    private void InvalidNamedExpression() => Remember(Rule.NamedExpressionError, () =>
    {
        var start = _pos;
        if (Expression() is { } target && Take(Tok.ColonEqual) && IsExpression())
            throw stream.ErrorAt(target.Span, $"cannot use assignment expressions with {NameOf(target)}");
        _pos = start;
        if (TakeName() && Take(Tok.Equal) && BitwiseOr() is { } value && Kind is not (Tok.Equal or Tok.ColonEqual))
            throw ErrorOver(SpanOf(start), value.Span, "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
        _pos = start;
        if (!Looks(() => (List() ?? Tuple() ?? Generator()) is not null || Kind is Tok.KwTrue or Tok.KwNone or Tok.KwFalse)
            && BitwiseOr() is { } left && Take(Tok.Equal) && BitwiseOr() is not null && Kind is not (Tok.Equal or Tok.ColonEqual))
        {
            throw stream.ErrorAt(left.Span, $"cannot assign to {NameOf(left)} here. Maybe you meant '==' instead of '='?");
        }
        _pos = start;
        return false;
    });

    private Expr? Disjunction() => Remember(Rule.Disjunction, () => BooleanChain(Conjunction, Tok.KwOr, BoolOperator.Or));

    private Expr? Conjunction() => Remember(Rule.Conjunction, () => BooleanChain(Inversion, Tok.KwAnd, BoolOperator.And));

    private Expr? BooleanChain(Func<Expr?> operand, Tok keyword, BoolOperator op)
    {
        var first = _pos;
        if (operand() is not { } value)
            return null;
        if (Kind != keyword)
            return value;
        var values = new List<Expr> { value };
        Any(() => Take(keyword) && Add(values, operand()));
        return values.Count == 1 ? value : new BoolOpExpr(op, values.ToArray(), From(first));
    }

    private Expr? Inversion() => Remember(Rule.Inversion, () =>
    {
        var first = _pos;
        if (Take(Tok.KwNot) && Inversion() is { } operand)
            return new UnaryOpExpr(UnaryOperator.Not, operand, From(first));
        _pos = first;
        return Comparison();
    });

    private Expr? Comparison()
    {
        var first = _pos;
        if (BitwiseOr() is not { } left)
            return null;
        var ops = new List<ComparisonOperator>();
        var values = new List<Expr>();
        Any(() =>
        {
            if (!ComparisonToken(out var op) || BitwiseOr() is not { } value)
                return false;
            ops.Add(op);
            values.Add(value);
            return true;
        });
        return ops.Count == 0 ? left : new CompareExpr(left, ops.ToArray(), values.ToArray(), From(first));
    }

    private bool ComparisonToken(out ComparisonOperator op)
    {
        op = default;
        switch (stream.KindAt(_pos++))
        {
            case Tok.EqEqual:
                op = ComparisonOperator.Eq;
                return true;
            case Tok.NotEqual:
                op = ComparisonOperator.NotEq;
                return stream.IsRightNotEqual(_pos - 1);
            case Tok.Less:
                op = ComparisonOperator.Lt;
                return true;
            case Tok.LessEqual:
                op = ComparisonOperator.LtE;
                return true;
            case Tok.Greater:
                op = ComparisonOperator.Gt;
                return true;
            case Tok.GreaterEqual:
                op = ComparisonOperator.GtE;
                return true;
            case Tok.KwIn:
                op = ComparisonOperator.In;
                return true;
            case Tok.KwIs:
                op = Take(Tok.KwNot) ? ComparisonOperator.IsNot : ComparisonOperator.Is;
                return true;
            case Tok.KwNot:
                op = ComparisonOperator.NotIn;
                return Take(Tok.KwIn);
            default:
                return false;
        }
    }

    private Expr? BitwiseOr() => Remember(Rule.BitwiseOr, () => LeftChain(BitwiseXor, static k => k == Tok.VBar));

    private Expr? BitwiseXor() => Remember(Rule.BitwiseXor, () => LeftChain(BitwiseAnd, static k => k == Tok.Circumflex));

    private Expr? BitwiseAnd() => Remember(Rule.BitwiseAnd, () => LeftChain(Shift, static k => k == Tok.Amper));

    private Expr? Shift() => Remember(Rule.Shift, () =>
    {
        var start = _pos;
        if (_raising)
            InvalidArithmetic(start);
        _pos = start;
        return LeftChain(Sum, static k => k is Tok.LeftShift or Tok.RightShift);
    });

    private void InvalidArithmetic(int start)
    {
        if (Sum() is null
            || Kind is not (Tok.Plus or Tok.Minus or Tok.Star or Tok.Slash or Tok.Percent or Tok.DoubleSlash or Tok.At))
            return;
        _pos++;
        var not = _pos;
        if (Take(Tok.KwNot) && Inversion() is { } operand)
            throw ErrorOver(SpanOf(not), operand.Span, "'not' after an operator must be parenthesized");
        _pos = start;
    }

    private Expr? Sum() => Remember(Rule.Sum, () => LeftChain(Term, static k => k is Tok.Plus or Tok.Minus));

    private Expr? Term() => Remember(Rule.Term, () =>
    {
        var start = _pos;
        if (_raising && Kind is Tok.Plus or Tok.Minus or Tok.Tilde)
        {
            _pos++;
            if (Take(Tok.KwNot) && Factor() is { } operand)
                throw ErrorOver(SpanOf(start + 1), operand.Span, "'not' after an operator must be parenthesized");
            _pos = start;
        }
        return LeftChain(Factor, static k => k is Tok.Star or Tok.Slash or Tok.DoubleSlash or Tok.Percent or Tok.At);
    });

    private Expr? LeftChain(Func<Expr?> operand, Func<Tok, bool> isOperator)
    {
        var first = _pos;
        if (operand() is not { } left)
            return null;
        while (isOperator(Kind))
        {
            var mark = _pos++;
            if (operand() is not { } right)
            {
                _pos = mark;
                break;
            }
            left = new BinOpExpr(left, Operator.Add, right, From(first));
        }
        return left;
    }

    private Expr? Factor() => Remember(Rule.Factor, () =>
    {
        var first = _pos;
        if (Kind is Tok.Plus or Tok.Minus or Tok.Tilde)
        {
            _pos++;
            if (Factor() is { } operand)
                return new UnaryOpExpr(UnaryOperator.USub, operand, From(first));
            _pos = first;
        }
        if (AwaitPrimary() is { } value && Take(Tok.DoubleStar) && Factor() is { } exponent)
            return new BinOpExpr(value, Operator.Pow, exponent, From(first));
        _pos = first;
        return AwaitPrimary();
    });

    private Expr? AwaitPrimary() => Remember(Rule.AwaitPrimary, () =>
    {
        var first = _pos;
        if (Take(Tok.KwAwait) && Primary() is { } value)
            return new AwaitExpr(value, From(first));
        _pos = first;
        return Primary();
    });

    private Expr? Primary() => Remember(Rule.Primary, () =>
    {
        var first = _pos;
        if (Atom() is not { } value)
            return null;
        while (Trailer(first, value) is { } longer)
            value = longer;
        return value;
    });

    private Expr? Trailer(int first, Expr value)
    {
        var mark = _pos;
        switch (Kind)
        {
            case Tok.Dot:
                _pos++;
                if (TakeName())
                    return new AttributeExpr(value, "", ExprContext.Load, From(first));
                break;
            case Tok.LPar:
                if (Generator() is not null)
                    return new CallExpr(value, [], [], From(first));
                _pos = mark + 1;
                Arguments();
                if (Take(Tok.RPar))
                    return new CallExpr(value, [], [], From(first));
                break;
            case Tok.LSqb:
                _pos++;
                if (Slices() && Take(Tok.RSqb))
                    return new SubscriptExpr(value, value, ExprContext.Load, From(first));
                break;
        }
        _pos = mark;
        return null;
    }

    private bool Slices() =>
        Sequence(() => Slice() && Kind != Tok.Comma)
        || Sequence(() => Gather(() => Slice() || StarredExpression() is not null) && Maybe(() => Take(Tok.Comma)));

    private bool Slice()
    {
        if (Sequence(() =>
        {
            Expression();
            if (!Take(Tok.Colon))
                return false;
            Expression();
            if (Take(Tok.Colon))
                Expression();
            return true;
        }))
            return true;
        return NamedExpression() is not null;
    }

    private Expr? Lambda()
    {
        var first = _pos;
        if (!Take(Tok.KwLambda))
            return null;
        Parameters(LambdaParameters);
        if (Take(Tok.Colon) && Expression() is { } body)
            return new LambdaExpr(new Arguments([], [], null, [], [], null, []), body, From(first));
        _pos = first;
        return null;
    }
}
