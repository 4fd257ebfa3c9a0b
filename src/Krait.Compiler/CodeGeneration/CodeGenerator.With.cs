using Krait.Compiler.FlowGraph;
using Krait.Syntax.Ast;

namespace Krait.Compiler;

internal sealed partial class CodeGenerator
{
    private const int SpecialEnter = 0;
    private const int SpecialExit = 1;
    private const int SpecialAsyncEnter = 2;
    private const int SpecialAsyncExit = 3;
    private const int ResumeAfterYield = 1;
    private const int ResumeAfterYieldFrom = 2;
    private const int ResumeAfterAwait = 3;

    private void With(WithItem[] items, Stmt[] body, int index, bool isAsync)
    {
        EnsureStack();
        Label block = new(), final = new(), exit = new(), cleanup = new();
        var item = items[index];
        Visit(item.ContextExpr);
        var location = item.ContextExpr.Span;
        if (isAsync)
        {
            LoadContextManager(SpecialAsyncExit, SpecialAsyncEnter, location);
            Await(1, location);
        }
        else
        {
            LoadContextManager(SpecialExit, SpecialEnter, location);
        }
        EmitJump(Opcode.SetupWith, final, location);
        Place(block);
        PushBlock(new FrameBlock(isAsync ? FrameBlockKind.AsyncWith : FrameBlockKind.With, location));
        BindContext(item, location);
        if (index + 1 == items.Length)
            VisitAll(body);
        else
            With(items, body, index + 1, isAsync);
        PopBlock();
        Emit(Opcode.PopBlock, isAsync ? location : Locations.None);
        CallExitWithNones(location);
        if (isAsync)
            Await(2, location);
        Emit(Opcode.PopTop, location);
        EmitJump(Opcode.Jump, exit, location);

        Place(final);
        EmitJump(Opcode.SetupCleanup, cleanup, location);
        Emit(Opcode.PushExcInfo, location);
        Emit(Opcode.WithExceptStart, location);
        if (isAsync)
            Await(2, location);
        FinishWithExcept(cleanup);
        Place(exit);
    }

    private void LoadContextManager(int exit, int enter, SourceSpan location)
    {
        Emit(Opcode.Copy, 1, location);
        Emit(Opcode.LoadSpecial, exit, location);
        Emit(Opcode.Swap, 2, location);
        Emit(Opcode.Swap, 3, location);
        Emit(Opcode.LoadSpecial, enter, location);
        Emit(Opcode.Call, 0, location);
    }

    private void BindContext(WithItem item, SourceSpan location)
    {
        if (item.OptionalVars is { } target)
            Visit(target);
        else
            Emit(Opcode.PopTop, location);
    }

    private void FinishWithExcept(Label cleanup)
    {
        Label suppress = new(), exit = new();
        Emit(Opcode.ToBool, Locations.None);
        EmitJump(Opcode.PopJumpIfTrue, suppress, Locations.None);
        Emit(Opcode.Reraise, 2, Locations.None);
        Place(suppress);
        Emit(Opcode.PopTop, Locations.None);
        Emit(Opcode.PopBlock, Locations.None);
        Emit(Opcode.PopExcept, Locations.None);
        Emit(Opcode.PopTop, Locations.None);
        Emit(Opcode.PopTop, Locations.None);
        Emit(Opcode.PopTop, Locations.None);
        EmitJump(Opcode.JumpNoInterrupt, exit, Locations.None);
        Place(cleanup);
        PopExceptAndReraise();
        Place(exit);
    }

    /// <summary>Awaits the top of the stack; the argument says for whom (0: <c>await</c>, 1: <c>__aenter__</c>, 2: <c>__aexit__</c>).</summary>
    private void Await(int source, SourceSpan location)
    {
        Emit(Opcode.GetAwaitable, source, location);
        EmitNone(location);
        YieldFrom(location, isAwait: true);
    }

    private void YieldFrom(SourceSpan location, bool isAwait)
    {
        Label send = new(), fail = new(), exit = new();
        Place(send);
        EmitJump(Opcode.Send, exit, location);
        // Catches the StopIteration that throw() and close() end with.
        EmitJump(Opcode.SetupFinally, fail, location);
        Emit(Opcode.YieldValue, 1, location);
        Emit(Opcode.PopBlock, Locations.None);
        Emit(Opcode.Resume, isAwait ? ResumeAfterAwait : ResumeAfterYieldFrom, location);
        EmitJump(Opcode.JumpNoInterrupt, send, location);
        Place(fail);
        Emit(Opcode.CleanupThrow, location);
        Place(exit);
        Emit(Opcode.EndSend, location);
    }

    private void Yield(SourceSpan location)
    {
        if (_unit.Scope is { IsGenerator: true, IsCoroutine: true })
            Emit(Opcode.CallIntrinsic1, IntrinsicAsyncGenWrap, location);
        Emit(Opcode.YieldValue, 0, location);
        Emit(Opcode.Resume, ResumeAfterYield, location);
    }
}
