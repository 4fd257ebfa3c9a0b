using Krait.Syntax.Ast;

namespace Krait.Compiler;

/// <summary>The kinds of scope, as <c>_symtable</c> numbers them.</summary>
public enum ScopeKind
{
    Function,
    Class,
    Module,
    Annotation,
    TypeAlias,
    TypeParameters,
    TypeVariable,
}

/// <summary>Which comprehension a scope belongs to.</summary>
public enum ComprehensionKind
{
    None,
    List,
    Dict,
    Set,
    Generator,
}

/// <summary>What is known of a name in a scope: CPython's <c>DEF_*</c> bits, and the resolved scope above <see cref="ScopeShift"/>.</summary>
[Flags]
public enum SymbolFlags
{
    None = 0,
    Global = 1,
    Local = 2,
    Param = 4,
    Nonlocal = 8,
    Use = 0x10,
    FreeClass = 0x40,
    Import = 0x80,
    Annotation = 0x100,
    ComprehensionIterator = 0x200,
    TypeParam = 0x400,
    ComprehensionCell = 0x800,
    Bound = Local | Param | Import | TypeParam,
    DefinitionMask = 0xFFF,
    ScopeShift = 12,
}

/// <summary>How a name is resolved.</summary>
public enum NameScope
{
    Unknown,
    Local,
    GlobalExplicit,
    GlobalImplicit,
    Free,
    Cell,
}

/// <summary>A name of a scope and what is known of it.</summary>
public sealed record ScopeSymbol(string Name, SymbolFlags Flags);

/// <summary>A name in a <c>global</c> or <c>nonlocal</c> statement, and where it stands.</summary>
internal sealed record Directive(string Name, SourceSpan Span);

/// <summary>A scope: its names, what they are, and the scopes in it (an entry of <c>_symtable</c>).</summary>
public sealed class Scope
{
    private readonly Dictionary<string, NameIndex> _order = [];
    private readonly List<ScopeSymbol> _symbols = [];

    internal Scope(string name, ScopeKind kind, object key, SourceSpan span, int id)
    {
        Name = name;
        Kind = kind;
        Key = key;
        Span = span;
        Id = id;
    }

    public string Name { get; }
    public ScopeKind Kind { get; }
    public SourceSpan Span { get; }

    /// <summary>A number of its own.</summary>
    public int Id { get; }
    public int Line => Span.Line;

    /// <summary>The names in order of appearance.</summary>
    public IReadOnlyList<ScopeSymbol> Symbols => _symbols;

    /// <summary>A copy of <see cref="Symbols"/>, to go through while they change.</summary>
    internal ScopeSymbol[] SymbolsNow() => _symbols.ToArray();

    /// <summary>The parameters in order.</summary>
    public List<string> ParameterNames { get; } = [];
    public List<Scope> Children { get; } = [];
    public bool IsNested { get; internal set; }
    public bool IsGenerator { get; internal set; }
    public bool IsCoroutine { get; internal set; }
    public ComprehensionKind Comprehension { get; internal set; }

    /// <summary>For an annotation scope of a function: the function's name.</summary>
    public string? FunctionName { get; internal set; }

    /// <summary>True for functions and for the scopes that behave like them.</summary>
    public bool IsFunctionLike => Kind is not (ScopeKind.Class or ScopeKind.Module);
    internal object Key { get; }
    internal bool HasVarArgs { get; set; }
    internal bool HasVarKeywords { get; set; }
    internal bool IsMethod { get; set; }
    internal bool HasDocstring { get; set; }
    internal bool AnnotationsUsed { get; set; }
    internal bool NeedsClassClosure { get; set; }
    internal bool NeedsClassDict { get; set; }
    internal bool HasConditionalAnnotations { get; set; }
    internal bool IsInlined { get; set; }
    internal bool CanSeeClassScope { get; set; }
    internal bool InConditionalBlock { get; set; }
    internal bool InUnevaluatedAnnotation { get; set; }
    internal bool InIterationTarget { get; set; }
    internal int IterationExpressionDepth { get; set; }
    internal string? ScopeInfo { get; set; }
    internal Scope? AnnotationScope { get; set; }

    /// <summary>Where set, only these names are mangled: the type parameters of a class.</summary>
    internal HashSet<string>? MangledNames { get; set; }
    internal List<Directive> Directives { get; } = [];

    /// <summary>The flags of a (mangled) name; none where the scope does not know it.</summary>
    public SymbolFlags Flags(string name) => _order.TryGetValue(name, out var index) ? _symbols[index].Flags : SymbolFlags.None;

    /// <summary>How a (mangled) name is resolved here.</summary>
    public NameScope Resolve(string name) => ResolvedScope(Flags(name));

    /// <summary>The resolution in a set of flags.</summary>
    public static NameScope ResolvedScope(SymbolFlags flags) => (NameScope)((int)flags >> (int)SymbolFlags.ScopeShift);

    internal bool Contains(string name) => _order.ContainsKey(name);

    internal void SetFlags(string name, SymbolFlags flags)
    {
        if (_order.TryGetValue(name, out var index))
        {
            _symbols[index] = new(name, flags);
            return;
        }
        _order.Add(name, _symbols.Count);
        _symbols.Add(new(name, flags));
    }

    internal void Remove(string name)
    {
        if (!_order.Remove(name, out var index))
            return;
        _symbols.RemoveAt(index);
        for (var i = index; i < _symbols.Count; i++)
            _order[_symbols[i].Name] = i;
    }

    internal static SymbolFlags WithScope(SymbolFlags flags, NameScope scope) =>
        (flags & SymbolFlags.DefinitionMask) | (SymbolFlags)((int)scope << (int)SymbolFlags.ScopeShift);
}
