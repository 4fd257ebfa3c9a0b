using Krait.Syntax.Ast;

namespace Krait.Syntax;

internal sealed partial class Parser
{
    /// <summary>A compound statement; null where none begins.</summary>
    private Stmt? Compound()
    {
        switch (Kind)
        {
            case Tok.KwIf:
                return If();
            case Tok.KwDef:
                return FunctionDef(_pos, [], false);
            case Tok.KwClass:
                return ClassDef(_pos, []);
            case Tok.At:
                return Decorated();
            case Tok.KwWith:
                return With(_pos, false);
            case Tok.KwFor:
                return For(_pos, false);
            case Tok.KwTry:
                return Try();
            case Tok.KwWhile:
                return While();
            case Tok.KwAsync:
                return Async();
            case Tok.Name when IsName(_pos, "match"u8) && LooksLikeMatch():
                return Match();
            default:
                return null;
        }
    }

    private Stmt Async()
    {
        var first = _pos++;
        switch (Kind)
        {
            case Tok.KwDef:
                return FunctionDef(first, [], true);
            case Tok.KwWith:
                return With(first, true);
            case Tok.KwFor:
                return For(first, true);
            default:
                throw Failure();
        }
    }

    private Stmt Decorated()
    {
        var mark = _expressions.Count;
        while (Accept(Tok.At))
        {
            _expressions.Add(NamedExpression());
            Expect(Tok.Newline);
        }
        var decorators = TakeExpressions(mark);
        var first = _pos;
        if (Kind == Tok.KwClass)
            return ClassDef(first, decorators);
        var isAsync = Accept(Tok.KwAsync);
        return FunctionDef(first, decorators, isAsync);
    }

    private Stmt FunctionDef(int first, Expr[] decorators, bool isAsync)
    {
        Expect(Tok.KwDef);
        var name = Name();
        var typeParameters = TypeParameters();
        Expect(Tok.LPar);
        var parameters = Parameters(Tok.RPar);
        Expect(Tok.RPar);
        var returns = Accept(Tok.RArrow) ? Expression() : null;
        Expect(Tok.Colon);
        var comment = FunctionTypeComment();
        var body = Block();
        if (!isAsync)
            return new FunctionDefStmt(name, parameters, body, decorators, returns, comment, typeParameters, FromWithBlock(first));
        CheckVersion(5, "Async functions are");
        return new AsyncFunctionDefStmt(name, parameters, body, decorators, returns, comment, typeParameters, FromWithBlock(first));
    }

    private string? FunctionTypeComment()
    {
        if (!_options.TypeComments)
            return null;
        if (Kind == Tok.Newline && Ahead == Tok.TypeComment && _stream.KindAt(_pos + 2) == Tok.Newline && _stream.KindAt(_pos + 3) == Tok.Indent)
            _pos++;
        return TypeComment();
    }

    private Stmt ClassDef(int first, Expr[] decorators)
    {
        Expect(Tok.KwClass);
        var name = Name();
        var typeParameters = TypeParameters();
        Expr[] bases = [];
        Keyword[] keywords = [];
        if (Accept(Tok.LPar))
        {
            if (Kind != Tok.RPar)
                (bases, keywords) = Arguments();
            Expect(Tok.RPar);
        }
        Expect(Tok.Colon);
        var body = Block();
        return new ClassDefStmt(name, bases, keywords, body, decorators, typeParameters, FromWithBlock(first));
    }

    private Stmt If()
    {
        // A chain of elif is read in a loop: it may be long.
        var starts = new List<int>();
        var tests = new List<Expr>();
        var bodies = new List<Stmt[]>();
        Stmt[] orelse = [];
        do
        {
            starts.Add(_pos++);
            tests.Add(NamedExpression());
            Expect(Tok.Colon);
            bodies.Add(Block());
        }
        while (Kind == Tok.KwElif);
        orelse = Else();
        for (var i = starts.Count - 1; ; i--)
        {
            var statement = new IfStmt(tests[i], bodies[i], orelse, FromWithBlock(starts[i]));
            if (i == 0)
                return statement;
            orelse = [statement];
        }
    }

    private Stmt[] Else()
    {
        if (!Accept(Tok.KwElse))
            return [];
        ExpectForced(Tok.Colon, ":");
        return Block();
    }

    private Stmt While()
    {
        var first = _pos++;
        var test = NamedExpression();
        Expect(Tok.Colon);
        var body = Block();
        var orelse = Else();
        return new WhileStmt(test, body, orelse, FromWithBlock(first));
    }

    private Stmt For(int first, bool isAsync)
    {
        Expect(Tok.KwFor);
        var target = StarTargets();
        Expect(Tok.KwIn);
        var iter = StarExpressions();
        Expect(Tok.Colon);
        var comment = TypeComment();
        var body = Block();
        var orelse = Else();
        if (!isAsync)
            return new ForStmt(target, iter, body, orelse, comment, FromWithBlock(first));
        CheckVersion(5, "Async for loops are");
        return new AsyncForStmt(target, iter, body, orelse, comment, FromWithBlock(first));
    }

    /// <summary>The targets before <c>in</c>.</summary>
    private Expr StarTargets()
    {
        var first = _pos;
        var target = StarTarget();
        if (Kind != Tok.Comma)
            return target;
        var mark = _expressions.Count;
        _expressions.Add(target);
        while (Accept(Tok.Comma) && Kind != Tok.KwIn)
            _expressions.Add(StarTarget());
        return new TupleExpr(TakeExpressions(mark), ExprContext.Store, From(first));
    }

    private Expr StarTarget()
    {
        var first = _pos;
        if (Accept(Tok.Star))
        {
            if (Kind == Tok.Star)
                throw Failure();
            var value = StarTarget();
            return new StarredExpr(value, ExprContext.Store, From(first));
        }
        var target = Primary();
        if (target is StarredExpr || !SetContext(target, ExprContext.Store))
            throw Failure();
        return target;
    }

    private Stmt With(int first, bool isAsync)
    {
        Expect(Tok.KwWith);
        var items = new List<WithItem>();
        if (Kind != Tok.LPar || !ParenthesizedItems(items))
        {
            do
            {
                items.Add(WithItem());
            }
            while (Accept(Tok.Comma));
        }
        Expect(Tok.Colon);
        var comment = TypeComment();
        var body = Block();
        if (!isAsync)
            return new WithStmt(items.ToArray(), body, comment, FromWithBlock(first));
        CheckVersion(5, "Async with statements are");
        return new AsyncWithStmt(items.ToArray(), body, comment, FromWithBlock(first));
    }

    /// <summary>
    /// Tries <c>(item, ...)</c> where a colon follows the bracket. What is in it may be an expression after all, such as
    /// <c>with (yield x):</c>; then the position is as before.
    /// </summary>
    private bool ParenthesizedItems(List<WithItem> items)
    {
        if (_stream.KindAt(AfterBrackets(_pos)) != Tok.Colon)
            return false;
        var (mark, depth, expressions) = (_pos, _depth, _expressions.Count);
        var (speculating, statements) = (_stream.Speculating, _statements.Count);
        _stream.Speculating = true;
        try
        {
            _pos++;
            do
            {
                if (items.Count > 0 && Kind == Tok.RPar)
                    break;
                items.Add(WithItem());
            }
            while (Accept(Tok.Comma));
            Expect(Tok.RPar);
            if (Kind == Tok.Colon)
                return true;
        }
        catch (ParseFailure)
        {
            _statements.RemoveRange(statements, _statements.Count - statements);
        }
        finally
        {
            _stream.Speculating = speculating;
        }
        (_pos, _depth) = (mark, depth);
        _expressions.RemoveRange(expressions, _expressions.Count - expressions);
        items.Clear();
        return false;
    }

    /// <summary>The position after the bracket that closes the one at <paramref name="position"/>, or of the end of the line.</summary>
    private int AfterBrackets(int position)
    {
        var depth = 0;
        while (true)
        {
            switch (_stream.KindAt(position))
            {
                case Tok.LPar or Tok.LSqb or Tok.LBrace:
                    depth++;
                    break;
                case Tok.RPar or Tok.RSqb or Tok.RBrace:
                    if (--depth == 0)
                        return position + 1;
                    break;
                case Tok.Newline or Tok.EndMarker:
                    return position;
            }
            position++;
        }
    }

    private WithItem WithItem()
    {
        var context = Expression();
        if (!Accept(Tok.KwAs))
            return new WithItem(context, null);
        var target = StarTarget();
        if (Kind is not (Tok.Comma or Tok.RPar or Tok.Colon))
            throw Failure();
        return new WithItem(context, target);
    }

    private Stmt Try()
    {
        var first = _pos++;
        ExpectForced(Tok.Colon, ":");
        var body = Block();
        var handlers = new List<ExceptHandler>();
        var isStar = false;
        while (Kind == Tok.KwExcept)
        {
            var star = Ahead == Tok.Star;
            if (handlers.Count > 0 && star != isStar)
            {
                Farthest = Math.Max(Farthest, _pos + 1);
                throw Failure();
            }
            isStar = star;
            handlers.Add(Handler(star));
        }
        var orelse = handlers.Count > 0 ? Else() : [];
        Stmt[] finalbody = [];
        if (Accept(Tok.KwFinally))
        {
            ExpectForced(Tok.Colon, ":");
            finalbody = Block();
        }
        else if (handlers.Count == 0)
        {
            throw Failure();
        }
        var span = FromWithBlock(first);
        if (!isStar)
            return new TryStmt(body, handlers.ToArray(), orelse, finalbody, span);
        CheckVersion(11, "Exception groups are");
        return new TryStarStmt(body, handlers.ToArray(), orelse, finalbody, span);
    }

    private ExceptHandler Handler(bool star)
    {
        var first = _pos++;
        if (star)
            _pos++;
        Expr? type = null;
        string? name = null;
        var bare = false;
        if (star || Kind != Tok.Colon)
        {
            var start = _pos;
            type = Expressions();
            bare = type is TupleExpr && _stream.At(start).Kind != Tok.LPar || type is TupleExpr && Previous.Kind == Tok.Comma
                || type is TupleExpr tuple && tuple.Elts.Length > 0 && tuple.Span.Column == tuple.Elts[0].Span.Column
                    && tuple.Span.Line == tuple.Elts[0].Span.Line;
            if (!bare && Accept(Tok.KwAs))
                name = Name();
        }
        Expect(Tok.Colon);
        var body = Block();
        if (bare)
            CheckVersion(14, "except expressions without parentheses are");
        return new ExceptHandler(type, name, body, FromWithBlock(first));
    }

    private TypeParam[] TypeParameters()
    {
        if (!Accept(Tok.LSqb))
            return [];
        var parameters = new List<TypeParam>();
        do
        {
            if (parameters.Count > 0 && Kind == Tok.RSqb)
                break;
            parameters.Add(TypeParameter());
        }
        while (Accept(Tok.Comma));
        Expect(Tok.RSqb);
        CheckVersion(12, "Type parameter lists are");
        return parameters.ToArray();
    }

    private TypeParam TypeParameter()
    {
        var first = _pos;
        if (Accept(Tok.Star))
        {
            var name = Name();
            var starDefault = Accept(Tok.Equal) ? Default(StarExpression()) : null;
            return new TypeVarTupleParam(name, starDefault, From(first));
        }
        if (Accept(Tok.DoubleStar))
        {
            var name = Name();
            var paramDefault = Accept(Tok.Equal) ? Default(Expression()) : null;
            return new ParamSpecParam(name, paramDefault, From(first));
        }
        var typeName = Name();
        var bound = Accept(Tok.Colon) ? Expression() : null;
        var defaultValue = Accept(Tok.Equal) ? Default(Expression()) : null;
        return new TypeVarParam(typeName, bound, defaultValue, From(first));

        Expr Default(Expr value)
        {
            CheckVersion(13, "Type parameter defaults are");
            return value;
        }
    }
}
