using System.Runtime.CompilerServices;
using Krait.Compiler.FlowGraph;
using Krait.Syntax;
using Krait.Syntax.Ast;

namespace Krait.Compiler;

/// <summary>
/// What is done on the tree before code is made of it: <c>__debug__</c>, docstrings under <c>-OO</c>, <c>%</c> formatting as f-strings,
/// the constants of patterns; and the warnings about leaving a <c>finally</c> (PEP 765).
/// </summary>
internal sealed partial class TreeOptimizer(CompileOptions options, CodeFlags future)
{
    private readonly Stack<FlowContext> _flow = new();

    /// <summary>Where a statement stands: whether leaving here drops an exception.</summary>
    private sealed record FlowContext(bool InFinally, bool InFunction, bool InLoop);

    public Mod Run(Mod tree)
    {
        switch (tree)
        {
            case ModuleMod module:
                module.Body = FoldBody(module.Body);
                break;
            case InteractiveMod interactive:
                Fold(interactive.Body);
                break;
            case ExpressionMod expression:
                expression.Body = Fold(expression.Body);
                break;
        }
        return tree;
    }

    private static void EnsureStack()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new CompilerRecursionException();
    }

    /// <summary>A body that may begin with a docstring.</summary>
    private Stmt[] FoldBody(Stmt[] body)
    {
        var hasDocstring = Docstrings.Has(body);
        if (hasDocstring && options.OptimizationLevel >= 2)
        {
            body = body.Length > 1 ? body[1..] : [new PassStmt(PassInPlaceOf(body[0].Span))];
            hasDocstring = false;
        }
        Fold(body);
        // An expression that only now became a string is no docstring.
        if (!hasDocstring && Docstrings.Has(body) && body[0] is ExprStmt statement)
            statement.Value = new JoinedStrExpr([statement.Value], statement.Value.Span);
        return body;
    }

    /// <summary>A docstring may span lines; the <c>pass</c> that takes its place has four characters on one.</summary>
    private static SourceSpan PassInPlaceOf(SourceSpan span) => span with { EndLine = span.Line, EndColumn = span.Column + 4 };

    private void Fold(Stmt[] body)
    {
        foreach (var statement in body)
            Fold(statement);
    }

    private void Fold(Stmt statement)
    {
        EnsureStack();
        switch (statement)
        {
            case FunctionDefStmt s:
                Fold(s.TypeParams);
                Fold(s.Args);
                s.Body = FoldFunctionBody(s.Body);
                Fold(s.DecoratorList);
                s.Returns = FoldAnnotation(s.Returns);
                break;
            case AsyncFunctionDefStmt s:
                Fold(s.TypeParams);
                Fold(s.Args);
                s.Body = FoldFunctionBody(s.Body);
                Fold(s.DecoratorList);
                s.Returns = FoldAnnotation(s.Returns);
                break;
            case ClassDefStmt s:
                Fold(s.TypeParams);
                Fold(s.Bases);
                Fold(s.Keywords);
                s.Body = FoldBody(s.Body);
                Fold(s.DecoratorList);
                break;
            case ReturnStmt s:
                WarnInFinally("return", s.Span, inLoop: false);
                s.Value = FoldOptional(s.Value);
                break;
            case BreakStmt s:
                WarnInFinally("break", s.Span, _flow.TryPeek(out var atBreak) && atBreak.InLoop);
                break;
            case ContinueStmt s:
                WarnInFinally("continue", s.Span, _flow.TryPeek(out var atContinue) && atContinue.InLoop);
                break;
            case DeleteStmt s:
                Fold(s.Targets);
                break;
            case AssignStmt s:
                Fold(s.Targets);
                s.Value = Fold(s.Value);
                break;
            case AugAssignStmt s:
                s.Target = Fold(s.Target);
                s.Value = Fold(s.Value);
                break;
            case AnnAssignStmt s:
                s.Target = Fold(s.Target);
                s.Annotation = FoldAnnotation(s.Annotation)!;
                s.Value = FoldOptional(s.Value);
                break;
            case TypeAliasStmt s:
                s.Name = Fold(s.Name);
                Fold(s.TypeParams);
                s.Value = Fold(s.Value);
                break;
            case ExprStmt s:
                s.Value = Fold(s.Value);
                break;
            case RaiseStmt s:
                s.Exc = FoldOptional(s.Exc);
                s.Cause = FoldOptional(s.Cause);
                break;
            case AssertStmt s:
                s.Test = Fold(s.Test);
                s.Msg = FoldOptional(s.Msg);
                break;
            default:
                FoldCompound(statement);
                break;
        }
    }

    private void FoldCompound(Stmt statement)
    {
        switch (statement)
        {
            case IfStmt s:
                s.Test = Fold(s.Test);
                Fold(s.Body);
                Fold(s.Orelse);
                break;
            case WhileStmt s:
                s.Test = Fold(s.Test);
                FoldLoop(s.Body);
                Fold(s.Orelse);
                break;
            case ForStmt s:
                s.Target = Fold(s.Target);
                s.Iter = Fold(s.Iter);
                FoldLoop(s.Body);
                Fold(s.Orelse);
                break;
            case AsyncForStmt s:
                s.Target = Fold(s.Target);
                s.Iter = Fold(s.Iter);
                FoldLoop(s.Body);
                Fold(s.Orelse);
                break;
            case WithStmt s:
                Fold(s.Items);
                Fold(s.Body);
                break;
            case AsyncWithStmt s:
                Fold(s.Items);
                Fold(s.Body);
                break;
            case TryStmt s:
                FoldTry(s.Body, s.Handlers, s.Orelse, s.Finalbody);
                break;
            case TryStarStmt s:
                FoldTry(s.Body, s.Handlers, s.Orelse, s.Finalbody);
                break;
            case MatchStmt s:
                s.Subject = Fold(s.Subject);
                foreach (var item in s.Cases)
                {
                    Fold(item.Pattern);
                    item.Guard = FoldOptional(item.Guard);
                    Fold(item.Body);
                }
                break;
        }
    }

    private Stmt[] FoldFunctionBody(Stmt[] body)
    {
        _flow.Push(new FlowContext(InFinally: false, InFunction: true, InLoop: false));
        body = FoldBody(body);
        _flow.Pop();
        return body;
    }

    private void FoldLoop(Stmt[] body)
    {
        var outer = _flow.TryPeek(out var context) ? context : new FlowContext(InFinally: false, InFunction: false, InLoop: false);
        _flow.Push(outer with { InLoop = true });
        Fold(body);
        _flow.Pop();
    }

    private void FoldTry(Stmt[] body, ExceptHandler[] handlers, Stmt[] orelse, Stmt[] finalbody)
    {
        Fold(body);
        foreach (var handler in handlers)
        {
            handler.Type = FoldOptional(handler.Type);
            Fold(handler.Body);
        }
        Fold(orelse);
        if (finalbody.Length == 0)
            return;
        _flow.Push(new FlowContext(InFinally: true, InFunction: false, InLoop: false));
        Fold(finalbody);
        _flow.Pop();
    }

    private void WarnInFinally(string keyword, SourceSpan span, bool inLoop)
    {
        if (!_flow.TryPeek(out var context) || !context.InFinally || context.InFunction || inLoop)
            return;
        var message = $"'{keyword}' in a 'finally' block";
        if (options.Warnings?.Warn(SyntaxWarningKind.SyntaxWarning, message, options.Filename, span.Line) == false)
            throw CompilerErrors.At(options.Filename, span, message);
    }

    private void Fold(WithItem[] items)
    {
        foreach (var item in items)
        {
            item.ContextExpr = Fold(item.ContextExpr);
            item.OptionalVars = FoldOptional(item.OptionalVars);
        }
    }

    private void Fold(TypeParam[] parameters)
    {
        foreach (var parameter in parameters)
        {
            switch (parameter)
            {
                case TypeVarParam p:
                    p.Bound = FoldOptional(p.Bound);
                    p.DefaultValue = FoldOptional(p.DefaultValue);
                    break;
                case ParamSpecParam p:
                    p.DefaultValue = FoldOptional(p.DefaultValue);
                    break;
                case TypeVarTupleParam p:
                    p.DefaultValue = FoldOptional(p.DefaultValue);
                    break;
            }
        }
    }

    private void Fold(Arguments args)
    {
        foreach (var arg in args.Posonlyargs.Concat(args.Args).Concat(args.Kwonlyargs))
            arg.Annotation = FoldAnnotation(arg.Annotation);
        if (args.Vararg is { } vararg)
            vararg.Annotation = FoldAnnotation(vararg.Annotation);
        if (args.Kwarg is { } kwarg)
            kwarg.Annotation = FoldAnnotation(kwarg.Annotation);
        FoldOptionals(args.KwDefaults);
        Fold(args.Defaults);
    }

    /// <summary>With the future import, annotations become text as they are.</summary>
    private Expr? FoldAnnotation(Expr? annotation) =>
        future.HasFlag(CodeFlags.FutureAnnotations) ? annotation : FoldOptional(annotation);

    private void Fold(Pattern pattern)
    {
        EnsureStack();
        switch (pattern)
        {
            case MatchValuePattern p:
                p.Value = FoldPatternConstant(p.Value);
                break;
            case MatchSequencePattern p:
                Fold(p.Patterns);
                break;
            case MatchMappingPattern p:
                for (var i = 0; i < p.Keys.Length; i++)
                    p.Keys[i] = FoldPatternConstant(p.Keys[i]);
                Fold(p.Patterns);
                break;
            case MatchClassPattern p:
                p.Cls = Fold(p.Cls);
                Fold(p.Patterns);
                Fold(p.KwdPatterns);
                break;
            case MatchAsPattern { Pattern: { } inner }:
                Fold(inner);
                break;
            case MatchOrPattern p:
                Fold(p.Patterns);
                break;
        }
    }

    private void Fold(Pattern[] patterns)
    {
        foreach (var pattern in patterns)
            Fold(pattern);
    }

    /// <summary><c>-1</c> and <c>1+2j</c>: a pattern compares with a constant only.</summary>
    private static Expr FoldPatternConstant(Expr e)
    {
        var folded = e switch
        {
            UnaryOpExpr { Op: UnaryOperator.USub, Operand: ConstantExpr operand } => ConstantArithmetic.Unary(UnaryOperator.USub, operand.Value),
            BinOpExpr { Op: Operator.Add or Operator.Sub, Right: ConstantExpr right } sum
                when FoldPatternConstant(sum.Left) is ConstantExpr left =>
                ConstantArithmetic.Binary(left.Value, sum.Op == Operator.Add ? 0 : 10, right.Value),
            _ => null,
        };
        return folded is null ? e : new ConstantExpr(folded, null, e.Span);
    }
}
