using Krait.Compiler.FlowGraph;
using Krait.Syntax.Ast;

namespace Krait.Compiler;

internal sealed partial class CodeGenerator
{
    private const int IntrinsicPrint = 1;
    private const int IntrinsicImportStar = 2;
    private const int CommonAssertionError = 0;

    /// <summary>The statements of a module or class: docstring, body, deferred annotations.</summary>
    private void Body(Stmt[] body, SourceSpan location)
    {
        var scope = _unit.Scope;
        if (FutureAnnotations && scope.AnnotationsUsed)
            Emit(Opcode.SetupAnnotations, location);
        if (body.Length == 0)
            return;
        var first = 0;
        if (scope.HasDocstring)
        {
            first = 1;
            var doc = (ConstantExpr)((ExprStmt)body[0]).Value;
            EmitConst(new StrConstant(Docstrings.Clean(((StrConstant)doc.Value).Value)), doc.Span);
            Name("__doc__", ExprContext.Store, Locations.None);
        }
        foreach (var statement in body.AsSpan(first))
            Visit(statement);
        if (!FutureAnnotations)
            DeferredAnnotations(location);
    }

    private void VisitAll(Stmt[] body)
    {
        foreach (var statement in body)
            Visit(statement);
    }

    private void Visit(Stmt statement)
    {
        EnsureStack();
        switch (statement)
        {
            case ExprStmt s:
                ExpressionStatement(s.Value, s.Span);
                break;
            case AssignStmt s:
                Visit(s.Value);
                for (var i = 0; i < s.Targets.Length; i++)
                {
                    if (i < s.Targets.Length - 1)
                        Emit(Opcode.Copy, 1, s.Span);
                    Visit(s.Targets[i]);
                }
                break;
            case AugAssignStmt s:
                AugmentedAssignment(s);
                break;
            case AnnAssignStmt s:
                AnnotatedAssignment(s);
                break;
            case ReturnStmt s:
                Return(s);
                break;
            case DeleteStmt s:
                VisitAll(s.Targets);
                break;
            case RaiseStmt s:
                Raise(s);
                break;
            case AssertStmt s:
                Assert(s);
                break;
            case PassStmt s:
                Emit(Opcode.Nop, s.Span);
                break;
            case BreakStmt s:
                Break(s.Span);
                break;
            case ContinueStmt s:
                Continue(s.Span);
                break;
            case ImportStmt s:
                Import(s);
                break;
            case ImportFromStmt s:
                ImportFrom(s);
                break;
            case FunctionDefStmt s:
                Function(new FunctionParts(s, s.Name, s.Args, s.Body, s.DecoratorList, s.Returns, s.TypeParams, UnitKind.Function));
                break;
            case AsyncFunctionDefStmt s:
                Function(new FunctionParts(s, s.Name, s.Args, s.Body, s.DecoratorList, s.Returns, s.TypeParams, UnitKind.AsyncFunction));
                break;
            case ClassDefStmt s:
                Class(s);
                break;
            case TypeAliasStmt s:
                TypeAlias(s);
                break;
            case GlobalStmt or NonlocalStmt:
                break;
            default:
                _unit.ConditionalBlockDepth++;
                Compound(statement);
                _unit.ConditionalBlockDepth--;
                break;
        }
    }

    private void Compound(Stmt statement)
    {
        switch (statement)
        {
            case IfStmt s:
                If(s);
                break;
            case ForStmt s:
                For(s);
                break;
            case AsyncForStmt s:
                AsyncFor(s);
                break;
            case WhileStmt s:
                While(s);
                break;
            case TryStmt s:
                Try(new TryParts(s.Span, s.Body, s.Handlers, s.Orelse, s.Finalbody, IsStar: false));
                break;
            case TryStarStmt s:
                Try(new TryParts(s.Span, s.Body, s.Handlers, s.Orelse, s.Finalbody, IsStar: true));
                break;
            case WithStmt s:
                With(s.Items, s.Body, 0, isAsync: false);
                break;
            case AsyncWithStmt s:
                With(s.Items, s.Body, 0, isAsync: true);
                break;
            case MatchStmt s:
                Match(s);
                break;
        }
    }

    private void ExpressionStatement(Expr value, SourceSpan location)
    {
        if (_isInteractive && _unit.Kind == UnitKind.Module)
        {
            Visit(value);
            Emit(Opcode.CallIntrinsic1, IntrinsicPrint, location);
            Emit(Opcode.PopTop, Locations.None);
        }
        else if (value is ConstantExpr)
        {
            Emit(Opcode.Nop, location);
        }
        else
        {
            Visit(value);
            Emit(Opcode.PopTop, Locations.None);
        }
    }

    private void Raise(RaiseStmt s)
    {
        var count = 0;
        if (s.Exc is { } exception)
        {
            Visit(exception);
            count++;
            if (s.Cause is { } cause)
            {
                Visit(cause);
                count++;
            }
        }
        Emit(Opcode.RaiseVarargs, count, s.Span);
    }

    private void Assert(AssertStmt s)
    {
        if (s.Test is TupleExpr { Elts.Length: > 0 } or ConstantExpr { Value: TupleConstant { Items.Length: > 0 } })
            Warn(s.Span, "assertion is always true, perhaps remove parentheses?");
        if (options.OptimizationLevel > 0)
            return;
        var end = new Label();
        JumpIf(s.Test, end, true, s.Span);
        Emit(Opcode.LoadCommonConstant, CommonAssertionError, s.Span);
        if (s.Msg is { } message)
        {
            Visit(message);
            Emit(Opcode.Call, 0, s.Span);
        }
        Emit(Opcode.RaiseVarargs, 1, s.Test.Span);
        Place(end);
    }

    private void If(IfStmt s)
    {
        var end = new Label();
        var next = s.Orelse.Length > 0 ? new Label() : end;
        JumpIf(s.Test, next, false, s.Span);
        VisitAll(s.Body);
        if (s.Orelse.Length > 0)
        {
            EmitJump(Opcode.JumpNoInterrupt, end, Locations.None);
            Place(next);
            VisitAll(s.Orelse);
        }
        Place(end);
    }

    private void While(WhileStmt s)
    {
        Label loop = new(), end = new(), anchor = new();
        Place(loop);
        PushBlock(new FrameBlock(FrameBlockKind.WhileLoop, s.Span) { Start = loop, Exit = end });
        JumpIf(s.Test, anchor, false, s.Span);
        VisitAll(s.Body);
        EmitJump(Opcode.Jump, loop, Locations.None);
        PopBlock();
        Place(anchor);
        VisitAll(s.Orelse);
        Place(end);
    }

    private void For(ForStmt s)
    {
        Label start = new(), cleanup = new(), end = new();
        PushBlock(new FrameBlock(FrameBlockKind.ForLoop, s.Span) { Start = start, Exit = end });
        Visit(s.Iter);
        Emit(Opcode.GetIter, s.Iter.Span);
        Place(start);
        EmitJump(Opcode.ForIter, cleanup, s.Iter.Span);
        // Keeps the line of a target that stands on a line of its own.
        Emit(Opcode.Nop, s.Target.Span);
        Visit(s.Target);
        VisitAll(s.Body);
        EmitJump(Opcode.Jump, start, Locations.None);
        Place(cleanup);
        Emit(Opcode.EndFor, Locations.None);
        Emit(Opcode.PopIter, Locations.None);
        PopBlock();
        VisitAll(s.Orelse);
        Place(end);
    }

    private void AsyncFor(AsyncForStmt s)
    {
        Label start = new(), send = new(), except = new(), end = new();
        Visit(s.Iter);
        Emit(Opcode.GetAiter, s.Iter.Span);
        Place(start);
        PushBlock(new FrameBlock(FrameBlockKind.AsyncForLoop, s.Span) { Start = start, Exit = end });
        EmitJump(Opcode.SetupFinally, except, s.Span);
        Emit(Opcode.GetAnext, s.Span);
        EmitNone(s.Span);
        Place(send);
        YieldFrom(s.Span, isAwait: true);
        Emit(Opcode.PopBlock, s.Span);
        Emit(Opcode.NotTaken, s.Span);
        Visit(s.Target);
        VisitAll(s.Body);
        EmitJump(Opcode.Jump, start, Locations.None);
        PopBlock();
        Place(except);
        EmitJump(Opcode.EndAsyncFor, send, s.Iter.Span);
        VisitAll(s.Orelse);
        Place(end);
    }

    private void Return(ReturnStmt s)
    {
        var location = s.Span;
        var scope = _unit.Scope;
        var keepTop = s.Value is not (null or ConstantExpr);
        if (!scope.IsFunctionLike)
            throw Error(location, "'return' outside function");
        if (s.Value is not null && scope.IsCoroutine && scope.IsGenerator)
            throw Error(location, "'return' with value in async generator");
        if (keepTop)
        {
            Visit(s.Value!);
        }
        else if (s.Value is not null)
        {
            location = s.Value.Span;
            Emit(Opcode.Nop, location);
        }
        if (s.Value is null || s.Value.Span.Line != s.Span.Line)
        {
            location = s.Span;
            Emit(Opcode.Nop, location);
        }
        UnwindBlocks(ref location, keepTop, stopAtLoop: false);
        if (s.Value is null)
            EmitNone(location);
        else if (!keepTop)
            EmitConst(((ConstantExpr)s.Value).Value, location);
        Emit(Opcode.ReturnValue, location);
    }

    private void Break(SourceSpan origin)
    {
        var location = origin;
        Emit(Opcode.Nop, location);
        var loop = UnwindBlocks(ref location, false, stopAtLoop: true) ?? throw Error(origin, "'break' outside loop");
        UnwindBlock(ref location, loop, false);
        EmitJump(Opcode.Jump, loop.Exit!, location);
    }

    private void Continue(SourceSpan origin)
    {
        var location = origin;
        Emit(Opcode.Nop, location);
        var loop = UnwindBlocks(ref location, false, stopAtLoop: true) ?? throw Error(origin, "'continue' not properly in loop");
        EmitJump(Opcode.Jump, loop.Start!, location);
    }

    private void Import(ImportStmt s)
    {
        foreach (var alias in s.Names)
        {
            EmitConst(0, s.Span);
            EmitNone(s.Span);
            EmitName(Opcode.ImportName, alias.Name, s.Span);
            var parts = alias.Name.Split('.');
            if (alias.Asname is not { } asname)
            {
                Name(parts[0], ExprContext.Store, s.Span);
                continue;
            }
            for (var i = 1; i < parts.Length; i++)
            {
                Emit(Opcode.ImportFrom, CodeUnit.IndexOf(_unit.Names, parts[i]), s.Span);
                if (i == parts.Length - 1)
                    break;
                Emit(Opcode.Swap, 2, s.Span);
                Emit(Opcode.PopTop, s.Span);
            }
            Name(asname, ExprContext.Store, s.Span);
            if (parts.Length > 1)
                Emit(Opcode.PopTop, s.Span);
        }
    }

    private void ImportFrom(ImportFromStmt s)
    {
        EmitConst(s.Level ?? 0, s.Span);
        EmitConst(StrTuple(s.Names.Select(alias => alias.Name)), s.Span);
        EmitName(Opcode.ImportName, s.Module ?? "", s.Span);
        if (s.Names.Length > 0 && s.Names[0].Name == "*")
        {
            Emit(Opcode.CallIntrinsic1, IntrinsicImportStar, s.Span);
            Emit(Opcode.PopTop, Locations.None);
            return;
        }
        foreach (var alias in s.Names)
        {
            EmitName(Opcode.ImportFrom, alias.Name, s.Span);
            Name(alias.Asname ?? alias.Name, ExprContext.Store, s.Span);
        }
        Emit(Opcode.PopTop, s.Span);
    }
}
