using Krait.Syntax.Ast;

namespace Krait.Compiler;

internal sealed partial class SymbolVisitor
{
    private void VisitAll(Expr[] expressions)
    {
        foreach (var expression in expressions)
            Visit(expression);
    }

    private void VisitOptional(Expr? expression)
    {
        if (expression is not null)
            Visit(expression);
    }

    private void Visit(Expr expression)
    {
        switch (expression)
        {
            case NameExpr e:
                VisitName(e);
                break;
            case ConstantExpr:
                break;
            case BinOpExpr e:
                VisitBinary(e);
                break;
            default:
                EnsureStack();
                VisitComposite(expression);
                break;
        }
    }

    private void VisitBinary(BinOpExpr binary)
    {
        // Long sums lean to the left: go down that side in a loop.
        var chain = new Stack<Expr>();
        Expr expression = binary;
        for (; expression is BinOpExpr e; expression = e.Left)
            chain.Push(e.Right);
        Visit(expression);
        EnsureStack();
        while (chain.TryPop(out var right))
            Visit(right);
    }

    private void VisitComposite(Expr expression)
    {
        switch (expression)
        {
            case AttributeExpr e:
                CheckName(e.Attr, e.Span, e.Ctx);
                Visit(e.Value);
                break;
            case CallExpr e:
                Visit(e.Func);
                VisitAll(e.Args);
                VisitKeywords(e.Keywords);
                break;
            case SubscriptExpr e:
                Visit(e.Value);
                Visit(e.Slice);
                break;
            case BoolOpExpr e:
                VisitAll(e.Values);
                break;
            case UnaryOpExpr e:
                Visit(e.Operand);
                break;
            case CompareExpr e:
                Visit(e.Left);
                VisitAll(e.Comparators);
                break;
            case IfExpExpr e:
                Visit(e.Test);
                Visit(e.Body);
                Visit(e.Orelse);
                break;
            case TupleExpr e:
                VisitAll(e.Elts);
                break;
            case ListExpr e:
                VisitAll(e.Elts);
                break;
            case SetExpr e:
                VisitAll(e.Elts);
                break;
            case DictExpr e:
                foreach (var key in e.Keys)
                    VisitOptional(key);
                VisitAll(e.Values);
                break;
            case StarredExpr e:
                Visit(e.Value);
                break;
            case SliceExpr e:
                VisitOptional(e.Lower);
                VisitOptional(e.Upper);
                VisitOptional(e.Step);
                break;
            case JoinedStrExpr e:
                VisitAll(e.Values);
                break;
            case TemplateStrExpr e:
                VisitAll(e.Values);
                break;
            case FormattedValueExpr e:
                Visit(e.Value);
                VisitOptional(e.FormatSpec);
                break;
            case InterpolationExpr e:
                Visit(e.Value);
                VisitOptional(e.FormatSpec);
                break;
            default:
                VisitScoped(expression);
                break;
        }
    }

    private void VisitScoped(Expr expression)
    {
        switch (expression)
        {
            case NamedExpr e:
                RejectInAnnotation("named expression", e);
                VisitNamed(e);
                break;
            case LambdaExpr e:
                VisitDefaults(e.Args);
                Enter("lambda", ScopeKind.Function, e, ScopeRole.Body, e.Span);
                VisitParameters(e.Args);
                Visit(e.Body);
                Exit();
                break;
            case ListCompExpr e:
                VisitComprehension(e, "listcomp", ComprehensionKind.List, e.Generators, e.Elt, null);
                break;
            case SetCompExpr e:
                VisitComprehension(e, "setcomp", ComprehensionKind.Set, e.Generators, e.Elt, null);
                break;
            case DictCompExpr e:
                VisitComprehension(e, "dictcomp", ComprehensionKind.Dict, e.Generators, e.Key, e.Value);
                break;
            case GeneratorExpExpr e:
                VisitComprehension(e, "genexpr", ComprehensionKind.Generator, e.Generators, e.Elt, null);
                break;
            case YieldExpr e:
                RejectInAnnotation("yield expression", e);
                VisitOptional(e.Value);
                MarkGenerator(e);
                break;
            case YieldFromExpr e:
                RejectInAnnotation("yield expression", e);
                Visit(e.Value);
                MarkGenerator(e);
                break;
            case AwaitExpr e:
                RejectInAnnotation("await expression", e);
                VisitAwait(e);
                break;
        }
    }

    private void VisitName(NameExpr e)
    {
        if (!_current.InUnevaluatedAnnotation)
            Define(e.Id, e.Ctx == ExprContext.Load ? SymbolFlags.Use : SymbolFlags.Local, e.Span, e.Ctx);
        // Calling super() without arguments uses __class__.
        if (e.Ctx == ExprContext.Load && e.Id == "super" && _current.IsFunctionLike)
            Define("__class__", SymbolFlags.Use, e.Span);
    }

    private void VisitKeywords(Keyword[] keywords)
    {
        foreach (var keyword in keywords)
        {
            if (keyword.Arg is { } name)
                CheckName(name, keyword.Span, ExprContext.Store);
        }
        foreach (var keyword in keywords)
            Visit(keyword.Value);
    }

    private void MarkGenerator(Expr e)
    {
        _current.IsGenerator = true;
        if (_current.Comprehension == ComprehensionKind.None)
            return;
        throw Error(e.Span, _current.Comprehension switch
        {
            ComprehensionKind.List => "'yield' inside list comprehension",
            ComprehensionKind.Set => "'yield' inside set comprehension",
            ComprehensionKind.Dict => "'yield' inside dict comprehension",
            _ => "'yield' inside generator expression",
        });
    }

    private void VisitAwait(AwaitExpr e)
    {
        if (!AllowsTopLevelAwait)
        {
            if (!_current.IsFunctionLike)
                throw Error(e.Span, "'await' outside function");
            if (!IsAsyncFunction && _current.Comprehension == ComprehensionKind.None)
                throw Error(e.Span, "'await' outside async function");
        }
        Visit(e.Value);
        _current.IsCoroutine = true;
    }

    private bool IsAsyncFunction => _current.Kind == ScopeKind.Function && _current.IsCoroutine;

    private void RejectInAnnotation(string what, Expr e)
    {
        var where = _current.Kind switch
        {
            ScopeKind.Annotation => "an annotation",
            ScopeKind.TypeVariable => _current.ScopeInfo ?? "a TypeVar bound",
            ScopeKind.TypeAlias => "a type alias",
            ScopeKind.TypeParameters => "the definition of a generic",
            _ => null,
        };
        if (where is not null)
            throw Error(e.Span, $"{what} cannot be used within {where}");
    }

    private void VisitNamed(NamedExpr e)
    {
        if (_current.IterationExpressionDepth > 0)
            throw Error(e.Span, "assignment expression cannot be used in a comprehension iterable expression");
        if (_current.Comprehension != ComprehensionKind.None)
            ExtendNamedScope((NameExpr)e.Target);
        Visit(e.Value);
        Visit(e.Target);
    }

    /// <summary>A walrus in a comprehension binds in the function or module around it.</summary>
    private void ExtendNamedScope(NameExpr target)
    {
        var name = target.Id;
        foreach (var scope in _stack.Prepend(_current))
        {
            if (scope.Comprehension != ComprehensionKind.None)
            {
                var flags = scope.Flags(Mangle(name));
                if (flags.HasFlag(SymbolFlags.ComprehensionIterator) && (flags & (SymbolFlags.Local | SymbolFlags.Global)) != 0)
                    throw Error(target.Span, $"assignment expression cannot rebind comprehension iteration variable '{name}'");
                continue;
            }
            switch (scope.Kind)
            {
                case ScopeKind.Function:
                    var isGlobal = scope.Flags(Mangle(name)).HasFlag(SymbolFlags.Global);
                    Define(name, isGlobal ? SymbolFlags.Global : SymbolFlags.Nonlocal, target.Span);
                    _current.Directives.Add(new(Mangle(name), target.Span));
                    DefineIn(scope, name, SymbolFlags.Local, target.Span);
                    return;
                case ScopeKind.Module:
                    Define(name, SymbolFlags.Global, target.Span);
                    _current.Directives.Add(new(Mangle(name), target.Span));
                    DefineIn(scope, name, SymbolFlags.Global, target.Span);
                    return;
                case ScopeKind.Class:
                    throw Error(target.Span, "assignment expression within a comprehension cannot be used in a class body");
                case ScopeKind.TypeParameters:
                    throw Error(target.Span, "assignment expression within a comprehension cannot be used within the definition of a generic");
                case ScopeKind.TypeAlias:
                    throw Error(target.Span, "assignment expression within a comprehension cannot be used in a type alias");
                case ScopeKind.TypeVariable:
                    throw Error(target.Span, "assignment expression within a comprehension cannot be used in a TypeVar bound");
            }
        }
    }

    private void VisitComprehension(Expr e, string name, ComprehensionKind kind, Comprehension[] generators, Expr element, Expr? value)
    {
        var outermost = generators[0];
        // The first iterable is evaluated outside.
        _current.IterationExpressionDepth++;
        Visit(outermost.Iter);
        _current.IterationExpressionDepth--;
        Enter(name, ScopeKind.Function, e, ScopeRole.Body, e.Span);
        _current.Comprehension = kind;
        if (outermost.IsAsync != 0)
            _current.IsCoroutine = true;
        Define(".0", SymbolFlags.Param, e.Span);
        VisitIterationTarget(outermost.Target);
        VisitAll(outermost.Ifs);
        foreach (var generator in generators.AsSpan(1))
        {
            VisitIterationTarget(generator.Target);
            _current.IterationExpressionDepth++;
            Visit(generator.Iter);
            _current.IterationExpressionDepth--;
            VisitAll(generator.Ifs);
            if (generator.IsAsync != 0)
                _current.IsCoroutine = true;
        }
        VisitOptional(value);
        Visit(element);
        var isGenerator = kind == ComprehensionKind.Generator;
        _current.IsGenerator = isGenerator;
        var isAsync = _current.IsCoroutine && !isGenerator;
        Exit();
        if (!isAsync)
            return;
        if (!IsAsyncFunction && _current.Comprehension == ComprehensionKind.None && !AllowsTopLevelAwait)
            throw Error(e.Span, "asynchronous comprehension outside of an asynchronous function");
        _current.IsCoroutine = true;
    }

    private void VisitIterationTarget(Expr target)
    {
        _current.InIterationTarget = true;
        Visit(target);
        _current.InIterationTarget = false;
    }

    private void Visit(Pattern pattern)
    {
        EnsureStack();
        switch (pattern)
        {
            case MatchValuePattern p:
                Visit(p.Value);
                break;
            case MatchSequencePattern p:
                VisitPatterns(p.Patterns);
                break;
            case MatchStarPattern { Name: { } name } p:
                Define(name, SymbolFlags.Local, p.Span);
                break;
            case MatchMappingPattern p:
                VisitAll(p.Keys);
                VisitPatterns(p.Patterns);
                if (p.Rest is { } rest)
                    Define(rest, SymbolFlags.Local, p.Span);
                break;
            case MatchClassPattern p:
                Visit(p.Cls);
                VisitPatterns(p.Patterns);
                foreach (var attribute in p.KwdAttrs)
                    CheckName(attribute, p.Span, ExprContext.Store);
                VisitPatterns(p.KwdPatterns);
                break;
            case MatchAsPattern p:
                if (p.Pattern is { } inner)
                    Visit(inner);
                if (p.Name is { } capture)
                    Define(capture, SymbolFlags.Local, p.Span);
                break;
            case MatchOrPattern p:
                VisitPatterns(p.Patterns);
                break;
        }
    }

    private void VisitPatterns(Pattern[] patterns)
    {
        foreach (var pattern in patterns)
            Visit(pattern);
    }
}
