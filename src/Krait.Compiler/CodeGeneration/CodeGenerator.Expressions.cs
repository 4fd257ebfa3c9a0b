using Krait.Compiler.FlowGraph;
using Krait.Syntax.Ast;

namespace Krait.Compiler;

internal sealed partial class CodeGenerator
{
    private const int IntrinsicUnaryPositive = 5;
    private const int IntrinsicListToTuple = 6;
    private const int BinarySubscript = 26;
    private const int InplaceOffset = 13;

    private void VisitAll(Expr[] expressions)
    {
        foreach (var expression in expressions)
            Visit(expression);
    }

    private void Visit(Expr expression)
    {
        var location = expression.Span;
        switch (expression)
        {
            case NameExpr e:
                Name(e.Id, e.Ctx, location);
                break;
            case ConstantExpr e:
                EmitConst(e.Value, location);
                break;
            case BinOpExpr e:
                Binary(e);
                break;
            default:
                EnsureStack();
                VisitComposite(expression, location);
                break;
        }
    }

    private void VisitComposite(Expr expression, SourceSpan location)
    {
        switch (expression)
        {
            case AttributeExpr e:
                Attribute(e);
                break;
            case CallExpr e:
                Call(e);
                break;
            case SubscriptExpr e:
                Subscript(e);
                break;
            case CompareExpr e:
                Compare(e);
                break;
            case BoolOpExpr e:
                BoolOp(e);
                break;
            case UnaryOpExpr e:
                Unary(e);
                break;
            case IfExpExpr e:
                Label end = new(), next = new();
                JumpIf(e.Test, next, false, location);
                Visit(e.Body);
                EmitJump(Opcode.JumpNoInterrupt, end, Locations.None);
                Place(next);
                Visit(e.Orelse);
                Place(end);
                break;
            case NamedExpr e:
                Visit(e.Value);
                Emit(Opcode.Copy, 1, location);
                Visit(e.Target);
                break;
            case TupleExpr e:
                Sequence(e.Elts, e.Ctx, location, isTuple: true);
                break;
            case ListExpr e:
                Sequence(e.Elts, e.Ctx, location, isTuple: false);
                break;
            case SetExpr e:
                BuildUnpacked(e.Elts, 0, null, (Opcode.BuildSet, Opcode.SetAdd, Opcode.SetUpdate), false, location);
                break;
            case DictExpr e:
                Dict(e);
                break;
            case SliceExpr e:
                Slice(e);
                break;
            case StarredExpr e:
                throw Error(location, e.Ctx == ExprContext.Store
                    ? "starred assignment target must be in a list or tuple" : "can't use starred expression here");
            default:
                VisitOther(expression, location);
                break;
        }
    }

    private void VisitOther(Expr expression, SourceSpan location)
    {
        switch (expression)
        {
            case JoinedStrExpr e:
                JoinedStr(e);
                break;
            case FormattedValueExpr e:
                FormattedValue(e);
                break;
            case TemplateStrExpr e:
                TemplateStr(e);
                break;
            case InterpolationExpr e:
                Interpolation(e);
                break;
            case LambdaExpr e:
                Lambda(e);
                break;
            case ListCompExpr e:
                Comprehension(new ComprehensionParts(e, "<listcomp>", ComprehensionKind.List, e.Generators, e.Elt, null));
                break;
            case SetCompExpr e:
                Comprehension(new ComprehensionParts(e, "<setcomp>", ComprehensionKind.Set, e.Generators, e.Elt, null));
                break;
            case DictCompExpr e:
                Comprehension(new ComprehensionParts(e, "<dictcomp>", ComprehensionKind.Dict, e.Generators, e.Key, e.Value));
                break;
            case GeneratorExpExpr e:
                Comprehension(new ComprehensionParts(e, "<genexpr>", ComprehensionKind.Generator, e.Generators, e.Elt, null));
                break;
            case YieldExpr e:
                if (!_unit.Scope.IsFunctionLike)
                    throw Error(location, "'yield' outside function");
                if (e.Value is { } value)
                    Visit(value);
                else
                    EmitNone(location);
                Yield(location);
                break;
            case YieldFromExpr e:
                if (!_unit.Scope.IsFunctionLike)
                    throw Error(location, "'yield from' outside function");
                if (_unit.Kind == UnitKind.AsyncFunction)
                    throw Error(location, "'yield from' inside async function");
                Visit(e.Value);
                Emit(Opcode.GetYieldFromIter, location);
                EmitNone(location);
                YieldFrom(location, isAwait: false);
                break;
            case AwaitExpr e:
                Visit(e.Value);
                Await(0, location);
                break;
        }
    }

    private static int OperatorArgument(Operator op) => op switch
    {
        Operator.Add => 0,
        Operator.BitAnd => 1,
        Operator.FloorDiv => 2,
        Operator.LShift => 3,
        Operator.MatMult => 4,
        Operator.Mult => 5,
        Operator.Mod => 6,
        Operator.BitOr => 7,
        Operator.Pow => 8,
        Operator.RShift => 9,
        Operator.Sub => 10,
        Operator.Div => 11,
        _ => 12,
    };

    private void Binary(BinOpExpr binary)
    {
        // Long sums lean to the left: go down that side in a loop.
        var chain = new Stack<BinOpExpr>();
        Expr expression = binary;
        for (; expression is BinOpExpr e; expression = e.Left)
            chain.Push(e);
        EnsureStack();
        Visit(expression);
        while (chain.TryPop(out var e))
        {
            Visit(e.Right);
            Emit(Opcode.BinaryOp, OperatorArgument(e.Op), e.Span);
        }
    }

    private void Unary(UnaryOpExpr e)
    {
        Visit(e.Operand);
        switch (e.Op)
        {
            case UnaryOperator.UAdd:
                Emit(Opcode.CallIntrinsic1, IntrinsicUnaryPositive, e.Span);
                break;
            case UnaryOperator.Not:
                Emit(Opcode.ToBool, e.Span);
                Emit(Opcode.UnaryNot, e.Span);
                break;
            default:
                Emit(e.Op == UnaryOperator.Invert ? Opcode.UnaryInvert : Opcode.UnaryNegative, e.Span);
                break;
        }
    }

    private void BoolOp(BoolOpExpr e)
    {
        var end = new Label();
        var jump = e.Op == BoolOperator.And ? Opcode.JumpIfFalse : Opcode.JumpIfTrue;
        for (var i = 0; i < e.Values.Length - 1; i++)
        {
            Visit(e.Values[i]);
            EmitJump(jump, end, e.Span);
            Emit(Opcode.PopTop, e.Span);
        }
        Visit(e.Values[^1]);
        Place(end);
    }

    private void Attribute(AttributeExpr e)
    {
        var location = e.Span;
        if (e.Ctx == ExprContext.Load && CanOptimizeSuper(e))
        {
            var call = (CallExpr)e.Value;
            LoadSuperArguments(call);
            EmitLoadSuper(e.Attr, isMethod: false, call.Args.Length > 0, location);
            Emit(Opcode.Nop, AttributeLocation(location, e));
            return;
        }
        NoteStaticAttribute(e);
        Visit(e.Value);
        location = AttributeLocation(location, e);
        if (e.Ctx == ExprContext.Load)
            EmitLoadAttribute(e.Attr, isMethod: false, location);
        else
            EmitName(e.Ctx == ExprContext.Store ? Opcode.StoreAttr : Opcode.DeleteAttr, e.Attr, location);
    }

    /// <summary>Where an attribute access spans lines, the location of the attribute's name.</summary>
    private static SourceSpan AttributeLocation(SourceSpan location, AttributeExpr attribute)
    {
        if (location.Line == attribute.Span.EndLine)
            return location;
        var (line, column, endLine, endColumn) = location;
        line = attribute.Span.EndLine;
        var length = attribute.Attr.EnumerateRunes().Count();
        if (length <= attribute.Span.EndColumn)
            column = attribute.Span.EndColumn - length;
        else
            (column, endColumn) = (-1, -1);
        endLine = Math.Max(line, endLine);
        if (line == endLine)
            endColumn = Math.Max(column, endColumn);
        return new SourceSpan(line, column, endLine, endColumn);
    }

    private static bool IsConstantSlice(Expr e) =>
        e is SliceExpr { Lower: null or ConstantExpr, Upper: null or ConstantExpr, Step: null or ConstantExpr };

    private static bool IsTwoPartSlice(Expr e) => e is SliceExpr { Step: null } && !IsConstantSlice(e);

    private void Subscript(SubscriptExpr e)
    {
        if (e.Ctx == ExprContext.Load)
        {
            CheckSubscripted(e.Value);
            CheckIndex(e.Value, e.Slice);
        }
        Visit(e.Value);
        if (IsTwoPartSlice(e.Slice) && e.Ctx != ExprContext.Del)
        {
            SliceParts((SliceExpr)e.Slice);
            Emit(e.Ctx == ExprContext.Load ? Opcode.BinarySlice : Opcode.StoreSlice, e.Span);
            return;
        }
        Visit(e.Slice);
        if (e.Ctx == ExprContext.Load)
            Emit(Opcode.BinaryOp, BinarySubscript, e.Span);
        else
            Emit(e.Ctx == ExprContext.Store ? Opcode.StoreSubscr : Opcode.DeleteSubscr, e.Span);
    }

    private void SliceParts(SliceExpr e)
    {
        foreach (var part in new[] { e.Lower, e.Upper })
        {
            if (part is not null)
                Visit(part);
            else
                EmitNone(e.Span);
        }
    }

    private void Slice(SliceExpr e)
    {
        if (IsConstantSlice(e))
        {
            static ConstantValue Part(Expr? part) => (part as ConstantExpr)?.Value ?? ConstantValue.None;
            EmitConst(new SliceConstant(Part(e.Lower), Part(e.Upper), Part(e.Step)), e.Span);
            return;
        }
        SliceParts(e);
        if (e.Step is { } step)
            Visit(step);
        Emit(Opcode.BuildSlice, e.Step is null ? 2 : 3, e.Span);
    }

    private void AugmentedAssignment(AugAssignStmt s)
    {
        var target = s.Target;
        var location = target.Span;
        var isSlice = target is SubscriptExpr subscripted && IsTwoPartSlice(subscripted.Slice);
        switch (target)
        {
            case AttributeExpr e:
                Visit(e.Value);
                Emit(Opcode.Copy, 1, location);
                EmitLoadAttribute(e.Attr, isMethod: false, AttributeLocation(location, e));
                break;
            case SubscriptExpr e:
                Visit(e.Value);
                if (isSlice)
                    SliceParts((SliceExpr)e.Slice);
                else
                    Visit(e.Slice);
                for (var i = isSlice ? 3 : 2; i > 0; i--)
                    Emit(Opcode.Copy, isSlice ? 3 : 2, location);
                if (isSlice)
                    Emit(Opcode.BinarySlice, location);
                else
                    Emit(Opcode.BinaryOp, BinarySubscript, location);
                break;
            case NameExpr e:
                Name(e.Id, ExprContext.Load, location);
                break;
        }
        Visit(s.Value);
        Emit(Opcode.BinaryOp, OperatorArgument(s.Op) + InplaceOffset, s.Span);
        switch (target)
        {
            case AttributeExpr e:
                location = AttributeLocation(location, e);
                Emit(Opcode.Swap, 2, location);
                EmitName(Opcode.StoreAttr, e.Attr, location);
                break;
            case SubscriptExpr:
                if (isSlice)
                    Emit(Opcode.Swap, 4, location);
                Emit(Opcode.Swap, 3, location);
                Emit(Opcode.Swap, 2, location);
                Emit(isSlice ? Opcode.StoreSlice : Opcode.StoreSubscr, location);
                break;
            case NameExpr e:
                Name(e.Id, ExprContext.Store, location);
                break;
        }
    }
}
