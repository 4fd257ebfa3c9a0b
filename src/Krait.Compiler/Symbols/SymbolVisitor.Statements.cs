using Krait.Syntax.Ast;

namespace Krait.Compiler;

internal sealed partial class SymbolVisitor
{
    private void VisitBody(Stmt[] body)
    {
        foreach (var statement in body)
            Visit(statement);
    }

    private void VisitConditionally(params ReadOnlySpan<Stmt[]> bodies)
    {
        var saved = _current.InConditionalBlock;
        _current.InConditionalBlock = true;
        foreach (var body in bodies)
            VisitBody(body);
        _current.InConditionalBlock = saved;
    }

    private void Visit(Stmt statement)
    {
        EnsureStack();
        switch (statement)
        {
            case FunctionDefStmt s:
                VisitFunction(s, s.Name, s.Args, s.Returns, s.DecoratorList, s.TypeParams, s.Body, isAsync: false);
                break;
            case AsyncFunctionDefStmt s:
                VisitFunction(s, s.Name, s.Args, s.Returns, s.DecoratorList, s.TypeParams, s.Body, isAsync: true);
                break;
            case ClassDefStmt s:
                VisitClass(s);
                break;
            case TypeAliasStmt s:
                VisitTypeAlias(s);
                break;
            case ReturnStmt s:
                VisitOptional(s.Value);
                break;
            case DeleteStmt s:
                VisitAll(s.Targets);
                break;
            case AssignStmt s:
                VisitAll(s.Targets);
                Visit(s.Value);
                break;
            case AugAssignStmt s:
                Visit(s.Target);
                Visit(s.Value);
                break;
            case AnnAssignStmt s:
                VisitAnnAssign(s);
                break;
            case ExprStmt s:
                Visit(s.Value);
                break;
            case RaiseStmt s:
                VisitOptional(s.Exc);
                VisitOptional(s.Cause);
                break;
            case AssertStmt s:
                Visit(s.Test);
                VisitOptional(s.Msg);
                break;
            case ImportStmt s:
                VisitAliases(s.Names);
                break;
            case ImportFromStmt s:
                if (s.Module == "__future__" && (s.Level ?? 0) == 0 && !future.Accepts(s))
                    throw Error(s.Span, "from __future__ imports must occur at the beginning of the file");
                VisitAliases(s.Names);
                break;
            case GlobalStmt s:
                VisitDeclaration(s.Names, s.Span, SymbolFlags.Global, "global");
                break;
            case NonlocalStmt s:
                VisitDeclaration(s.Names, s.Span, SymbolFlags.Nonlocal, "nonlocal");
                break;
            default:
                VisitCompound(statement);
                break;
        }
    }

    private void VisitCompound(Stmt statement)
    {
        switch (statement)
        {
            case ForStmt s:
                Visit(s.Target);
                Visit(s.Iter);
                VisitConditionally(s.Body, s.Orelse);
                break;
            case AsyncForStmt s:
                RequireCoroutine(s.Span, "'async for' outside async function");
                Visit(s.Target);
                Visit(s.Iter);
                VisitConditionally(s.Body, s.Orelse);
                break;
            case WhileStmt s:
                Visit(s.Test);
                VisitConditionally(s.Body, s.Orelse);
                break;
            case IfStmt s:
                Visit(s.Test);
                VisitConditionally(s.Body, s.Orelse);
                break;
            case WithStmt s:
                VisitWith(s.Items, s.Body);
                break;
            case AsyncWithStmt s:
                RequireCoroutine(s.Span, "'async with' outside async function");
                VisitWith(s.Items, s.Body);
                break;
            case TryStmt s:
                VisitTry(s.Body, s.Handlers, s.Orelse, s.Finalbody);
                break;
            case TryStarStmt s:
                VisitTry(s.Body, s.Handlers, s.Orelse, s.Finalbody);
                break;
            case MatchStmt s:
                Visit(s.Subject);
                foreach (var item in s.Cases)
                {
                    Visit(item.Pattern);
                    VisitOptional(item.Guard);
                    VisitConditionally(item.Body);
                }
                break;
        }
    }

    private void VisitWith(WithItem[] items, Stmt[] body)
    {
        foreach (var item in items)
        {
            Visit(item.ContextExpr);
            VisitOptional(item.OptionalVars);
        }
        VisitConditionally(body);
    }

    private void VisitTry(Stmt[] body, ExceptHandler[] handlers, Stmt[] orelse, Stmt[] finalbody)
    {
        VisitConditionally(body);
        foreach (var handler in handlers)
        {
            VisitOptional(handler.Type);
            if (handler.Name is { } name)
                Define(name, SymbolFlags.Local, handler.Span);
            VisitConditionally(handler.Body);
        }
        VisitConditionally(orelse, finalbody);
    }

    private void RequireCoroutine(Krait.Syntax.Ast.SourceSpan span, string message)
    {
        if (AllowsTopLevelAwait)
            _current.IsCoroutine = true;
        if (!_current.IsCoroutine)
            throw Error(span, message);
    }

    private bool AllowsTopLevelAwait => allowTopLevelAwait && _current.Kind == ScopeKind.Module;

    private void VisitFunction(
        Stmt node, string name, Arguments args, Expr? returns, Expr[] decorators, TypeParam[] typeParams, Stmt[] body, bool isAsync)
    {
        Define(name, SymbolFlags.Local, node.Span);
        VisitDefaults(args);
        VisitAll(decorators);
        if (typeParams.Length > 0)
        {
            EnterTypeParams(name, node, isClass: false, hasKwDefaults: args.KwDefaults.Any(value => value is not null), node.Span);
            VisitTypeParams(typeParams);
        }
        var scope = NewScope(name, ScopeKind.Function, node, ScopeRole.Body, node.Span);
        VisitFunctionAnnotations(node, args, returns, name);
        EnterExisting(scope, isNew: true);
        scope.IsCoroutine = isAsync;
        scope.HasDocstring = Docstrings.Has(body);
        VisitParameters(args);
        VisitBody(body);
        Exit();
        if (typeParams.Length > 0)
            Exit();
    }

    private void VisitDefaults(Arguments args)
    {
        VisitAll(args.Defaults);
        foreach (var value in args.KwDefaults)
            VisitOptional(value);
    }

    private void VisitParameters(Arguments args)
    {
        foreach (var arg in args.Posonlyargs)
            Define(arg.Name, SymbolFlags.Param, arg.Span);
        foreach (var arg in args.Args)
            Define(arg.Name, SymbolFlags.Param, arg.Span);
        foreach (var arg in args.Kwonlyargs)
            Define(arg.Name, SymbolFlags.Param, arg.Span);
        if (args.Vararg is { } vararg)
        {
            Define(vararg.Name, SymbolFlags.Param, vararg.Span);
            _current.HasVarArgs = true;
        }
        if (args.Kwarg is { } kwarg)
        {
            Define(kwarg.Name, SymbolFlags.Param, kwarg.Span);
            _current.HasVarKeywords = true;
        }
    }

    private void VisitFunctionAnnotations(Stmt node, Arguments args, Expr? returns, string functionName)
    {
        var inClass = _current.CanSeeClassScope || _current.Kind == ScopeKind.Class;
        var scope = Enter("__annotate__", ScopeKind.Annotation, args, ScopeRole.Annotations, node.Span);
        scope.FunctionName = functionName;
        if (inClass)
        {
            scope.CanSeeClassScope = true;
            Define("__classdict__", SymbolFlags.Use, node.Span);
        }
        foreach (var arg in AnnotatedArguments(args))
            VisitFunctionAnnotation(arg.Annotation);
        VisitFunctionAnnotation(returns);
        Exit();
    }

    private static IEnumerable<Arg> AnnotatedArguments(Arguments args)
    {
        IEnumerable<Arg> all = args.Posonlyargs.Concat(args.Args);
        if (args.Vararg is not null)
            all = all.Append(args.Vararg);
        if (args.Kwarg is not null)
            all = all.Append(args.Kwarg);
        return all.Concat(args.Kwonlyargs);
    }

    private void VisitFunctionAnnotation(Expr? annotation)
    {
        if (annotation is null)
            return;
        _current.AnnotationsUsed = true;
        Visit(annotation);
    }

    private void VisitClass(ClassDefStmt s)
    {
        Define(s.Name, SymbolFlags.Local, s.Span);
        VisitAll(s.DecoratorList);
        var savedPrivate = _private;
        if (s.TypeParams.Length > 0)
        {
            EnterTypeParams(s.Name, s, isClass: true, hasKwDefaults: false, s.Span);
            _private = s.Name;
            _current.MangledNames = [];
            VisitTypeParams(s.TypeParams);
        }
        VisitAll(s.Bases);
        VisitKeywords(s.Keywords);
        Enter(s.Name, ScopeKind.Class, s, ScopeRole.Body, s.Span);
        _private = s.Name;
        if (s.TypeParams.Length > 0)
        {
            Define("__type_params__", SymbolFlags.Local, s.Span);
            Define(".type_params", SymbolFlags.Use, s.Span);
        }
        _current.HasDocstring = Docstrings.Has(s.Body);
        VisitBody(s.Body);
        Exit();
        if (s.TypeParams.Length > 0)
            Exit();
        _private = savedPrivate;
    }

    private void EnterTypeParams(string name, Stmt node, bool isClass, bool hasKwDefaults, SourceSpan span)
    {
        var inClass = _current.Kind == ScopeKind.Class;
        Enter(name, ScopeKind.TypeParameters, node, ScopeRole.TypeParameters, span);
        if (inClass)
        {
            _current.CanSeeClassScope = true;
            Define("__classdict__", SymbolFlags.Use, span);
        }
        if (isClass)
        {
            foreach (var implicitName in new[] { ".type_params", ".generic_base" })
            {
                Define(implicitName, SymbolFlags.Local, span);
                Define(implicitName, SymbolFlags.Use, span);
            }
        }
        if (node is FunctionDefStmt or AsyncFunctionDefStmt)
            Define(".defaults", SymbolFlags.Param, span);
        if (hasKwDefaults)
            Define(".kwdefaults", SymbolFlags.Param, span);
    }

    private void VisitTypeParams(TypeParam[] parameters)
    {
        foreach (var parameter in parameters)
        {
            switch (parameter)
            {
                case TypeVarParam p:
                    Define(p.Name, SymbolFlags.TypeParam | SymbolFlags.Local, p.Span);
                    var kind = p.Bound is TupleExpr ? "a TypeVar constraint" : "a TypeVar bound";
                    VisitTypeParamExpression(p.Bound, p.Name, p, ScopeRole.Body, kind);
                    VisitTypeParamExpression(p.DefaultValue, p.Name, p, ScopeRole.Default, "a TypeVar default");
                    break;
                case TypeVarTupleParam p:
                    Define(p.Name, SymbolFlags.TypeParam | SymbolFlags.Local, p.Span);
                    VisitTypeParamExpression(p.DefaultValue, p.Name, p, ScopeRole.Default, "a TypeVarTuple default");
                    break;
                case ParamSpecParam p:
                    Define(p.Name, SymbolFlags.TypeParam | SymbolFlags.Local, p.Span);
                    VisitTypeParamExpression(p.DefaultValue, p.Name, p, ScopeRole.Default, "a ParamSpec default");
                    break;
            }
        }
    }

    private void VisitTypeParamExpression(Expr? expression, string name, TypeParam key, ScopeRole role, string scopeInfo)
    {
        if (name == "__classdict__")
            throw Error(key.Span, $"reserved name '{name}' cannot be used for type parameter");
        if (expression is null)
            return;
        var inClass = _current.CanSeeClassScope;
        Enter(name, ScopeKind.TypeVariable, key, role, expression.Span);
        _current.CanSeeClassScope = inClass;
        if (inClass)
            Define("__classdict__", SymbolFlags.Use, expression.Span);
        _current.ScopeInfo = scopeInfo;
        Visit(expression);
        Exit();
    }

    private void VisitTypeAlias(TypeAliasStmt s)
    {
        Visit(s.Name);
        var name = ((NameExpr)s.Name).Id;
        var inClass = _current.Kind == ScopeKind.Class;
        if (s.TypeParams.Length > 0)
        {
            EnterTypeParams(name, s, isClass: false, hasKwDefaults: false, s.Span);
            VisitTypeParams(s.TypeParams);
        }
        Enter(name, ScopeKind.TypeAlias, s, ScopeRole.Body, s.Span);
        _current.CanSeeClassScope = inClass;
        if (inClass)
            Define("__classdict__", SymbolFlags.Use, s.Value.Span);
        Visit(s.Value);
        Exit();
        if (s.TypeParams.Length > 0)
            Exit();
    }

    private void VisitAnnAssign(AnnAssignStmt s)
    {
        if (s.Target is NameExpr name)
        {
            var flags = Lookup(name.Id);
            if ((flags & (SymbolFlags.Global | SymbolFlags.Nonlocal)) != 0 && _current != table.Top && s.Simple != 0)
            {
                var kind = flags.HasFlag(SymbolFlags.Global) ? "global" : "nonlocal";
                throw Error(s.Span, $"annotated name '{name.Id}' can't be {kind}");
            }
            if (s.Simple != 0)
                Define(name.Id, SymbolFlags.Annotation | SymbolFlags.Local, name.Span);
            else if (s.Value is not null)
                Define(name.Id, SymbolFlags.Local, name.Span);
        }
        else
        {
            Visit(s.Target);
        }
        _current.AnnotationsUsed = true;
        VisitVariableAnnotation(s.Annotation);
        VisitOptional(s.Value);
    }

    private void VisitVariableAnnotation(Expr annotation)
    {
        // A function's local annotations are never evaluated.
        var unevaluated = _current.Kind == ScopeKind.Function;
        if ((_current.Kind == ScopeKind.Module || (_current.Kind == ScopeKind.Class && _current.InConditionalBlock))
            && !_current.HasConditionalAnnotations)
        {
            _current.HasConditionalAnnotations = true;
            Define("__conditional_annotations__", SymbolFlags.Use, annotation.Span);
        }
        var parent = _current;
        if (parent.AnnotationScope is { } existing)
        {
            EnterExisting(existing, isNew: false);
        }
        else
        {
            parent.AnnotationScope = Enter("__annotate__", ScopeKind.Annotation, parent, ScopeRole.Annotations, annotation.Span);
            if (parent.Kind == ScopeKind.Class && !FutureAnnotations)
            {
                _current.CanSeeClassScope = true;
                Define("__classdict__", SymbolFlags.Use, annotation.Span);
            }
        }
        if (unevaluated)
            _current.InUnevaluatedAnnotation = true;
        Visit(annotation);
        if (unevaluated)
            _current.InUnevaluatedAnnotation = false;
        Exit();
    }

    private void VisitAliases(Alias[] aliases)
    {
        foreach (var alias in aliases)
        {
            var name = alias.Asname ?? alias.Name;
            if (name == "*")
            {
                if (_current.Kind != ScopeKind.Module)
                    throw Error(alias.Span, "import * only allowed at module level");
                continue;
            }
            var dot = name.IndexOf('.');
            Define(dot < 0 ? name : name[..dot], SymbolFlags.Import, alias.Span);
        }
    }

    private void VisitDeclaration(string[] names, SourceSpan span, SymbolFlags flag, string kind)
    {
        foreach (var name in names)
        {
            var flags = Lookup(name);
            if ((flags & (SymbolFlags.Param | SymbolFlags.Local | SymbolFlags.Use | SymbolFlags.Annotation)) != 0)
            {
                throw Error(span, flags switch
                {
                    _ when flags.HasFlag(SymbolFlags.Param) => $"name '{name}' is parameter and {kind}",
                    _ when flags.HasFlag(SymbolFlags.Use) => $"name '{name}' is used prior to {kind} declaration",
                    _ when flags.HasFlag(SymbolFlags.Annotation) => $"annotated name '{name}' can't be {kind}",
                    _ => $"name '{name}' is assigned to before {kind} declaration",
                });
            }
            Define(name, flag, span);
            _current.Directives.Add(new(Mangle(name), span));
        }
    }
}
