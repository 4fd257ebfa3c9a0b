using Krait.Compiler.FlowGraph;
using Krait.Syntax.Ast;

namespace Krait.Compiler;

internal sealed partial class CodeGenerator
{
    private const int IntrinsicTypeVar = 7;
    private const int IntrinsicParamSpec = 8;
    private const int IntrinsicTypeVarTuple = 9;
    private const int IntrinsicTypeAlias = 11;
    private const int IntrinsicTypeVarWithBound = 2;
    private const int IntrinsicTypeVarWithConstraints = 3;
    private const int IntrinsicSetTypeParamDefault = 5;

    /// <summary>The defaults of a function that evaluates a type: its format is VALUE.</summary>
    private static readonly TupleConstant ValueFormatDefaults = new([new IntConstant(1)]);

    private void TypeParams(TypeParam[] parameters)
    {
        var seenDefault = false;
        foreach (var parameter in parameters)
        {
            var (name, value) = parameter switch
            {
                TypeVarParam p => (p.Name, p.DefaultValue),
                TypeVarTupleParam p => (p.Name, p.DefaultValue),
                ParamSpecParam p => (p.Name, p.DefaultValue),
                _ => throw new InvalidOperationException("unknown type parameter"),
            };
            TypeParam(parameter, name);
            if (value is not null)
            {
                seenDefault = true;
                TypeParamExpression(value, name, parameter, ScopeRole.Default, parameter is TypeVarTupleParam);
                Emit(Opcode.CallIntrinsic2, IntrinsicSetTypeParamDefault, parameter.Span);
            }
            else if (seenDefault)
            {
                throw Error(parameter.Span, $"non-default type parameter '{name}' follows default type parameter");
            }
            Emit(Opcode.Copy, 1, parameter.Span);
            Name(name, ExprContext.Store, parameter.Span);
        }
        Emit(Opcode.BuildTuple, parameters.Length, parameters[0].Span);
    }

    private void TypeParam(TypeParam parameter, string name)
    {
        EmitConst(name, parameter.Span);
        if (parameter is TypeVarParam { Bound: { } bound })
        {
            TypeParamExpression(bound, name, parameter, ScopeRole.Body, allowStarred: false);
            Emit(Opcode.CallIntrinsic2, bound is TupleExpr ? IntrinsicTypeVarWithConstraints : IntrinsicTypeVarWithBound, parameter.Span);
            return;
        }
        Emit(Opcode.CallIntrinsic1, parameter switch
        {
            TypeVarParam => IntrinsicTypeVar,
            ParamSpecParam => IntrinsicParamSpec,
            _ => IntrinsicTypeVarTuple,
        }, parameter.Span);
    }

    private void TypeParamExpression(Expr e, string name, object key, ScopeRole role, bool allowStarred)
    {
        EmitConst(ValueFormatDefaults, e.Span);
        EnterAnnotations(name, key, role, e.Span);
        if (allowStarred && e is StarredExpr starred)
        {
            Visit(starred.Value);
            Emit(Opcode.UnpackSequence, 1, e.Span);
        }
        else
        {
            Visit(e);
        }
        Emit(Opcode.ReturnValue, e.Span);
        MakeClosure(Assemble(addNone: true), FunctionAttributes.Defaults, e.Span);
    }

    private void TypeAlias(TypeAliasStmt s)
    {
        var name = ((NameExpr)s.Name).Id;
        var isGeneric = s.TypeParams.Length > 0;
        if (isGeneric)
        {
            EnterUnit(new CodeUnit($"<generic parameters of {name}>", UnitKind.Annotations,
                table[s, ScopeRole.TypeParameters], s.Span.Line, _unit.Private, _unit));
            EmitConst(name, s.Span);
            TypeParams(s.TypeParams);
        }
        else
        {
            EmitConst(name, s.Span);
            EmitNone(s.Span);
        }
        EmitConst(ValueFormatDefaults, s.Span);
        EnterAnnotations(name, s, ScopeRole.Body, s.Span);
        Visit(s.Value);
        Emit(Opcode.ReturnValue, s.Span);
        MakeClosure(Assemble(addNone: false), FunctionAttributes.Defaults, s.Span);
        Emit(Opcode.BuildTuple, 3, s.Span);
        Emit(Opcode.CallIntrinsic1, IntrinsicTypeAlias, s.Span);
        if (isGeneric)
        {
            MakeClosure(Assemble(addNone: false), FunctionAttributes.None, s.Span);
            Emit(Opcode.PushNull, s.Span);
            Emit(Opcode.Call, 0, s.Span);
        }
        Name(name, ExprContext.Store, s.Span);
    }
}
