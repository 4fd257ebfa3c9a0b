using Krait.Compiler.FlowGraph;
using Krait.Syntax.Ast;

namespace Krait.Compiler;

internal sealed partial class CodeGenerator
{
    private const int IntrinsicSubscriptGeneric = 10;

    private void Class(ClassDefStmt s)
    {
        VisitAll(s.DecoratorList);
        var firstLine = s.DecoratorList.Length > 0 ? s.DecoratorList[0].Span.Line : s.Span.Line;
        if (s.TypeParams.Length > 0)
        {
            EnterUnit(new CodeUnit($"<generic parameters of {s.Name}>", UnitKind.Annotations,
                table[s, ScopeRole.TypeParameters], firstLine, s.Name, _unit));
            TypeParams(s.TypeParams);
            Name(".type_params", ExprContext.Store, s.Span);
            ClassBody(s, firstLine);
            Name(".type_params", ExprContext.Load, s.Span);
            Emit(Opcode.CallIntrinsic1, IntrinsicSubscriptGeneric, s.Span);
            Name(".generic_base", ExprContext.Store, s.Span);
            CallArguments(2, s.Bases, s.Keywords, s.Span, ".generic_base");
            MakeClosure(Assemble(addNone: false), FunctionAttributes.None, s.Span);
            Emit(Opcode.PushNull, s.Span);
            Emit(Opcode.Call, 0, s.Span);
        }
        else
        {
            ClassBody(s, firstLine);
            CallArguments(2, s.Bases, s.Keywords, s.Span);
        }
        ApplyDecorators(s.DecoratorList);
        Name(s.Name, ExprContext.Store, s.Span);
    }

    private void ClassBody(ClassDefStmt s, int firstLine)
    {
        EnterUnit(new CodeUnit(s.Name, UnitKind.Class, table[s, ScopeRole.Body], firstLine, s.Name, _unit));
        var location = Locations.Line(firstLine);
        var scope = _unit.Scope;
        Name("__name__", ExprContext.Load, location);
        Name("__module__", ExprContext.Store, location);
        EmitConst(_unit.QualifiedName, location);
        Name("__qualname__", ExprContext.Store, location);
        EmitConst(firstLine, location);
        Name("__firstlineno__", ExprContext.Store, location);
        if (s.TypeParams.Length > 0)
        {
            Name(".type_params", ExprContext.Load, location);
            Name("__type_params__", ExprContext.Store, location);
        }
        if (scope.NeedsClassDict)
        {
            Emit(Opcode.LoadLocals, location);
            Emit(Opcode.StoreDeref, _unit.CellVars["__classdict__"], location);
        }
        if (scope.HasConditionalAnnotations)
        {
            Emit(Opcode.BuildSet, 0, location);
            Emit(Opcode.StoreDeref, _unit.CellVars["__conditional_annotations__"], location);
        }
        Body(s.Body, location);
        EmitConst(StrTuple(_unit.StaticAttributes), Locations.None);
        Name("__static_attributes__", ExprContext.Store, Locations.None);
        if (scope.NeedsClassDict)
        {
            Emit(Opcode.LoadClosure, _unit.CellVars["__classdict__"], Locations.None);
            Name("__classdictcell__", ExprContext.Store, Locations.None);
        }
        if (scope.NeedsClassClosure)
        {
            Emit(Opcode.LoadClosure, _unit.CellVars["__class__"], Locations.None);
            Emit(Opcode.Copy, 1, Locations.None);
            Name("__classcell__", ExprContext.Store, Locations.None);
        }
        else
        {
            EmitNone(Locations.None);
        }
        Emit(Opcode.ReturnValue, Locations.None);
        var code = Assemble(addNone: true);
        Emit(Opcode.LoadBuildClass, s.Span);
        Emit(Opcode.PushNull, s.Span);
        MakeClosure(code, FunctionAttributes.None, s.Span);
        EmitConst(s.Name, s.Span);
    }

    /// <summary>Notes an assignment to an attribute of <c>self</c> for <c>__static_attributes__</c>.</summary>
    private void NoteStaticAttribute(AttributeExpr e)
    {
        if (e.Ctx != ExprContext.Store || e.Value is not NameExpr { Id: "self" })
            return;
        for (var unit = _unit.Parent; unit is not null; unit = unit.Parent)
        {
            if (unit.Kind != UnitKind.Class)
                continue;
            unit.StaticAttributes.Add(e.Attr);
            return;
        }
    }
}
