using Krait.Compiler.FlowGraph;
using Krait.Syntax.Ast;

namespace Krait.Compiler;

internal sealed partial class CodeGenerator
{
    private const int IntrinsicStopIterationError = 3;
    private const int IntrinsicAsyncGenWrap = 4;
    private const int IntrinsicSetFunctionTypeParams = 4;

    /// <summary>What <c>SET_FUNCTION_ATTRIBUTE</c> sets.</summary>
    [Flags]
    private enum FunctionAttributes
    {
        None = 0,
        Defaults = 1,
        KwDefaults = 2,
        Closure = 8,
        Annotate = 16,
    }

    private sealed record FunctionParts(
        Stmt Node, string Name, Arguments Args, Stmt[] Body, Expr[] Decorators, Expr? Returns, TypeParam[] TypeParams, UnitKind Kind)
    {
        public int FirstLine => Decorators.Length > 0 ? Decorators[0].Span.Line : Node.Span.Line;
    }

    private void Function(FunctionParts function)
    {
        VisitAll(function.Decorators);
        var location = function.Node.Span;
        var attributes = DefaultArguments(function.Args, location);
        if (function.TypeParams.Length > 0)
        {
            GenericFunction(function, attributes);
        }
        else
        {
            attributes |= FunctionAnnotations(function);
            FunctionBody(function, attributes);
        }
        ApplyDecorators(function.Decorators);
        Name(function.Name, ExprContext.Store, location);
    }

    private void GenericFunction(FunctionParts function, FunctionAttributes attributes)
    {
        var location = function.Node.Span;
        var arguments = (attributes.HasFlag(FunctionAttributes.Defaults) ? 1 : 0) + (attributes.HasFlag(FunctionAttributes.KwDefaults) ? 1 : 0);
        if (arguments == 2)
            Emit(Opcode.Swap, 2, location);
        EnterUnit(new CodeUnit($"<generic parameters of {function.Name}>", UnitKind.Annotations,
            table[function.Node, ScopeRole.TypeParameters], function.FirstLine, _unit.Private, _unit) { ArgCount = arguments });
        TypeParams(function.TypeParams);
        for (var i = 0; i < arguments; i++)
            Emit(Opcode.LoadFast, i, location);
        attributes |= FunctionAnnotations(function);
        FunctionBody(function, attributes);
        Emit(Opcode.Swap, 2, location);
        Emit(Opcode.CallIntrinsic2, IntrinsicSetFunctionTypeParams, location);
        MakeClosure(Assemble(addNone: false), FunctionAttributes.None, location);
        if (arguments > 0)
        {
            Emit(Opcode.Swap, arguments + 1, location);
            Emit(Opcode.Call, arguments - 1, location);
        }
        else
        {
            Emit(Opcode.PushNull, location);
            Emit(Opcode.Call, 0, location);
        }
    }

    private void FunctionBody(FunctionParts function, FunctionAttributes attributes)
    {
        EnterUnit(NewUnit(function.Name, function.Kind, function.Node, ScopeRole.Body, function.FirstLine, function.Args));
        var scope = _unit.Scope;
        var first = 0;
        if (scope.HasDocstring)
        {
            first = 1;
            var doc = (StrConstant)((ConstantExpr)((ExprStmt)function.Body[0]).Value).Value;
            _unit.Constants.Add(new StrConstant(Docstrings.Clean(doc.Value)));
        }
        Place(new Label());
        var isGenerator = scope.IsCoroutine || scope.IsGenerator;
        if (isGenerator)
            PushBlock(new FrameBlock(FrameBlockKind.StopIteration, Locations.None));
        foreach (var statement in function.Body.AsSpan(first))
            Visit(statement);
        if (isGenerator)
        {
            WrapInStopIterationHandler();
            PopBlock();
        }
        MakeClosure(Assemble(addNone: true), attributes, function.Node.Span);
    }

    private void WrapInStopIterationHandler()
    {
        var handler = new Label();
        _unit.Sequence.InsertJumpAtStart(Opcode.SetupCleanup, handler, Locations.None);
        EmitNone(Locations.None);
        Emit(Opcode.ReturnValue, Locations.None);
        Place(handler);
        Emit(Opcode.CallIntrinsic1, IntrinsicStopIterationError, Locations.None);
        Emit(Opcode.Reraise, 1, Locations.None);
    }

    private void Lambda(LambdaExpr e)
    {
        var attributes = DefaultArguments(e.Args, e.Span);
        EnterUnit(NewUnit("<lambda>", UnitKind.Lambda, e, ScopeRole.Body, e.Span.Line, e.Args));
        Visit(e.Body);
        var isGenerator = _unit.Scope.IsGenerator;
        if (!isGenerator)
            Emit(Opcode.ReturnValue, e.Body.Span);
        MakeClosure(Assemble(addNone: !isGenerator), attributes, e.Span);
    }

    private FunctionAttributes DefaultArguments(Arguments args, SourceSpan location)
    {
        var attributes = FunctionAttributes.None;
        if (args.Defaults.Length > 0)
        {
            VisitAll(args.Defaults);
            Emit(Opcode.BuildTuple, args.Defaults.Length, location);
            attributes |= FunctionAttributes.Defaults;
        }
        var count = 0;
        for (var i = 0; i < args.Kwonlyargs.Length; i++)
        {
            if (args.KwDefaults[i] is not { } value)
                continue;
            count++;
            EmitConst(Mangle(args.Kwonlyargs[i].Name), location);
            Visit(value);
        }
        if (count > 0)
        {
            Emit(Opcode.BuildMap, count, location);
            attributes |= FunctionAttributes.KwDefaults;
        }
        return attributes;
    }

    private void ApplyDecorators(Expr[] decorators)
    {
        for (var i = decorators.Length - 1; i >= 0; i--)
            Emit(Opcode.Call, 0, decorators[i].Span);
    }

    private void MakeClosure(CompiledCode code, FunctionAttributes attributes, SourceSpan location)
    {
        var free = 0;
        for (var i = 0; i < code.LocalsPlusNames.Length; i++)
        {
            if (!code.LocalsPlusKinds[i].HasFlag(LocalKinds.Free))
                continue;
            Emit(Opcode.LoadClosure, ClosureIndex(code.LocalsPlusNames[i]), location);
            free++;
        }
        if (free > 0)
        {
            attributes |= FunctionAttributes.Closure;
            Emit(Opcode.BuildTuple, free, location);
        }
        EmitConst(new CodeConstant(code), location);
        Emit(Opcode.MakeFunction, location);
        foreach (var attribute in (ReadOnlySpan<FunctionAttributes>)
            [FunctionAttributes.Closure, FunctionAttributes.Annotate, FunctionAttributes.KwDefaults, FunctionAttributes.Defaults])
        {
            if (attributes.HasFlag(attribute))
                Emit(Opcode.SetFunctionAttribute, (int)attribute, location);
        }
    }

    /// <summary>The cell that a nested function shares. A class may have a name both free and local: the cell is meant.</summary>
    private int ClosureIndex(string name)
    {
        var isClassCell = _unit.Kind == UnitKind.Class && name is "__class__" or "__classdict__" or "__conditional_annotations__";
        if (isClassCell && _unit.CellVars.TryGetValue(name, out var index))
            return index;
        var cells = _unit.Scope.Resolve(name) == NameScope.Cell ? _unit.CellVars : _unit.FreeVars;
        return cells.TryGetValue(name, out index) || _unit.CellVars.TryGetValue(name, out index)
            ? index
            : throw new InvalidOperationException($"no cell for '{name}' in {_unit.QualifiedName}");
    }
}
