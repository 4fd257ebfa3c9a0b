using System.Runtime.CompilerServices;
using Krait.Compiler.Assembler;
using Krait.Compiler.FlowGraph;
using Krait.Syntax;
using Krait.Syntax.Ast;

namespace Krait.Compiler;

/// <summary>Emits the instructions of a tree, one code object at a time.</summary>
internal sealed partial class CodeGenerator(SymbolTable table, CompileOptions options)
{
    private const int StackUseGuideline = ConstantFolding.StackUseGuideline;
    private const int MaxFrameBlocks = 21;
    private CodeUnit _unit = null!;
    private bool _isInteractive;
    private int _silenced;

    private bool FutureAnnotations => table.Future.HasFlag(CodeFlags.FutureAnnotations);

    public CompiledCode CompileModule(Mod tree)
    {
        EnterUnit(new CodeUnit("<module>", UnitKind.Module, table[tree, ScopeRole.Body], 1, null, null));
        var start = new SourceSpan(1, 0, 1, 0);
        switch (tree)
        {
            case ModuleMod module:
                ModuleBody(module.Body, module.Body.Length > 0 ? module.Body[0].Span : start);
                break;
            case InteractiveMod interactive:
                _isInteractive = true;
                ModuleBody(interactive.Body, interactive.Body.Length > 0 ? interactive.Body[0].Span : start);
                break;
            case ExpressionMod expression:
                Visit(expression.Body);
                break;
        }
        return Assemble(addNone: tree is not ExpressionMod);
    }

    private void ModuleBody(Stmt[] body, SourceSpan location)
    {
        if (_unit.Scope.HasConditionalAnnotations)
        {
            Emit(Opcode.BuildSet, 0, location);
            EmitName(Opcode.StoreName, "__conditional_annotations__", location);
        }
        Body(body, location);
    }

    private void EnterUnit(CodeUnit unit)
    {
        _unit = unit;
        if (unit.Kind != UnitKind.Module)
            unit.QualifiedName = QualifiedName(unit);
        var location = Locations.Line(unit.FirstLine);
        if (unit.Kind == UnitKind.Module)
            location = location with { Line = 0 };
        Emit(Opcode.Resume, 0, location);
        if (unit.Kind == UnitKind.Module)
            Emit(Opcode.AnnotationsPlaceholder, location);
    }

    private CodeUnit NewUnit(string name, UnitKind kind, object key, ScopeRole role, int firstLine, Arguments args) =>
        new(name, kind, table[key, role], firstLine, _unit.Private, _unit)
        {
            ArgCount = args.Args.Length,
            PosOnlyArgCount = args.Posonlyargs.Length,
            KwOnlyArgCount = args.Kwonlyargs.Length,
        };

    private static string QualifiedName(CodeUnit unit)
    {
        var parent = unit.Parent!;
        if (parent.Kind == UnitKind.Annotations)
            parent = parent.Parent!;
        if (parent.Kind == UnitKind.Module)
            return unit.Name;
        if (unit.Kind is UnitKind.Function or UnitKind.AsyncFunction or UnitKind.Class)
        {
            var mangled = NameMangling.Mangle(unit.Parent!.Private, unit.Parent.Scope, unit.Name);
            if (parent.Scope.Resolve(mangled) == NameScope.GlobalExplicit)
                return unit.Name;
        }
        var isFunction = parent.Kind is UnitKind.Function or UnitKind.AsyncFunction or UnitKind.Lambda;
        return isFunction ? $"{parent.QualifiedName}.<locals>.{unit.Name}" : $"{parent.QualifiedName}.{unit.Name}";
    }

    private CodeFlags Flags()
    {
        var scope = _unit.Scope;
        var flags = table.Future & ~(CodeFlags)0x2000;
        if (scope.IsFunctionLike)
        {
            flags |= CodeFlags.NewLocals | CodeFlags.Optimized;
            if (scope.IsNested)
                flags |= CodeFlags.Nested;
            if (scope.IsGenerator)
                flags |= scope.IsCoroutine ? CodeFlags.AsyncGenerator : CodeFlags.Generator;
            else if (scope.IsCoroutine)
                flags |= CodeFlags.Coroutine;
            if (scope.HasVarArgs)
                flags |= CodeFlags.VarArgs;
            if (scope.HasVarKeywords)
                flags |= CodeFlags.VarKeywords;
            if (scope.HasDocstring)
                flags |= CodeFlags.HasDocstring;
            if (scope.IsMethod)
                flags |= CodeFlags.Method;
        }
        else if (options.AllowTopLevelAwait && scope.IsCoroutine && !scope.IsGenerator)
        {
            flags |= CodeFlags.Coroutine;
        }
        return flags;
    }

    /// <summary>Finishes the current unit and goes back to the one around it.</summary>
    private CompiledCode Assemble(bool addNone)
    {
        if (addNone)
            EmitConst(ConstantValue.None, Locations.None);
        Emit(Opcode.ReturnValue, Locations.None);
        var unit = _unit;
        var flags = Flags();
        var graph = ControlFlowGraph.Build(unit.Sequence);
        GraphOptimizer.Optimize(graph, unit.Constants, unit.VarNames.Count, unit.Scope.ParameterNames.Count);
        var depth = GraphOptimizer.Lower(graph, unit, flags);
        var (code, lines, exceptions) = CodeAssembler.Assemble(graph, unit.FirstLine);
        var (names, kinds) = LocalsPlus.Of(unit, flags);
        _unit = unit.Parent!;
        return new CompiledCode
        {
            ArgCount = unit.ArgCount + unit.PosOnlyArgCount,
            PosOnlyArgCount = unit.PosOnlyArgCount,
            KwOnlyArgCount = unit.KwOnlyArgCount,
            StackSize = Math.Max(depth, 1),
            Flags = flags,
            Code = code,
            Constants = unit.Constants.Items.ToArray(),
            Names = unit.Names.Keys.ToArray(),
            LocalsPlusNames = names,
            LocalsPlusKinds = kinds,
            Filename = options.Filename,
            Name = unit.Name,
            QualifiedName = unit.QualifiedName,
            FirstLineNumber = unit.FirstLine,
            LineTable = options.DebugRanges ? lines : LocationTable.WithoutColumns(lines, unit.FirstLine),
            ExceptionTable = exceptions,
        };
    }

    private void Emit(Opcode op, SourceSpan location) => _unit.Sequence.Add(op, 0, location);

    private void Emit(Opcode op, int arg, SourceSpan location) => _unit.Sequence.Add(op, arg, location);

    private void EmitJump(Opcode op, Label target, SourceSpan location) => _unit.Sequence.AddJump(op, target, location);

    private void Place(Label label) => _unit.Sequence.Place(label);

    private void EmitConst(ConstantValue value, SourceSpan location) => Emit(Opcode.LoadConst, _unit.Constants.Add(value), location);

    private void EmitConst(string value, SourceSpan location) => EmitConst(Str(value), location);

    private void EmitConst(int value, SourceSpan location) => EmitConst(new IntConstant(value), location);

    private void EmitNone(SourceSpan location) => EmitConst(ConstantValue.None, location);

    /// <summary>An instruction on an entry of <c>co_names</c>.</summary>
    private void EmitName(Opcode op, string name, SourceSpan location) => Emit(op, CodeUnit.IndexOf(_unit.Names, Mangle(name)), location);

    /// <summary>A load of an attribute; as a method, it leaves room for the receiver.</summary>
    private void EmitLoadAttribute(string name, bool isMethod, SourceSpan location) =>
        Emit(Opcode.LoadAttr, (CodeUnit.IndexOf(_unit.Names, Mangle(name)) << 1) | (isMethod ? 1 : 0), location);

    private string Mangle(string name) => NameMangling.Mangle(_unit.Private, _unit.Scope, name);

    private static StrConstant Str(string value) => new(Text.FromUtf16(value));

    private static TupleConstant StrTuple(IEnumerable<string> values) => new(values.Select(ConstantValue (value) => Str(value)).ToArray());

    private SyntaxErrorException Error(SourceSpan location, string message) => table.Error(location, message);

    private void Warn(SourceSpan location, string message)
    {
        if (_silenced == 0 && options.Warnings?.Warn(SyntaxWarningKind.SyntaxWarning, message, options.Filename, location.Line) == false)
            throw Error(location, message);
    }

    private void PushBlock(FrameBlock block)
    {
        if (_unit.Blocks.Count >= MaxFrameBlocks)
            throw Error(block.Location, "too many statically nested blocks");
        _unit.Blocks.Add(block);
    }

    private void PopBlock() => _unit.Blocks.RemoveAt(_unit.Blocks.Count - 1);

    private static void EnsureStack()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new CompilerRecursionException();
    }
}
