using Krait.Compiler.FlowGraph;
using Krait.Syntax.Ast;

namespace Krait.Compiler;

internal sealed partial class CodeGenerator
{
    private const int IntrinsicPrepReraiseStar = 1;

    private readonly record struct TryParts(
        SourceSpan Span, Stmt[] Body, ExceptHandler[] Handlers, Stmt[] Orelse, Stmt[] Finalbody, bool IsStar);

    private void Try(TryParts s)
    {
        if (s.Finalbody.Length > 0)
            TryFinally(s);
        else if (s.IsStar)
            TryStarExcept(s);
        else
            TryExcept(s);
    }

    private void TryFinally(TryParts s)
    {
        Label body = new(), end = new(), exit = new(), cleanup = new();
        EmitJump(Opcode.SetupFinally, end, s.Span);
        Place(body);
        PushBlock(new FrameBlock(FrameBlockKind.FinallyTry, s.Span) { FinallyBody = s.Finalbody });
        if (s.Handlers.Length == 0)
            VisitAll(s.Body);
        else if (s.IsStar)
            TryStarExcept(s);
        else
            TryExcept(s);
        Emit(Opcode.PopBlock, Locations.None);
        PopBlock();
        VisitAll(s.Finalbody);
        EmitJump(Opcode.JumpNoInterrupt, exit, Locations.None);

        Place(end);
        EmitJump(Opcode.SetupCleanup, cleanup, Locations.None);
        Emit(Opcode.PushExcInfo, Locations.None);
        PushBlock(new FrameBlock(FrameBlockKind.FinallyEnd, Locations.None));
        SilentlyVisitAll(s.Finalbody);
        PopBlock();
        Emit(Opcode.Reraise, 0, Locations.None);
        Place(cleanup);
        PopExceptAndReraise();
        Place(exit);
    }

    private void PopExceptAndReraise()
    {
        Emit(Opcode.Copy, 3, Locations.None);
        Emit(Opcode.PopExcept, Locations.None);
        Emit(Opcode.Reraise, 1, Locations.None);
    }

    private void TryExcept(TryParts s)
    {
        Label body = new(), except = new(), end = new(), cleanup = new();
        EmitJump(Opcode.SetupFinally, except, s.Span);
        Place(body);
        PushBlock(new FrameBlock(FrameBlockKind.TryExcept, s.Span));
        VisitAll(s.Body);
        PopBlock();
        Emit(Opcode.PopBlock, Locations.None);
        VisitAll(s.Orelse);
        EmitJump(Opcode.JumpNoInterrupt, end, Locations.None);

        Place(except);
        EmitJump(Opcode.SetupCleanup, cleanup, Locations.None);
        Emit(Opcode.PushExcInfo, Locations.None);
        PushBlock(new FrameBlock(FrameBlockKind.ExceptionHandler, s.Span));
        for (var i = 0; i < s.Handlers.Length; i++)
        {
            var handler = s.Handlers[i];
            if (handler.Type is null && i < s.Handlers.Length - 1)
                throw Error(handler.Span, "default 'except:' must be last");
            Handler(handler, end);
        }
        PopBlock();
        Emit(Opcode.Reraise, 0, Locations.None);
        Place(cleanup);
        PopExceptAndReraise();
        Place(end);
    }

    private void Handler(ExceptHandler handler, Label end)
    {
        Label next = new(), cleanupBody = new();
        if (handler.Type is { } type)
        {
            Visit(type);
            Emit(Opcode.CheckExcMatch, handler.Span);
            EmitJump(Opcode.PopJumpIfFalse, next, handler.Span);
        }
        if (handler.Name is { } name)
        {
            var cleanupEnd = new Label();
            Name(name, ExprContext.Store, handler.Span);
            EmitJump(Opcode.SetupCleanup, cleanupEnd, handler.Span);
            Place(cleanupBody);
            PushBlock(new FrameBlock(FrameBlockKind.HandlerCleanup, handler.Span) { HandlerName = name });
            VisitAll(handler.Body);
            PopBlock();
            Emit(Opcode.PopBlock, Locations.None);
            Emit(Opcode.PopBlock, Locations.None);
            Emit(Opcode.PopExcept, Locations.None);
            Unbind(name, Locations.None);
            EmitJump(Opcode.JumpNoInterrupt, end, Locations.None);
            Place(cleanupEnd);
            Unbind(name, Locations.None);
            Emit(Opcode.Reraise, 1, Locations.None);
        }
        else
        {
            Emit(Opcode.PopTop, handler.Span);
            Place(cleanupBody);
            PushBlock(new FrameBlock(FrameBlockKind.HandlerCleanup, handler.Span));
            VisitAll(handler.Body);
            PopBlock();
            Emit(Opcode.PopBlock, Locations.None);
            Emit(Opcode.PopExcept, Locations.None);
            EmitJump(Opcode.JumpNoInterrupt, end, Locations.None);
        }
        Place(next);
    }

    private void TryStarExcept(TryParts s)
    {
        Label body = new(), except = new(), orelse = new(), end = new(), cleanup = new(), reraiseStar = new(), reraise = new();
        EmitJump(Opcode.SetupFinally, except, s.Span);
        Place(body);
        PushBlock(new FrameBlock(FrameBlockKind.TryExcept, s.Span));
        VisitAll(s.Body);
        PopBlock();
        Emit(Opcode.PopBlock, Locations.None);
        EmitJump(Opcode.JumpNoInterrupt, orelse, Locations.None);

        Place(except);
        EmitJump(Opcode.SetupCleanup, cleanup, Locations.None);
        Emit(Opcode.PushExcInfo, Locations.None);
        PushBlock(new FrameBlock(FrameBlockKind.ExceptionGroupHandler, s.Span));
        for (var i = 0; i < s.Handlers.Length; i++)
        {
            var handler = s.Handlers[i];
            if (i == 0)
            {
                Emit(Opcode.BuildList, 0, handler.Span);
                Emit(Opcode.Copy, 2, handler.Span);
            }
            StarHandler(handler);
            if (i < s.Handlers.Length - 1)
                continue;
            Emit(Opcode.ListAppend, 1, Locations.None);
            EmitJump(Opcode.JumpNoInterrupt, reraiseStar, Locations.None);
        }
        PopBlock();
        Place(reraiseStar);
        Emit(Opcode.CallIntrinsic2, IntrinsicPrepReraiseStar, Locations.None);
        Emit(Opcode.Copy, 1, Locations.None);
        EmitJump(Opcode.PopJumpIfNotNone, reraise, Locations.None);
        Emit(Opcode.PopTop, Locations.None);
        Emit(Opcode.PopBlock, Locations.None);
        Emit(Opcode.PopExcept, Locations.None);
        EmitJump(Opcode.JumpNoInterrupt, end, Locations.None);

        Place(reraise);
        Emit(Opcode.PopBlock, Locations.None);
        Emit(Opcode.Swap, 2, Locations.None);
        Emit(Opcode.PopExcept, Locations.None);
        Emit(Opcode.Reraise, 0, Locations.None);
        Place(cleanup);
        PopExceptAndReraise();
        Place(orelse);
        VisitAll(s.Orelse);
        Place(end);
    }

    private void StarHandler(ExceptHandler handler)
    {
        Label except = new(), withError = new(), noMatch = new(), cleanupEnd = new(), cleanupBody = new();
        if (handler.Type is { } type)
        {
            Visit(type);
            Emit(Opcode.CheckEgMatch, handler.Span);
            Emit(Opcode.Copy, 1, handler.Span);
            EmitJump(Opcode.PopJumpIfNone, noMatch, handler.Span);
        }
        if (handler.Name is { } name)
            Name(name, ExprContext.Store, handler.Span);
        else
            Emit(Opcode.PopTop, handler.Span);
        EmitJump(Opcode.SetupCleanup, cleanupEnd, handler.Span);
        Place(cleanupBody);
        PushBlock(new FrameBlock(FrameBlockKind.HandlerCleanup, handler.Span) { HandlerName = handler.Name });
        VisitAll(handler.Body);
        PopBlock();
        Emit(Opcode.PopBlock, Locations.None);
        if (handler.Name is not null)
            Unbind(handler.Name, Locations.None);
        EmitJump(Opcode.JumpNoInterrupt, except, Locations.None);
        Place(cleanupEnd);
        if (handler.Name is not null)
            Unbind(handler.Name, Locations.None);
        // The list of raised exceptions lies under the rest, the index of the last instruction and the exception.
        Emit(Opcode.ListAppend, 3, Locations.None);
        Emit(Opcode.PopTop, Locations.None);
        EmitJump(Opcode.JumpNoInterrupt, withError, Locations.None);
        Place(except);
        Emit(Opcode.Nop, Locations.None);
        EmitJump(Opcode.JumpNoInterrupt, withError, Locations.None);
        Place(noMatch);
        Emit(Opcode.PopTop, handler.Span);
        Place(withError);
    }
}
