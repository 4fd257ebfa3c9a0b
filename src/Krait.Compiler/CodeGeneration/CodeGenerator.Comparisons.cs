using Krait.Compiler.FlowGraph;
using Krait.Syntax.Ast;

namespace Krait.Compiler;

internal sealed partial class CodeGenerator
{
    private void Compare(CompareExpr e)
    {
        CheckIdentity(e);
        Visit(e.Left);
        var last = e.Ops.Length - 1;
        if (last == 0)
        {
            Visit(e.Comparators[0]);
            Compare(e.Ops[0], e.Span);
            return;
        }
        Label cleanup = new(), end = new();
        for (var i = 0; i < last; i++)
        {
            ChainedComparison(e, i);
            Emit(Opcode.Copy, 1, e.Span);
            Emit(Opcode.ToBool, e.Span);
            EmitJump(Opcode.PopJumpIfFalse, cleanup, e.Span);
            Emit(Opcode.PopTop, e.Span);
        }
        Visit(e.Comparators[last]);
        Compare(e.Ops[last], e.Span);
        EmitJump(Opcode.JumpNoInterrupt, end, Locations.None);
        Place(cleanup);
        Emit(Opcode.Swap, 2, e.Span);
        Emit(Opcode.PopTop, e.Span);
        Place(end);
    }

    private void ChainedComparison(CompareExpr e, int index)
    {
        Visit(e.Comparators[index]);
        Emit(Opcode.Swap, 2, e.Span);
        Emit(Opcode.Copy, 2, e.Span);
        Compare(e.Ops[index], e.Span);
    }

    /// <summary>The argument of COMPARE_OP: the operator, and the mask that specialised forms use.</summary>
    private void Compare(ComparisonOperator op, SourceSpan location)
    {
        switch (op)
        {
            case ComparisonOperator.Is or ComparisonOperator.IsNot:
                Emit(Opcode.IsOp, op == ComparisonOperator.IsNot ? 1 : 0, location);
                break;
            case ComparisonOperator.In or ComparisonOperator.NotIn:
                Emit(Opcode.ContainsOp, op == ComparisonOperator.NotIn ? 1 : 0, location);
                break;
            default:
                const int unordered = 1, less = 2, greater = 4, equal = 8;
                var (number, mask) = op switch
                {
                    ComparisonOperator.Lt => (0, less),
                    ComparisonOperator.LtE => (1, less | equal),
                    ComparisonOperator.Eq => (2, equal),
                    ComparisonOperator.NotEq => (3, unordered | less | greater),
                    ComparisonOperator.Gt => (4, greater),
                    _ => (5, greater | equal),
                };
                Emit(Opcode.CompareOp, (number << 5) | mask, location);
                break;
        }
    }

    /// <summary>Jumps where the condition has the given truth value.</summary>
    private void JumpIf(Expr e, Label next, bool condition, SourceSpan location)
    {
        EnsureStack();
        switch (e)
        {
            case UnaryOpExpr { Op: UnaryOperator.Not } not:
                JumpIf(not.Operand, next, !condition, location);
                return;
            case BoolOpExpr boolean:
                JumpIfBoolOp(boolean, next, condition, location);
                return;
            case IfExpExpr conditional:
                Label end = new(), orelse = new();
                JumpIf(conditional.Test, orelse, false, location);
                JumpIf(conditional.Body, next, condition, location);
                EmitJump(Opcode.JumpNoInterrupt, end, Locations.None);
                Place(orelse);
                JumpIf(conditional.Orelse, next, condition, location);
                Place(end);
                return;
            case CompareExpr { Ops.Length: > 1 } compare:
                JumpIfChain(compare, next, condition);
                return;
        }
        Visit(e);
        Emit(Opcode.ToBool, e.Span);
        EmitJump(condition ? Opcode.PopJumpIfTrue : Opcode.PopJumpIfFalse, next, e.Span);
    }

    private void JumpIfBoolOp(BoolOpExpr e, Label next, bool condition, SourceSpan location)
    {
        var isOr = e.Op == BoolOperator.Or;
        var shortcut = isOr == condition ? next : new Label();
        for (var i = 0; i < e.Values.Length - 1; i++)
            JumpIf(e.Values[i], shortcut, isOr, location);
        JumpIf(e.Values[^1], next, condition, location);
        if (shortcut != next)
            Place(shortcut);
    }

    private void JumpIfChain(CompareExpr e, Label next, bool condition)
    {
        CheckIdentity(e);
        Label cleanup = new(), end = new();
        var last = e.Ops.Length - 1;
        Visit(e.Left);
        for (var i = 0; i < last; i++)
        {
            ChainedComparison(e, i);
            Emit(Opcode.ToBool, e.Span);
            EmitJump(Opcode.PopJumpIfFalse, cleanup, e.Span);
        }
        Visit(e.Comparators[last]);
        Compare(e.Ops[last], e.Span);
        Emit(Opcode.ToBool, e.Span);
        EmitJump(condition ? Opcode.PopJumpIfTrue : Opcode.PopJumpIfFalse, next, e.Span);
        EmitJump(Opcode.JumpNoInterrupt, end, Locations.None);
        Place(cleanup);
        Emit(Opcode.PopTop, e.Span);
        if (!condition)
            EmitJump(Opcode.JumpNoInterrupt, next, Locations.None);
        Place(end);
    }

    private static bool MayBeIdentical(Expr e) => e switch
    {
        TupleExpr tuple => !Array.TrueForAll(tuple.Elts, item => item is ConstantExpr),
        ConstantExpr constant => constant.Value is NoneConstant or BoolConstant or EllipsisConstant,
        _ => true,
    };

    private void CheckIdentity(CompareExpr e)
    {
        var left = e.Left;
        for (var i = 0; i < e.Ops.Length; i++)
        {
            var right = e.Comparators[i];
            if (e.Ops[i] is ComparisonOperator.Is or ComparisonOperator.IsNot && !(MayBeIdentical(left) && MayBeIdentical(right)))
            {
                var literal = MayBeIdentical(left) ? right : left;
                var (op, better) = e.Ops[i] == ComparisonOperator.Is ? ("is", "==") : ("is not", "!=");
                Warn(e.Span, $"\"{op}\" with '{TypeName(literal)}' literal. Did you mean \"{better}\"?");
                return;
            }
            left = right;
        }
    }

    /// <summary>The name of the type that an expression is known to have.</summary>
    private static string? TypeName(Expr e) => e switch
    {
        TupleExpr => "tuple",
        ListExpr or ListCompExpr => "list",
        DictExpr or DictCompExpr => "dict",
        SetExpr or SetCompExpr => "set",
        GeneratorExpExpr => "generator",
        LambdaExpr => "function",
        TemplateStrExpr or InterpolationExpr => "string.templatelib.Template",
        JoinedStrExpr or FormattedValueExpr => "str",
        ConstantExpr constant => constant.Value switch
        {
            NoneConstant => "NoneType",
            EllipsisConstant => "ellipsis",
            BoolConstant => "bool",
            IntConstant => "int",
            FloatConstant => "float",
            ComplexConstant => "complex",
            StrConstant => "str",
            BytesConstant => "bytes",
            TupleConstant => "tuple",
            FrozenSetConstant => "frozenset",
            _ => null,
        },
        _ => null,
    };

    private void CheckCalled(Expr e)
    {
        if (e is not LambdaExpr && TypeName(e) is { } type)
            Warn(e.Span, $"'{type}' object is not callable; perhaps you missed a comma?");
    }

    private void CheckSubscripted(Expr e)
    {
        if (e is SetExpr or SetCompExpr or GeneratorExpExpr or TemplateStrExpr or InterpolationExpr or LambdaExpr
            || e is ConstantExpr { Value: NoneConstant or EllipsisConstant or BoolConstant or IntConstant or FloatConstant or ComplexConstant or FrozenSetConstant })
            Warn(e.Span, $"'{TypeName(e)}' object is not subscriptable; perhaps you missed a comma?");
    }

    private void CheckIndex(Expr e, Expr index)
    {
        if (TypeName(index) is not { } indexType || indexType is "int" or "bool")
            return;
        if (e is TupleExpr or ListExpr or ListCompExpr or JoinedStrExpr or FormattedValueExpr
            or ConstantExpr { Value: StrConstant or BytesConstant or TupleConstant })
            Warn(e.Span, $"{TypeName(e)} indices must be integers or slices, not {indexType}; perhaps you missed a comma?");
    }
}
