using Krait.Syntax.Ast;

namespace Krait.Compiler;

internal sealed partial class CodeGenerator
{
    /// <summary>Loads, stores or deletes a name, wherever it lives.</summary>
    private void Name(string name, ExprContext context, SourceSpan location)
    {
        var mangled = Mangle(name);
        var scope = _unit.Scope.Resolve(mangled);
        switch (scope)
        {
            case NameScope.Free:
            case NameScope.Cell:
                var cells = scope == NameScope.Free ? _unit.FreeVars : _unit.CellVars;
                Deref(context, CodeUnit.IndexOf(cells, mangled), location);
                break;
            case NameScope.Local when _unit.Scope.IsFunctionLike || _unit.FastHidden.GetValueOrDefault(mangled) is { IsActive: true }:
                Emit(Pick(context, Opcode.LoadFast, Opcode.StoreFast, Opcode.DeleteFast), CodeUnit.IndexOf(_unit.VarNames, mangled), location);
                break;
            case NameScope.GlobalExplicit:
            case NameScope.GlobalImplicit when _unit.Scope.IsFunctionLike:
                Global(context, mangled, scope, location);
                break;
            default:
                var index = CodeUnit.IndexOf(_unit.Names, mangled);
                if (context == ExprContext.Load && _unit.Scope.Kind == ScopeKind.Class && _unit.InlinedDepth > 0)
                    Emit(Opcode.LoadGlobal, index << 1, location);
                else
                    Emit(Pick(context, Opcode.LoadName, Opcode.StoreName, Opcode.DeleteName), index, location);
                break;
        }
    }

    private static Opcode Pick(ExprContext context, Opcode load, Opcode store, Opcode delete) =>
        context == ExprContext.Load ? load : context == ExprContext.Store ? store : delete;

    private void Deref(ExprContext context, int index, SourceSpan location)
    {
        var op = Pick(context, Opcode.LoadDeref, Opcode.StoreDeref, Opcode.DeleteDeref);
        if (context == ExprContext.Load)
        {
            if (_unit.Scope.Kind == ScopeKind.Class && _unit.InlinedDepth == 0)
            {
                op = Opcode.LoadFromDictOrDeref;
                Emit(Opcode.LoadLocals, location);
            }
            else if (_unit.Scope.CanSeeClassScope)
            {
                op = Opcode.LoadFromDictOrDeref;
                LoadClassDict(location);
            }
        }
        Emit(op, index, location);
    }

    private void Global(ExprContext context, string mangled, NameScope scope, SourceSpan location)
    {
        var index = CodeUnit.IndexOf(_unit.Names, mangled);
        if (context != ExprContext.Load)
        {
            Emit(context == ExprContext.Store ? Opcode.StoreGlobal : Opcode.DeleteGlobal, index, location);
        }
        else if (_unit.Scope.CanSeeClassScope && scope == NameScope.GlobalImplicit)
        {
            LoadClassDict(location);
            Emit(Opcode.LoadFromDictOrGlobals, index, location);
        }
        else
        {
            Emit(Opcode.LoadGlobal, index << 1, location);
        }
    }

    private void LoadClassDict(SourceSpan location) => Emit(Opcode.LoadDeref, _unit.FreeIndex("__classdict__"), location);

    private bool IsFree(string name) => _unit.Scope.Resolve(name) == NameScope.Free;
}
