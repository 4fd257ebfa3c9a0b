using Krait.Compiler.FlowGraph;
using Krait.Syntax.Ast;

namespace Krait.Compiler;

internal sealed partial class CodeGenerator
{
    private sealed record ComprehensionParts(
        Expr Node, string Name, ComprehensionKind Kind, Comprehension[] Generators, Expr Element, Expr? Value);

    /// <summary>What an inlined comprehension has to restore at its end.</summary>
    private sealed class InlinedState
    {
        public List<string> PushedLocals { get; } = [];
        public List<(string Name, SymbolFlags Flags)> OuterSymbols { get; } = [];
        public List<string> FastHidden { get; } = [];
        public Label Cleanup { get; } = new();
    }

    private void Comprehension(ComprehensionParts parts)
    {
        var location = parts.Node.Span;
        var scope = table[parts.Node, ScopeRole.Body];
        if (scope.IsInlined)
        {
            OutermostIterator(parts.Generators[0]);
            var state = TweakScopes(scope);
            PushInlinedLocals(scope, state, location);
            Emit(BuildOpcode(parts.Kind), 0, location);
            Emit(Opcode.Swap, 2, location);
            Generator(parts, 0, 0, isIteratorOnStack: true);
            PopInlinedLocals(state, location);
            RevertScopes(state);
            return;
        }
        EnterUnit(new CodeUnit(parts.Name, UnitKind.Comprehension, scope, location.Line, _unit.Private, _unit) { ArgCount = 1 });
        if (parts.Kind != ComprehensionKind.Generator)
            Emit(BuildOpcode(parts.Kind), 0, location);
        Generator(parts, 0, 0, isIteratorOnStack: false);
        if (parts.Kind == ComprehensionKind.Generator)
            WrapInStopIterationHandler();
        else
            Emit(Opcode.ReturnValue, location);
        MakeClosure(Assemble(addNone: true), FunctionAttributes.None, location);
        OutermostIterator(parts.Generators[0]);
        Emit(Opcode.Call, 0, location);
        if (scope.IsCoroutine && parts.Kind != ComprehensionKind.Generator)
            Await(0, location);
    }

    private static Opcode BuildOpcode(ComprehensionKind kind) => kind switch
    {
        ComprehensionKind.List => Opcode.BuildList,
        ComprehensionKind.Set => Opcode.BuildSet,
        _ => Opcode.BuildMap,
    };

    private void OutermostIterator(Comprehension generator)
    {
        Visit(generator.Iter);
        Emit(generator.IsAsync != 0 ? Opcode.GetAiter : Opcode.GetIter, generator.Iter.Span);
    }

    private void Generator(ComprehensionParts parts, int index, int depth, bool isIteratorOnStack)
    {
        EnsureStack();
        if (parts.Generators[index].IsAsync != 0)
            AsyncGenerator(parts, index, depth, isIteratorOnStack);
        else
            SyncGenerator(parts, index, depth, isIteratorOnStack);
    }

    private void SyncGenerator(ComprehensionParts parts, int index, int depth, bool isIteratorOnStack)
    {
        Label start = new(), ifCleanup = new(), anchor = new();
        var generator = parts.Generators[index];
        var iterates = true;
        if (!isIteratorOnStack)
        {
            if (index == 0)
            {
                Emit(Opcode.LoadFast, 0, parts.Node.Span);
            }
            else if (SingleItem(generator.Iter) is { } item)
            {
                // "for y in [f(x)]" is an assignment.
                Visit(item);
                iterates = false;
            }
            else
            {
                Visit(generator.Iter);
                Emit(Opcode.GetIter, generator.Iter.Span);
            }
        }
        if (iterates)
        {
            depth++;
            Place(start);
            EmitJump(Opcode.ForIter, anchor, generator.Iter.Span);
        }
        Visit(generator.Target);
        foreach (var condition in generator.Ifs)
            JumpIf(condition, ifCleanup, false, parts.Node.Span);
        var location = InnerPart(parts, index, depth);
        Place(ifCleanup);
        if (!iterates)
            return;
        EmitJump(Opcode.Jump, start, location);
        Place(anchor);
        Emit(Opcode.EndFor, Locations.None);
        Emit(Opcode.PopIter, Locations.None);
    }

    private static Expr? SingleItem(Expr iterable)
    {
        var items = iterable switch
        {
            ListExpr list => list.Elts,
            TupleExpr tuple => tuple.Elts,
            _ => [],
        };
        return items is [not StarredExpr] ? items[0] : null;
    }

    private void AsyncGenerator(ComprehensionParts parts, int index, int depth, bool isIteratorOnStack)
    {
        Label start = new(), send = new(), except = new(), ifCleanup = new();
        var generator = parts.Generators[index];
        var location = parts.Node.Span;
        if (!isIteratorOnStack)
        {
            if (index == 0)
            {
                Emit(Opcode.LoadFast, 0, location);
            }
            else
            {
                Visit(generator.Iter);
                Emit(Opcode.GetAiter, generator.Iter.Span);
            }
        }
        Place(start);
        PushBlock(new FrameBlock(FrameBlockKind.AsyncComprehension, location));
        EmitJump(Opcode.SetupFinally, except, location);
        Emit(Opcode.GetAnext, location);
        EmitNone(location);
        Place(send);
        YieldFrom(location, isAwait: true);
        Emit(Opcode.PopBlock, location);
        Visit(generator.Target);
        foreach (var condition in generator.Ifs)
            JumpIf(condition, ifCleanup, false, location);
        var elementLocation = InnerPart(parts, index, depth + 1);
        Place(ifCleanup);
        EmitJump(Opcode.Jump, start, elementLocation);
        PopBlock();
        Place(except);
        EmitJump(Opcode.EndAsyncFor, send, location);
    }

    /// <summary>The next <c>for</c>, or the element; returns the element's location.</summary>
    private SourceSpan InnerPart(ComprehensionParts parts, int index, int depth)
    {
        var location = parts.Element.Span;
        if (index + 1 < parts.Generators.Length)
        {
            Generator(parts, index + 1, depth, isIteratorOnStack: false);
            return location;
        }
        Visit(parts.Element);
        switch (parts.Kind)
        {
            case ComprehensionKind.Generator:
                Yield(location);
                Emit(Opcode.PopTop, location);
                break;
            case ComprehensionKind.List:
                Emit(Opcode.ListAppend, depth + 1, location);
                break;
            case ComprehensionKind.Set:
                Emit(Opcode.SetAdd, depth + 1, location);
                break;
            default:
                Visit(parts.Value!);
                location = SourceSpan.Cover(location, parts.Value!.Span);
                Emit(Opcode.MapAdd, depth + 1, location);
                break;
        }
        return location;
    }

    /// <summary>Lets the names of an inlined comprehension be resolved as in it, for as long as it is compiled.</summary>
    private InlinedState TweakScopes(Scope comprehension)
    {
        var state = new InlinedState();
        var outer = _unit.Scope;
        var inClass = outer.Kind == ScopeKind.Class && _unit.InlinedDepth == 0;
        _unit.InlinedDepth++;
        foreach (var (name, flags) in comprehension.Symbols)
        {
            var scope = Scope.ResolvedScope(flags);
            var outerFlags = outer.Flags(name);
            var outerScope = Scope.ResolvedScope(outerFlags);
            if ((scope != outerScope && scope != NameScope.Free && !(scope == NameScope.Cell && outerScope == NameScope.Free)) || inClass)
            {
                state.OuterSymbols.Add((name, outerFlags));
                outer.SetFlags(name, flags);
            }
            if (IsBoundIn(flags) || inClass)
            {
                if (outer.IsFunctionLike || _unit.FastHidden.GetValueOrDefault(name) is { IsActive: true })
                    continue;
                _unit.FastHidden[name] = new FastLocal(true);
                state.FastHidden.Add(name);
            }
        }
        return state;
    }

    private static bool IsBoundIn(SymbolFlags flags) => flags.HasFlag(SymbolFlags.Local) && !flags.HasFlag(SymbolFlags.Nonlocal);

    private void RevertScopes(InlinedState state)
    {
        _unit.InlinedDepth--;
        foreach (var (name, flags) in state.OuterSymbols)
            _unit.Scope.SetFlags(name, flags);
        foreach (var name in state.FastHidden)
            _unit.FastHidden[name] = new FastLocal(false);
    }

    /// <summary>Puts the outer values of the names that the comprehension binds on the stack, under its iterator.</summary>
    private void PushInlinedLocals(Scope comprehension, InlinedState state, SourceSpan location)
    {
        foreach (var (name, flags) in comprehension.Symbols)
        {
            if (!IsBoundIn(flags))
                continue;
            Emit(Opcode.LoadFastAndClear, CodeUnit.IndexOf(_unit.VarNames, Mangle(name)), location);
            if (Scope.ResolvedScope(flags) == NameScope.Cell)
            {
                var wasFree = _unit.Scope.Resolve(name) == NameScope.Free;
                Emit(Opcode.MakeCell, CodeUnit.IndexOf(wasFree ? _unit.FreeVars : _unit.CellVars, Mangle(name)), location);
            }
            state.PushedLocals.Add(name);
        }
        if (state.PushedLocals.Count == 0)
            return;
        Emit(Opcode.Swap, state.PushedLocals.Count + 1, location);
        EmitJump(Opcode.SetupFinally, state.Cleanup, location);
    }

    private void PopInlinedLocals(InlinedState state, SourceSpan location)
    {
        if (state.PushedLocals.Count == 0)
            return;
        var end = new Label();
        Emit(Opcode.PopBlock, Locations.None);
        EmitJump(Opcode.JumpNoInterrupt, end, Locations.None);
        Place(state.Cleanup);
        // The unfinished result lies under the exception.
        Emit(Opcode.Swap, 2, Locations.None);
        Emit(Opcode.PopTop, Locations.None);
        RestoreLocals(state, location);
        Emit(Opcode.Reraise, 0, Locations.None);
        Place(end);
        RestoreLocals(state, location);
    }

    private void RestoreLocals(InlinedState state, SourceSpan location)
    {
        Emit(Opcode.Swap, state.PushedLocals.Count + 1, location);
        for (var i = state.PushedLocals.Count - 1; i >= 0; i--)
            Emit(Opcode.StoreFastMaybeNull, CodeUnit.IndexOf(_unit.VarNames, Mangle(state.PushedLocals[i])), location);
    }
}
