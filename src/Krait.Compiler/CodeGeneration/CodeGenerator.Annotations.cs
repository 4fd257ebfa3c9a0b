using Krait.Compiler.FlowGraph;
using Krait.Syntax.Ast;

namespace Krait.Compiler;

internal sealed partial class CodeGenerator
{
    private const int CommonNotImplementedError = 1;
    private const int ValueWithFakeGlobals = 2;

    /// <summary>Enters a function of one parameter, a format, which it checks.</summary>
    private void EnterAnnotations(string name, object key, ScopeRole role, SourceSpan location)
    {
        EnterUnit(new CodeUnit(name, UnitKind.Annotations, table[key, role], location.Line, _unit.Private, _unit) { PosOnlyArgCount = 1 });
        var body = new Label();
        Emit(Opcode.LoadFast, 0, location);
        EmitConst(ValueWithFakeGlobals, location);
        Compare(ComparisonOperator.Gt, location);
        EmitJump(Opcode.PopJumpIfFalse, body, location);
        Emit(Opcode.LoadCommonConstant, CommonNotImplementedError, location);
        Emit(Opcode.RaiseVarargs, 1, location);
        Place(body);
    }

    private void LeaveAnnotations(SourceSpan location)
    {
        Emit(Opcode.ReturnValue, location);
        var code = Assemble(addNone: true);
        // The symbol has a name that no annotation can refer to; the signature shows "format".
        code.LocalsPlusNames[0] = "format";
        MakeClosure(code, FunctionAttributes.None, location);
    }

    private FunctionAttributes FunctionAnnotations(FunctionParts function)
    {
        var scope = table[function.Args, ScopeRole.Annotations];
        if (!scope.AnnotationsUsed)
            return FunctionAttributes.None;
        var location = function.Node.Span;
        var args = function.Args;
        EnterAnnotations(scope.Name, args, ScopeRole.Annotations, location);
        var count = ArgumentAnnotations(args.Args, location) + ArgumentAnnotations(args.Posonlyargs, location);
        if (args.Vararg is { } vararg)
            count += ArgumentAnnotation(vararg.Name, vararg.Annotation, location);
        count += ArgumentAnnotations(args.Kwonlyargs, location);
        if (args.Kwarg is { } kwarg)
            count += ArgumentAnnotation(kwarg.Name, kwarg.Annotation, location);
        count += ArgumentAnnotation("return", function.Returns, location);
        Emit(Opcode.BuildMap, count, location);
        LeaveAnnotations(location);
        return FunctionAttributes.Annotate;
    }

    private int ArgumentAnnotations(Arg[] args, SourceSpan location)
    {
        var count = 0;
        foreach (var arg in args)
            count += ArgumentAnnotation(arg.Name, arg.Annotation, location);
        return count;
    }

    private int ArgumentAnnotation(string name, Expr? annotation, SourceSpan location)
    {
        if (annotation is null)
            return 0;
        EmitConst(Mangle(name), location);
        if (FutureAnnotations)
        {
            AnnotationAsText(annotation);
        }
        else if (annotation is StarredExpr starred)
        {
            Visit(starred.Value);
            Emit(Opcode.UnpackSequence, 1, location);
        }
        else
        {
            Visit(annotation);
        }
        return 1;
    }

    private void AnnotationAsText(Expr annotation) => EmitConst(new StrConstant(AstUnparser.Unparse(annotation)), annotation.Span);

    private void AnnotatedAssignment(AnnAssignStmt s)
    {
        if (s.Value is { } value)
        {
            Visit(value);
            Visit(s.Target);
        }
        switch (s.Target)
        {
            case NameExpr name:
                if (s.Simple != 0 && _unit.Kind is UnitKind.Module or UnitKind.Class && s.Simple != 0)
                    VariableAnnotation(s, name);
                break;
            case AttributeExpr attribute when s.Value is null:
                CheckEvaluates(attribute.Value);
                break;
            case SubscriptExpr subscript when s.Value is null:
                CheckEvaluates(subscript.Value);
                CheckSubscriptEvaluates(subscript.Slice);
                break;
        }
    }

    private void VariableAnnotation(AnnAssignStmt s, NameExpr name)
    {
        if (FutureAnnotations)
        {
            AnnotationAsText(s.Annotation);
            EmitName(Opcode.LoadName, "__annotations__", s.Span);
            EmitConst(Mangle(name.Id), s.Span);
            Emit(Opcode.StoreSubscr, s.Span);
            return;
        }
        if (_unit.Kind != UnitKind.Module && _unit.ConditionalBlockDepth == 0)
        {
            _unit.DeferredAnnotations.Add((s, -1));
            return;
        }
        var index = _unit.NextConditionalIndex++;
        _unit.DeferredAnnotations.Add((s, index));
        if (_unit.Kind == UnitKind.Class)
            Emit(Opcode.LoadDeref, _unit.CellVars["__conditional_annotations__"], s.Span);
        else
            EmitName(Opcode.LoadName, "__conditional_annotations__", s.Span);
        EmitConst(index, s.Span);
        Emit(Opcode.SetAdd, 1, s.Span);
        Emit(Opcode.PopTop, s.Span);
    }

    private void CheckEvaluates(Expr e)
    {
        Visit(e);
        Emit(Opcode.PopTop, e.Span);
    }

    private void CheckSubscriptEvaluates(Expr e)
    {
        switch (e)
        {
            case SliceExpr slice:
                foreach (var part in new[] { slice.Lower, slice.Upper, slice.Step })
                {
                    if (part is not null)
                        CheckEvaluates(part);
                }
                break;
            case TupleExpr tuple:
                foreach (var item in tuple.Elts)
                    CheckSubscriptEvaluates(item);
                break;
            default:
                CheckEvaluates(e);
                break;
        }
    }

    /// <summary>Makes the <c>__annotate__</c> function of a module or class from the annotations that it has passed.</summary>
    private void DeferredAnnotations(SourceSpan location)
    {
        var unit = _unit;
        if (unit.DeferredAnnotations.Count == 0)
            return;
        var isModule = unit.Kind == UnitKind.Module;
        var sequence = unit.Sequence;
        if (isModule)
            unit.Sequence = new InstructionSequence();
        EnterAnnotations("__annotate__", unit.Scope, ScopeRole.Annotations, location);
        Emit(Opcode.BuildMap, 0, location);
        foreach (var (statement, index) in unit.DeferredAnnotations)
            DeferredAnnotation(statement, index, isModule, location);
        LeaveAnnotations(location);
        Name(isModule ? "__annotate__" : "__annotate_func__", ExprContext.Store, location);
        if (!isModule)
            return;
        // A module can be asked for its annotations while it runs: the function stands at the start.
        sequence.AnnotationsCode = unit.Sequence;
        unit.Sequence = sequence;
    }

    private void DeferredAnnotation(AnnAssignStmt statement, int index, bool isModule, SourceSpan location)
    {
        var notSet = new Label();
        if (index >= 0)
        {
            EmitConst(index, statement.Span);
            if (isModule)
                Emit(Opcode.LoadGlobal, CodeUnit.IndexOf(_unit.Names, "__conditional_annotations__") << 1, statement.Span);
            else
                Emit(Opcode.LoadDeref, _unit.FreeIndex("__conditional_annotations__"), statement.Span);
            Emit(Opcode.ContainsOp, 0, statement.Span);
            EmitJump(Opcode.PopJumpIfFalse, notSet, statement.Span);
        }
        Visit(statement.Annotation);
        Emit(Opcode.Copy, 2, statement.Span);
        EmitConst(Mangle(((NameExpr)statement.Target).Id), statement.Span);
        Emit(Opcode.StoreSubscr, location);
        Place(notSet);
    }
}
