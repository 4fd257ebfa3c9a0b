using Krait.Compiler.FlowGraph;
using Krait.Syntax.Ast;

namespace Krait.Compiler;

internal sealed partial class CodeGenerator
{
    /// <summary>
    /// The state of a pattern: the names it has captured, whose values lie on the stack, how many more entries lie above them,
    /// and a label per number of entries to pop on failure.
    /// </summary>
    private sealed class PatternContext
    {
        public List<string> Stores { get; set; } = [];
        public List<Label> FailPop { get; set; } = [];
        public int OnTop { get; set; }
        public bool AllowIrrefutable { get; set; }
    }

    private static bool IsWildcard(Pattern pattern) => pattern is MatchAsPattern { Name: null, Pattern: null };

    private void Match(MatchStmt s)
    {
        Visit(s.Subject);
        var end = new Label();
        var count = s.Cases.Length;
        var hasDefault = count > 1 && s.Cases[^1].Pattern is MatchAsPattern { Name: null };
        var tested = hasDefault ? count - 1 : count;
        for (var i = 0; i < tested; i++)
            Case(s.Cases[i], isLastTested: i == tested - 1, isLast: i == count - 1, end);
        if (hasDefault)
        {
            var last = s.Cases[^1];
            Emit(Opcode.Nop, last.Pattern.Span);
            if (last.Guard is { } guard)
                JumpIf(guard, end, false, last.Pattern.Span);
            VisitAll(last.Body);
        }
        Place(end);
    }

    private void Case(MatchCase item, bool isLastTested, bool isLast, Label end)
    {
        var location = item.Pattern.Span;
        if (!isLastTested)
            Emit(Opcode.Copy, 1, location);
        var context = new PatternContext { AllowIrrefutable = item.Guard is not null || isLast };
        Visit(item.Pattern, context);
        foreach (var name in context.Stores)
            Name(name, ExprContext.Store, location);
        if (item.Guard is { } guard)
        {
            EnsureFailPop(context, 0);
            JumpIf(guard, context.FailPop[0], false, location);
        }
        if (!isLastTested)
            Emit(Opcode.PopTop, Locations.Next);
        VisitAll(item.Body);
        EmitJump(Opcode.Jump, end, Locations.None);
        EmitFailPop(context, location);
    }

    private void Visit(Pattern pattern, PatternContext context)
    {
        EnsureStack();
        switch (pattern)
        {
            case MatchValuePattern p:
                if (p.Value is not (ConstantExpr or AttributeExpr))
                    throw Error(p.Span, "patterns may only match literals and attribute lookups");
                Visit(p.Value);
                Compare(ComparisonOperator.Eq, p.Span);
                Emit(Opcode.ToBool, p.Span);
                FailIf(Opcode.PopJumpIfFalse, context, p.Span);
                break;
            case MatchSingletonPattern p:
                EmitConst(p.Value, p.Span);
                Compare(ComparisonOperator.Is, p.Span);
                FailIf(Opcode.PopJumpIfFalse, context, p.Span);
                break;
            case MatchSequencePattern p:
                SequencePattern(p, context);
                break;
            case MatchMappingPattern p:
                MappingPattern(p, context);
                break;
            case MatchClassPattern p:
                ClassPattern(p, context);
                break;
            case MatchStarPattern p:
                StoreCapture(p.Name, context, p.Span);
                break;
            case MatchAsPattern p:
                AsPattern(p, context);
                break;
            case MatchOrPattern p:
                OrPattern(p, context);
                break;
        }
    }

    private void Subpattern(Pattern pattern, PatternContext context)
    {
        var saved = context.AllowIrrefutable;
        context.AllowIrrefutable = true;
        Visit(pattern, context);
        context.AllowIrrefutable = saved;
    }

    private static void EnsureFailPop(PatternContext context, int count)
    {
        while (context.FailPop.Count <= count)
            context.FailPop.Add(new Label());
    }

    private void FailIf(Opcode jump, PatternContext context, SourceSpan location)
    {
        var pops = context.OnTop + context.Stores.Count;
        EnsureFailPop(context, pops);
        EmitJump(jump, context.FailPop[pops], location);
    }

    private void EmitFailPop(PatternContext context, SourceSpan location)
    {
        for (var i = context.FailPop.Count - 1; i > 0; i--)
        {
            Place(context.FailPop[i]);
            Emit(Opcode.PopTop, location);
        }
        if (context.FailPop.Count > 0)
            Place(context.FailPop[0]);
        context.FailPop = [];
    }

    private void Rotate(int count, SourceSpan location)
    {
        while (count > 1)
            Emit(Opcode.Swap, count--, location);
    }

    private void StoreCapture(string? name, PatternContext context, SourceSpan location)
    {
        if (name is null)
        {
            Emit(Opcode.PopTop, location);
            return;
        }
        RejectDuplicate(name, context, location);
        Rotate(context.OnTop + context.Stores.Count + 1, location);
        context.Stores.Add(name);
    }

    private void RejectDuplicate(string name, PatternContext context, SourceSpan location)
    {
        if (context.Stores.Contains(name))
            throw Error(location, $"multiple assignments to name '{name}' in pattern");
    }

    private void AsPattern(MatchAsPattern p, PatternContext context)
    {
        if (p.Pattern is not { } inner)
        {
            if (!context.AllowIrrefutable)
            {
                throw Error(p.Span, p.Name is { } capture
                    ? $"name capture '{capture}' makes remaining patterns unreachable"
                    : "wildcard makes remaining patterns unreachable");
            }
            StoreCapture(p.Name, context, p.Span);
            return;
        }
        context.OnTop++;
        Emit(Opcode.Copy, 1, p.Span);
        Visit(inner, context);
        context.OnTop--;
        StoreCapture(p.Name, context, p.Span);
    }

    private void SequencePattern(MatchSequencePattern p, PatternContext context)
    {
        var size = p.Patterns.Length;
        var star = -1;
        var onlyWildcards = true;
        var starIsWildcard = false;
        for (var i = 0; i < size; i++)
        {
            if (p.Patterns[i] is MatchStarPattern starred)
            {
                if (star >= 0)
                    throw Error(p.Span, "multiple starred names in sequence pattern");
                starIsWildcard = starred.Name is null;
                onlyWildcards &= starIsWildcard;
                star = i;
                continue;
            }
            onlyWildcards &= IsWildcard(p.Patterns[i]);
        }
        context.OnTop++;
        Emit(Opcode.MatchSequence, p.Span);
        FailIf(Opcode.PopJumpIfFalse, context, p.Span);
        if (star < 0 || size > 1)
        {
            Emit(Opcode.GetLen, p.Span);
            EmitConst(star < 0 ? size : size - 1, p.Span);
            Compare(star < 0 ? ComparisonOperator.Eq : ComparisonOperator.GtE, p.Span);
            FailIf(Opcode.PopJumpIfFalse, context, p.Span);
        }
        context.OnTop--;
        if (onlyWildcards)
            Emit(Opcode.PopTop, p.Span);
        else if (starIsWildcard)
            SequenceByIndex(p, star, context);
        else
            SequenceByUnpacking(p, star, context);
    }

    private void SequenceByUnpacking(MatchSequencePattern p, int star, PatternContext context)
    {
        var size = p.Patterns.Length;
        if (star >= 1 << 8 || (star >= 0 && size - star - 1 >= int.MaxValue >> 8))
            throw Error(p.Span, "too many expressions in star-unpacking sequence pattern");
        if (star >= 0)
            Emit(Opcode.UnpackEx, star + ((size - star - 1) << 8), p.Span);
        else
            Emit(Opcode.UnpackSequence, size, p.Span);
        context.OnTop += size;
        foreach (var pattern in p.Patterns)
        {
            context.OnTop--;
            Subpattern(pattern, context);
        }
    }

    /// <summary>With a starred wildcard, only the items that are looked at are fetched.</summary>
    private void SequenceByIndex(MatchSequencePattern p, int star, PatternContext context)
    {
        context.OnTop++;
        var size = p.Patterns.Length;
        for (var i = 0; i < size; i++)
        {
            if (i == star || IsWildcard(p.Patterns[i]))
                continue;
            Emit(Opcode.Copy, 1, p.Span);
            if (i < star)
            {
                EmitConst(i, p.Span);
            }
            else
            {
                Emit(Opcode.GetLen, p.Span);
                EmitConst(size - i, p.Span);
                Emit(Opcode.BinaryOp, OperatorArgument(Operator.Sub), p.Span);
            }
            Emit(Opcode.BinaryOp, BinarySubscript, p.Span);
            Subpattern(p.Patterns[i], context);
        }
        context.OnTop--;
        Emit(Opcode.PopTop, p.Span);
    }

    private void ClassPattern(MatchClassPattern p, PatternContext context)
    {
        for (var i = 0; i < p.KwdAttrs.Length; i++)
        {
            for (var j = i + 1; j < p.KwdAttrs.Length; j++)
            {
                if (p.KwdAttrs[i] == p.KwdAttrs[j])
                    throw Error(p.KwdPatterns[j].Span, $"attribute name repeated in class pattern: {p.KwdAttrs[i]}");
            }
        }
        Visit(p.Cls);
        EmitConst(StrTuple(p.KwdAttrs), p.Span);
        Emit(Opcode.MatchClass, p.Patterns.Length, p.Span);
        context.OnTop++;
        FailIfNone(context, p.Span);
        var count = p.Patterns.Length + p.KwdAttrs.Length;
        Emit(Opcode.UnpackSequence, count, p.Span);
        context.OnTop += count - 1;
        foreach (var pattern in p.Patterns.Concat(p.KwdPatterns))
        {
            context.OnTop--;
            if (IsWildcard(pattern))
                Emit(Opcode.PopTop, p.Span);
            else
                Subpattern(pattern, context);
        }
    }

    private void FailIfNone(PatternContext context, SourceSpan location)
    {
        Emit(Opcode.Copy, 1, location);
        EmitNone(location);
        Emit(Opcode.IsOp, 1, location);
        FailIf(Opcode.PopJumpIfFalse, context, location);
    }

    private void MappingPattern(MatchMappingPattern p, PatternContext context)
    {
        var size = p.Keys.Length;
        context.OnTop++;
        Emit(Opcode.MatchMapping, p.Span);
        FailIf(Opcode.PopJumpIfFalse, context, p.Span);
        if (size == 0 && p.Rest is null)
        {
            context.OnTop--;
            Emit(Opcode.PopTop, p.Span);
            return;
        }
        if (size > 0)
        {
            Emit(Opcode.GetLen, p.Span);
            EmitConst(size, p.Span);
            Compare(ComparisonOperator.GtE, p.Span);
            FailIf(Opcode.PopJumpIfFalse, context, p.Span);
        }
        MappingKeys(p);
        Emit(Opcode.BuildTuple, size, p.Span);
        Emit(Opcode.MatchKeys, p.Span);
        context.OnTop += 2;
        FailIfNone(context, p.Span);
        Emit(Opcode.UnpackSequence, size, p.Span);
        context.OnTop += size - 1;
        foreach (var pattern in p.Patterns)
        {
            context.OnTop--;
            Subpattern(pattern, context);
        }
        context.OnTop -= 2;
        if (p.Rest is null)
        {
            Emit(Opcode.PopTop, p.Span);
            Emit(Opcode.PopTop, p.Span);
            return;
        }
        Emit(Opcode.BuildMap, 0, p.Span);
        Emit(Opcode.Swap, 3, p.Span);
        Emit(Opcode.DictUpdate, 2, p.Span);
        Emit(Opcode.UnpackSequence, size, p.Span);
        for (; size > 0; size--)
        {
            Emit(Opcode.Copy, 1 + size, p.Span);
            Emit(Opcode.Swap, 2, p.Span);
            Emit(Opcode.DeleteSubscr, p.Span);
        }
        StoreCapture(p.Rest, context, p.Span);
    }

    private void MappingKeys(MatchMappingPattern p)
    {
        var seen = new List<ConstantValue>();
        foreach (var key in p.Keys)
        {
            if (key is ConstantExpr constant)
            {
                if (seen.Exists(value => ConstantArithmetic.PythonEquals(value, constant.Value)))
                    throw Error(p.Span, $"mapping pattern checks duplicate key ({AstUnparser.Repr(constant.Value)})");
                seen.Add(constant.Value);
            }
            else if (key is not AttributeExpr)
            {
                throw Error(p.Span, "mapping pattern keys may only match literals and attribute lookups");
            }
            Visit(key);
        }
    }

    private void OrPattern(MatchOrPattern p, PatternContext context)
    {
        var end = new Label();
        List<string>? control = null;
        for (var i = 0; i < p.Patterns.Length; i++)
        {
            var alternative = p.Patterns[i];
            var inner = new PatternContext { AllowIrrefutable = i == p.Patterns.Length - 1 && context.AllowIrrefutable };
            Emit(Opcode.Copy, 1, alternative.Span);
            Visit(alternative, inner);
            if (control is null)
                control = inner.Stores;
            else
                AlignStores(p, alternative, inner.Stores, control);
            EmitJump(Opcode.Jump, end, alternative.Span);
            EmitFailPop(inner, alternative.Span);
        }
        Emit(Opcode.PopTop, p.Span);
        FailIf(Opcode.Jump, context, p.Span);
        Place(end);
        var rotations = control!.Count + 1 + context.OnTop + context.Stores.Count;
        foreach (var name in control)
        {
            Rotate(rotations, p.Span);
            RejectDuplicate(name, context, p.Span);
            context.Stores.Add(name);
        }
        Emit(Opcode.PopTop, p.Span);
    }

    /// <summary>Brings the captures of an alternative into the order of those of the first.</summary>
    private void AlignStores(MatchOrPattern p, Pattern alternative, List<string> stores, List<string> control)
    {
        if (stores.Count != control.Count)
            throw Error(p.Span, "alternative patterns bind different names");
        for (var wanted = stores.Count - 1; wanted >= 0; wanted--)
        {
            var actual = stores.IndexOf(control[wanted]);
            if (actual < 0)
                throw Error(p.Span, "alternative patterns bind different names");
            if (actual == wanted)
                continue;
            var rotations = actual + 1;
            var rotated = stores.GetRange(0, rotations);
            stores.RemoveRange(0, rotations);
            stores.InsertRange(wanted - actual, rotated);
            for (; rotations > 0; rotations--)
                Rotate(wanted + 1, alternative.Span);
        }
    }
}
