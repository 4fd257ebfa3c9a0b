using Krait.Syntax.Ast;

namespace Krait.Syntax;

internal sealed partial class Parser
{
    private Stmt[] Statements()
    {
        var mark = _statements.Count;
        do
        {
            Statement();
        }
        while (Kind is not (Tok.Dedent or Tok.EndMarker));
        return TakeStatements(mark);
    }

    /// <summary>Parses a statement, or several simple ones on a line, onto the list; true for a compound one.</summary>
    private bool Statement()
    {
        if (Compound() is { } compound)
        {
            _statements.Add(compound);
            return true;
        }
        SimpleStatements();
        return false;
    }

    private void SimpleStatements()
    {
        do
        {
            _statements.Add(SimpleStatement());
        }
        while (Accept(Tok.Semi) && Kind != Tok.Newline);
        Expect(Tok.Newline);
    }

    private Stmt[] Block()
    {
        Enter();
        Stmt[] body;
        if (Accept(Tok.Newline))
        {
            Expect(Tok.Indent);
            body = Statements();
            Expect(Tok.Dedent);
        }
        else
        {
            var mark = _statements.Count;
            SimpleStatements();
            body = TakeStatements(mark);
        }
        _depth--;
        return body;
    }

    private Stmt SimpleStatement()
    {
        var first = _pos;
        switch (Kind)
        {
            case Tok.Name when IsName(_pos, "type"u8) && Ahead == Tok.Name:
                return TypeAlias();
            case Tok.KwImport:
                return Import();
            case Tok.KwFrom:
                return ImportFrom();
            case Tok.KwReturn:
                _pos++;
                var value = AtSimpleEnd() ? null : StarExpressions();
                return new ReturnStmt(value, From(first));
            case Tok.KwRaise:
                return Raise();
            case Tok.KwPass:
                _pos++;
                return new PassStmt(From(first));
            case Tok.KwBreak:
                _pos++;
                return new BreakStmt(From(first));
            case Tok.KwContinue:
                _pos++;
                return new ContinueStmt(From(first));
            case Tok.KwDel:
                return Delete();
            case Tok.KwAssert:
                return Assert();
            case Tok.KwGlobal:
                return new GlobalStmt(Names(), From(first));
            case Tok.KwNonlocal:
                return new NonlocalStmt(Names(), From(first));
            default:
                return ExpressionStatement();
        }
    }

    private bool AtSimpleEnd() => Kind is Tok.Newline or Tok.Semi;

    private string[] Names()
    {
        _pos++;
        var names = new List<string>();
        do
        {
            names.Add(Name());
        }
        while (Accept(Tok.Comma));
        return names.ToArray();
    }

    private Stmt TypeAlias()
    {
        var first = _pos++;
        var nameAt = _pos;
        var name = new NameExpr(Name(), ExprContext.Store, SpanOf(nameAt));
        var parameters = TypeParameters();
        Expect(Tok.Equal);
        var value = Expression();
        CheckVersion(12, "Type statement is");
        return new TypeAliasStmt(name, parameters, value, From(first));
    }

    private Stmt Raise()
    {
        var first = _pos++;
        if (AtSimpleEnd())
            return new RaiseStmt(null, null, From(first));
        var exception = Expression();
        var cause = Accept(Tok.KwFrom) ? Expression() : null;
        return new RaiseStmt(exception, cause, From(first));
    }

    private Stmt Delete()
    {
        var first = _pos++;
        var mark = _expressions.Count;
        do
        {
            var target = Primary();
            if (!SetContext(target, ExprContext.Del))
                throw Failure();
            _expressions.Add(target);
        }
        while (Accept(Tok.Comma) && !AtSimpleEnd());
        if (!AtSimpleEnd())
            throw Failure();
        return new DeleteStmt(TakeExpressions(mark), From(first));
    }

    private Stmt Assert()
    {
        var first = _pos++;
        var test = Expression();
        var message = Accept(Tok.Comma) ? Expression() : null;
        return new AssertStmt(test, message, From(first));
    }

    private Stmt ExpressionStatement()
    {
        var first = _pos;
        var value = Kind == Tok.KwYield ? Yield() : StarExpressions();
        switch (Kind)
        {
            case Tok.Newline or Tok.Semi:
                return new ExprStmt(value, From(first));
            case Tok.Equal:
                return Assign(first, value);
            case Tok.Colon:
                return AnnotatedAssign(first, value);
        }
        if (AugmentedOperator(Kind) is not { } op || value is not (NameExpr or AttributeExpr or SubscriptExpr))
            throw Failure();
        if (op == Operator.MatMult)
            CheckVersion(5, "The '@' operator is");
        SetContext(value, ExprContext.Store);
        _pos++;
        var operand = YieldOrStarExpressions();
        return new AugAssignStmt(value, op, operand, From(first));
    }

    private Expr YieldOrStarExpressions() => Kind == Tok.KwYield ? Yield() : StarExpressions();

    private Stmt Assign(int first, Expr value)
    {
        var mark = _expressions.Count;
        while (Kind == Tok.Equal)
        {
            if (!SetContext(value, ExprContext.Store))
                throw Failure();
            _expressions.Add(value);
            _pos++;
            value = YieldOrStarExpressions();
        }
        var comment = TypeComment();
        return new AssignStmt(TakeExpressions(mark), value, comment, From(first));
    }

    private string? TypeComment() => Kind == Tok.TypeComment ? _stream.TextOf(_stream.At(_pos++)) : null;

    private Stmt AnnotatedAssign(int first, Expr target)
    {
        if (target is not (NameExpr or AttributeExpr or SubscriptExpr))
            throw Failure();
        _pos++;
        var simple = target is NameExpr && _stream.At(first).Kind == Tok.Name ? 1 : 0;
        SetContext(target, ExprContext.Store);
        var annotation = Expression();
        var value = Accept(Tok.Equal) ? YieldOrStarExpressions() : null;
        CheckVersion(6, simple == 1 ? "Variable annotation syntax is" : "Variable annotations syntax is");
        return new AnnAssignStmt(target, annotation, value, simple, From(first));
    }

    private static Operator? AugmentedOperator(Tok kind) => kind switch
    {
        Tok.PlusEqual => Operator.Add,
        Tok.MinEqual => Operator.Sub,
        Tok.StarEqual => Operator.Mult,
        Tok.AtEqual => Operator.MatMult,
        Tok.SlashEqual => Operator.Div,
        Tok.PercentEqual => Operator.Mod,
        Tok.AmperEqual => Operator.BitAnd,
        Tok.VBarEqual => Operator.BitOr,
        Tok.CircumflexEqual => Operator.BitXor,
        Tok.LeftShiftEqual => Operator.LShift,
        Tok.RightShiftEqual => Operator.RShift,
        Tok.DoubleStarEqual => Operator.Pow,
        Tok.DoubleSlashEqual => Operator.FloorDiv,
        _ => null,
    };

    /// <summary>Makes a target of an expression that was read as a value; false where it cannot be one.</summary>
    private bool SetContext(Expr target, ExprContext context)
    {
        switch (target)
        {
            case NameExpr name:
                name.Ctx = context;
                return true;
            case AttributeExpr attribute:
                attribute.Ctx = context;
                return true;
            case SubscriptExpr subscript:
                subscript.Ctx = context;
                return true;
            case StarredExpr starred when context != ExprContext.Del && starred.Value is not StarredExpr:
                starred.Ctx = context;
                return SetContext(starred.Value, context);
            case TupleExpr tuple:
                tuple.Ctx = context;
                return SetContexts(tuple.Elts, context);
            case ListExpr list:
                list.Ctx = context;
                return SetContexts(list.Elts, context);
            default:
                return false;
        }
    }

    private bool SetContexts(Expr[] targets, ExprContext context)
    {
        foreach (var target in targets)
        {
            if (!SetContext(target, context))
                return false;
        }
        return true;
    }

    private Stmt Import()
    {
        var first = _pos++;
        var names = new List<Alias>();
        do
        {
            var start = _pos;
            var name = DottedName();
            var alias = Accept(Tok.KwAs) ? Name() : null;
            names.Add(new Alias(name, alias, From(start)));
        }
        while (Accept(Tok.Comma));
        return new ImportStmt(names.ToArray(), From(first));
    }

    private string DottedName()
    {
        var name = Name();
        while (Accept(Tok.Dot))
            name = name + "." + Name();
        return name;
    }

    private Stmt ImportFrom()
    {
        var first = _pos++;
        var level = 0;
        while (Kind is Tok.Dot or Tok.Ellipsis)
        {
            level += Kind == Tok.Dot ? 1 : 3;
            _pos++;
        }
        var module = Kind == Tok.KwImport && level > 0 ? null : DottedName();
        Expect(Tok.KwImport);
        var names = ImportedNames();
        if (module == "__future__" && level == 0)
        {
            foreach (var name in names)
            {
                if (name.Name == "barry_as_FLUFL")
                    _stream.Barry = true;
            }
        }
        return new ImportFromStmt(module, names, level, From(first));
    }

    private Alias[] ImportedNames()
    {
        if (Kind == Tok.Star)
        {
            _pos++;
            return [new Alias("*", null, SpanOf(_pos - 1))];
        }
        var names = new List<Alias>();
        var inParentheses = Accept(Tok.LPar);
        do
        {
            if (inParentheses && names.Count > 0 && Kind == Tok.RPar)
                break;
            var start = _pos;
            var name = Name();
            var alias = Accept(Tok.KwAs) ? Name() : null;
            names.Add(new Alias(name, alias, From(start)));
        }
        while (Accept(Tok.Comma));
        if (inParentheses)
            Expect(Tok.RPar);
        return names.ToArray();
    }
}
