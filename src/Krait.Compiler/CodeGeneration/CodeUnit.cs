using Krait.Compiler.FlowGraph;
using Krait.Syntax.Ast;

namespace Krait.Compiler;

/// <summary>What a code object is made for.</summary>
internal enum UnitKind
{
    Module,
    Class,
    Function,
    AsyncFunction,
    Lambda,
    Comprehension,
    Annotations,
}

/// <summary>
/// The place of a name in a table. A class: the framework's collections of values of our own or of plain numbers are not precompiled, and would be
/// compiled at every start.
/// </summary>
internal sealed record NameIndex(int Value)
{
    public static implicit operator NameIndex(int value) => new(value);

    public static implicit operator int(NameIndex index) => index.Value;
}

/// <summary>Whether a name of a module or class is a fast local just now.</summary>
internal sealed record FastLocal(bool IsActive);

/// <summary>A code object while it is being made.</summary>
internal sealed class CodeUnit
{
    public CodeUnit(string name, UnitKind kind, Scope scope, int firstLine, string? privateName, CodeUnit? parent)
    {
        (Name, QualifiedName, Kind, Scope, FirstLine, Private, Parent) = (name, name, kind, scope, firstLine, privateName, parent);
        foreach (var parameter in scope.ParameterNames)
            VarNames.Add(parameter, VarNames.Count);
        AddByScope(CellVars, NameScope.Cell, SymbolFlags.ComprehensionCell, 0);
        if (scope.NeedsClassClosure)
            CellVars.Add("__class__", CellVars.Count);
        if (scope.NeedsClassDict)
            CellVars.Add("__classdict__", CellVars.Count);
        if (scope.HasConditionalAnnotations)
            CellVars.Add("__conditional_annotations__", CellVars.Count);
        AddByScope(FreeVars, NameScope.Free, SymbolFlags.FreeClass, CellVars.Count);
    }

    public string Name { get; }
    public string QualifiedName { get; set; }
    public UnitKind Kind { get; }
    public Scope Scope { get; }
    public int FirstLine { get; }
    public string? Private { get; }
    public CodeUnit? Parent { get; }
    public int ArgCount { get; init; }
    public int PosOnlyArgCount { get; init; }
    public int KwOnlyArgCount { get; init; }
    public Dictionary<string, NameIndex> VarNames { get; } = [];
    public Dictionary<string, NameIndex> CellVars { get; } = [];

    /// <summary>Indices go on behind those of the cells.</summary>
    public Dictionary<string, NameIndex> FreeVars { get; } = [];
    public Dictionary<string, NameIndex> Names { get; } = [];

    /// <summary>Names of a module or class that are fast locals within an inlined comprehension: active while in one.</summary>
    public Dictionary<string, FastLocal> FastHidden { get; } = [];
    public ConstantTable Constants { get; } = new();
    public InstructionSequence Sequence { get; set; } = new();
    public List<FrameBlock> Blocks { get; } = [];
    public int InlinedDepth { get; set; }
    public SortedSet<string> StaticAttributes { get; } = new(StringComparer.Ordinal);
    public List<(AnnAssignStmt Statement, int Index)> DeferredAnnotations { get; } = [];
    public int ConditionalBlockDepth { get; set; }
    public int NextConditionalIndex { get; set; }

    /// <summary>The index of a name in one of the tables, which it enters at its first use.</summary>
    public static int IndexOf(Dictionary<string, NameIndex> table, string name)
    {
        if (table.TryGetValue(name, out var index))
            return index;
        index = table.Count;
        table.Add(name, index);
        return index;
    }

    /// <summary>The index of a free variable, also of one that no symbol tells of.</summary>
    public int FreeIndex(string name)
    {
        if (FreeVars.TryGetValue(name, out var index))
            return index;
        index = CellVars.Count + FreeVars.Count;
        FreeVars.Add(name, index);
        return index;
    }

    private void AddByScope(Dictionary<string, NameIndex> table, NameScope scope, SymbolFlags flag, int offset)
    {
        var names = new List<string>();
        foreach (var (name, flags) in Scope.Symbols)
        {
            if (Compiler.Scope.ResolvedScope(flags) == scope || (flags & flag) != 0)
                names.Add(name);
        }
        names.Sort(StringComparer.Ordinal);
        foreach (var name in names)
            table.Add(name, offset + table.Count);
    }
}

/// <summary>The statements that a <c>break</c>, <c>continue</c> or <c>return</c> has to get out of.</summary>
internal enum FrameBlockKind
{
    WhileLoop,
    ForLoop,
    AsyncForLoop,
    TryExcept,
    FinallyTry,
    FinallyEnd,
    With,
    AsyncWith,
    HandlerCleanup,
    PopValue,
    ExceptionHandler,
    ExceptionGroupHandler,
    AsyncComprehension,
    StopIteration,
}

/// <summary>A statement that is being compiled and has something to undo at its end.</summary>
internal sealed record FrameBlock(FrameBlockKind Kind, SourceSpan Location)
{
    /// <summary>Where <c>continue</c> goes.</summary>
    public Label? Start { get; init; }

    /// <summary>Where <c>break</c> goes.</summary>
    public Label? Exit { get; init; }

    /// <summary>The body of a <c>finally</c>.</summary>
    public Stmt[] FinallyBody { get; init; } = [];

    /// <summary>The name that an exception handler binds.</summary>
    public string? HandlerName { get; init; }
}
