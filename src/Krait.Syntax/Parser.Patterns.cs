using Krait.Syntax.Ast;

namespace Krait.Syntax;

internal sealed partial class Parser
{
    /// <summary>
    /// Whether <c>match</c> is the keyword here. It is where what follows could not follow a name; else where the line ends in a colon.
    /// </summary>
    private bool LooksLikeMatch()
    {
        switch (Ahead)
        {
            case Tok.Name or Tok.Number or Tok.String or Tok.FStringStart or Tok.TStringStart or Tok.LBrace or Tok.Tilde or Tok.Ellipsis
                or Tok.KwNone or Tok.KwTrue or Tok.KwFalse or Tok.KwLambda or Tok.KwAwait:
                return true;
            case Tok.KwNot:
                return _stream.KindAt(_pos + 2) != Tok.KwIn;
            case Tok.LPar or Tok.LSqb or Tok.Minus or Tok.Plus or Tok.Star:
                break;
            default:
                return false;
        }
        var position = _pos + 1;
        while (_stream.KindAt(position) is not (Tok.Newline or Tok.EndMarker))
        {
            position = _stream.KindAt(position) is Tok.LPar or Tok.LSqb or Tok.LBrace ? AfterBrackets(position) : position + 1;
        }
        return _stream.KindAt(position - 1) == Tok.Colon;
    }

    private Stmt Match()
    {
        var first = _pos++;
        var start = _pos;
        Expr subject;
        if (Kind == Tok.Star)
        {
            subject = StarNamedExpression();
            if (Kind != Tok.Comma)
                throw Failure();
        }
        else
        {
            subject = NamedExpression();
        }
        if (Accept(Tok.Comma))
        {
            var mark = _expressions.Count;
            _expressions.Add(subject);
            while (Kind != Tok.Colon)
            {
                _expressions.Add(StarNamedExpression());
                if (!Accept(Tok.Comma))
                    break;
            }
            subject = new TupleExpr(TakeExpressions(mark), ExprContext.Load, From(start));
        }
        Expect(Tok.Colon);
        Expect(Tok.Newline);
        Expect(Tok.Indent);
        var cases = new List<MatchCase>();
        do
        {
            cases.Add(Case());
        }
        while (Kind != Tok.Dedent);
        _pos++;
        CheckVersion(10, "Pattern matching is");
        return new MatchStmt(subject, cases.ToArray(), FromWithBlock(first));
    }

    private MatchCase Case()
    {
        if (!IsName(_pos, "case"u8))
            throw Failure();
        _pos++;
        var pattern = Patterns();
        var guard = Accept(Tok.KwIf) ? NamedExpression() : null;
        Expect(Tok.Colon);
        return new MatchCase(pattern, guard, Block());
    }

    private Pattern Patterns()
    {
        var first = _pos;
        var pattern = MaybeStarPattern();
        if (Kind != Tok.Comma)
            return pattern is MatchStarPattern ? throw Failure() : pattern;
        var patterns = new List<Pattern> { pattern };
        while (Accept(Tok.Comma) && Kind is not (Tok.Colon or Tok.KwIf))
            patterns.Add(MaybeStarPattern());
        return new MatchSequencePattern(patterns.ToArray(), From(first));
    }

    private Pattern MaybeStarPattern()
    {
        var first = _pos;
        if (!Accept(Tok.Star))
            return Pattern();
        var name = CaptureTarget();
        return new MatchStarPattern(name == "_" ? null : name, From(first));
    }

    private string CaptureTarget()
    {
        var name = Name();
        if (Kind is Tok.Dot or Tok.LPar or Tok.Equal && name != "_")
            throw Failure();
        return name;
    }

    private Pattern Pattern()
    {
        Enter();
        var first = _pos;
        var pattern = OrPattern();
        if (Accept(Tok.KwAs))
        {
            if (IsName(_pos, "_"u8))
                throw Failure();
            var name = CaptureTarget();
            pattern = new MatchAsPattern(pattern, name, From(first));
        }
        _depth--;
        return pattern;
    }

    private Pattern OrPattern()
    {
        var first = _pos;
        var pattern = ClosedPattern();
        if (Kind != Tok.VBar)
            return pattern;
        var patterns = new List<Pattern> { pattern };
        while (Accept(Tok.VBar))
            patterns.Add(ClosedPattern());
        return new MatchOrPattern(patterns.ToArray(), From(first));
    }

    private Pattern ClosedPattern()
    {
        var first = _pos;
        switch (Kind)
        {
            case Tok.Number or Tok.Minus or Tok.Plus:
            {
                var value = NumberPattern();
                return new MatchValuePattern(value, From(first));
            }
            case Tok.String or Tok.FStringStart or Tok.TStringStart:
                var strings = Strings();
                return new MatchValuePattern(strings, From(first));
            case Tok.KwNone:
                _pos++;
                return new MatchSingletonPattern(ConstantValue.None, From(first));
            case Tok.KwTrue:
                _pos++;
                return new MatchSingletonPattern(ConstantValue.True, From(first));
            case Tok.KwFalse:
                _pos++;
                return new MatchSingletonPattern(ConstantValue.False, From(first));
            case Tok.Name:
                return NamePattern();
            case Tok.LPar:
                return GroupPattern();
            case Tok.LSqb:
                _pos++;
                var items = SequenceItems(Tok.RSqb, out _);
                Expect(Tok.RSqb);
                return new MatchSequencePattern(items, From(first));
            case Tok.LBrace:
                return MappingPattern();
            default:
                throw Failure();
        }
    }

    private Pattern NamePattern()
    {
        var first = _pos;
        var value = NameOrAttribute();
        if (Kind == Tok.LPar)
            return ClassPattern(first, value);
        if (value is AttributeExpr)
            return Kind == Tok.Equal ? throw Failure() : new MatchValuePattern(value, From(first));
        var name = ((NameExpr)value).Id;
        if (name == "_")
            return new MatchAsPattern(null, null, From(first));
        return Kind == Tok.Equal ? throw Failure() : new MatchAsPattern(null, name, From(first));
    }

    private Expr NameOrAttribute()
    {
        var first = _pos;
        var name = Name();
        Expr value = new NameExpr(name, ExprContext.Load, From(first));
        while (Accept(Tok.Dot))
        {
            var attribute = Name();
            value = new AttributeExpr(value, attribute, ExprContext.Load, From(first));
        }
        return value;
    }

    /// <summary>A signed number, or a real plus or minus an imaginary one.</summary>
    private Expr NumberPattern()
    {
        var first = _pos;
        var value = SignedNumber();
        if (Kind is not (Tok.Plus or Tok.Minus))
            return value;
        var op = Kind == Tok.Plus ? Operator.Add : Operator.Sub;
        _pos++;
        var realNumber = value is UnaryOpExpr unary ? unary.Operand : value;
        if (realNumber is ConstantExpr { Value: ComplexConstant })
            throw _stream.ErrorAt(realNumber.Span, "real number required in complex literal");
        if (Kind != Tok.Number)
            throw Failure();
        var imaginary = Number();
        if (imaginary is not ConstantExpr { Value: ComplexConstant })
            throw _stream.ErrorAt(imaginary.Span, "imaginary number required in complex literal");
        return new BinOpExpr(value, op, imaginary, From(first));
    }

    private Expr SignedNumber()
    {
        var first = _pos;
        var minus = Kind == Tok.Minus;
        if (minus || Kind == Tok.Plus)
            _pos++;
        if (Kind != Tok.Number)
            throw Failure();
        var number = Number();
        return minus ? new UnaryOpExpr(UnaryOperator.USub, number, From(first)) : number;
    }

    private Pattern[] SequenceItems(Tok end, out bool comma)
    {
        var patterns = new List<Pattern>();
        comma = false;
        while (Kind != end)
        {
            patterns.Add(MaybeStarPattern());
            if (!Accept(Tok.Comma))
                break;
            comma = true;
        }
        return patterns.ToArray();
    }

    private Pattern GroupPattern()
    {
        var first = _pos++;
        var items = SequenceItems(Tok.RPar, out var comma);
        if (items.Length == 1 && !comma)
        {
            if (items[0] is MatchStarPattern)
                throw Failure();
            Expect(Tok.RPar);
            return items[0];
        }
        Expect(Tok.RPar);
        return new MatchSequencePattern(items, From(first));
    }

    private Pattern MappingPattern()
    {
        var first = _pos++;
        List<Expr> keys = [];
        List<Pattern> patterns = [];
        string? rest = null;
        while (Kind != Tok.RBrace)
        {
            if (Accept(Tok.DoubleStar))
            {
                if (IsName(_pos, "_"u8))
                    throw Failure();
                rest = CaptureTarget();
                Accept(Tok.Comma);
                break;
            }
            keys.Add(MappingKey());
            Expect(Tok.Colon);
            patterns.Add(Pattern());
            if (!Accept(Tok.Comma))
                break;
        }
        Expect(Tok.RBrace);
        return new MatchMappingPattern(keys.ToArray(), patterns.ToArray(), rest, From(first));
    }

    private Expr MappingKey()
    {
        switch (Kind)
        {
            case Tok.Number or Tok.Minus or Tok.Plus:
                return NumberPattern();
            case Tok.String or Tok.FStringStart or Tok.TStringStart:
                return Strings();
            case Tok.KwNone or Tok.KwTrue or Tok.KwFalse:
                return Atom();
            default:
                var value = NameOrAttribute();
                return value is AttributeExpr ? value : throw Failure();
        }
    }

    private Pattern ClassPattern(int first, Expr cls)
    {
        Expect(Tok.LPar);
        List<Pattern> patterns = [], keywordPatterns = [];
        List<string> keywords = [];
        while (Kind != Tok.RPar)
        {
            if (Kind == Tok.Name && Ahead == Tok.Equal)
            {
                keywords.Add(Name());
                _pos++;
                keywordPatterns.Add(Pattern());
            }
            else if (keywords.Count > 0)
            {
                throw Failure();
            }
            else
            {
                patterns.Add(Pattern());
            }
            if (!Accept(Tok.Comma))
                break;
        }
        Expect(Tok.RPar);
        return new MatchClassPattern(cls, patterns.ToArray(), keywords.ToArray(), keywordPatterns.ToArray(), From(first));
    }
}
