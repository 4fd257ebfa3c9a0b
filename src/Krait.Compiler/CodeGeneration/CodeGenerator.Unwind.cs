using Krait.Compiler.FlowGraph;
using Krait.Syntax.Ast;

namespace Krait.Compiler;

internal sealed partial class CodeGenerator
{
    /// <summary>Emits what gets out of the statements around; returns the loop it stopped at.</summary>
    private FrameBlock? UnwindBlocks(ref SourceSpan location, bool keepTop, bool stopAtLoop)
    {
        if (_unit.Blocks.Count == 0)
            return null;
        EnsureStack();
        var top = _unit.Blocks[^1];
        if (top.Kind == FrameBlockKind.ExceptionGroupHandler)
            throw Error(location, "'break', 'continue' and 'return' cannot appear in an except* block");
        if (stopAtLoop && top.Kind is FrameBlockKind.WhileLoop or FrameBlockKind.ForLoop or FrameBlockKind.AsyncForLoop)
            return top;
        PopBlock();
        UnwindBlock(ref location, top, keepTop);
        var loop = UnwindBlocks(ref location, keepTop, stopAtLoop);
        _unit.Blocks.Add(top);
        return loop;
    }

    private void UnwindBlock(ref SourceSpan location, FrameBlock block, bool keepTop)
    {
        switch (block.Kind)
        {
            case FrameBlockKind.ForLoop or FrameBlockKind.AsyncForLoop or FrameBlockKind.PopValue:
                SwapIf(keepTop, location);
                Emit(Opcode.PopTop, location);
                break;
            case FrameBlockKind.TryExcept:
                Emit(Opcode.PopBlock, location);
                break;
            case FrameBlockKind.FinallyTry:
                Emit(Opcode.PopBlock, location);
                if (keepTop)
                    PushBlock(new FrameBlock(FrameBlockKind.PopValue, location));
                SilentlyVisitAll(block.FinallyBody);
                if (keepTop)
                    PopBlock();
                location = Locations.None;
                break;
            case FrameBlockKind.FinallyEnd:
                SwapIf(keepTop, location);
                Emit(Opcode.PopTop, location);
                SwapIf(keepTop, location);
                Emit(Opcode.PopBlock, location);
                Emit(Opcode.PopExcept, location);
                break;
            case FrameBlockKind.With or FrameBlockKind.AsyncWith:
                UnwindWith(block, keepTop);
                location = Locations.None;
                break;
            case FrameBlockKind.HandlerCleanup:
                UnwindHandler(location, block, keepTop);
                break;
        }
    }

    private void SwapIf(bool keepTop, SourceSpan location)
    {
        if (keepTop)
            Emit(Opcode.Swap, 2, location);
    }

    private void UnwindWith(FrameBlock block, bool keepTop)
    {
        var location = block.Location;
        Emit(Opcode.PopBlock, location);
        if (keepTop)
        {
            Emit(Opcode.Swap, 3, location);
            Emit(Opcode.Swap, 2, location);
        }
        CallExitWithNones(location);
        if (block.Kind == FrameBlockKind.AsyncWith)
            Await(2, location);
        Emit(Opcode.PopTop, location);
    }

    private void UnwindHandler(SourceSpan location, FrameBlock block, bool keepTop)
    {
        if (block.HandlerName is not null)
            Emit(Opcode.PopBlock, location);
        SwapIf(keepTop, location);
        Emit(Opcode.PopBlock, location);
        Emit(Opcode.PopExcept, location);
        if (block.HandlerName is { } name)
            Unbind(name, location);
    }

    private void Unbind(string name, SourceSpan location)
    {
        EmitNone(location);
        Name(name, ExprContext.Store, location);
        Name(name, ExprContext.Del, location);
    }

    private void CallExitWithNones(SourceSpan location)
    {
        EmitNone(location);
        EmitNone(location);
        EmitNone(location);
        Emit(Opcode.Call, 3, location);
    }

    /// <summary>A second copy of statements: their warnings have been given.</summary>
    private void SilentlyVisitAll(Stmt[] body)
    {
        _silenced++;
        VisitAll(body);
        _silenced--;
    }
}
