using Krait.Syntax;
using Krait.Syntax.Ast;

namespace Krait.Compiler;

/// <summary>Which scope of a node is meant, where it has several.</summary>
internal enum ScopeRole
{
    Body,
    TypeParameters,
    Annotations,
    Default,
}

/// <summary>What finds a scope: the node, and which of its scopes. A class, as dictionaries of structs are compiled anew at every start.</summary>
internal sealed class ScopeKey(object node, ScopeRole role)
{
    public object Node { get; } = node;

    public ScopeRole Role { get; } = role;
}

internal sealed class ScopeKeyComparer : IEqualityComparer<ScopeKey>
{
    public static readonly ScopeKeyComparer Instance = new();

    public bool Equals(ScopeKey? x, ScopeKey? y) => x!.Role == y!.Role && ReferenceEquals(x.Node, y.Node);

    public int GetHashCode(ScopeKey key) => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(key.Node) * 4 + (int)key.Role;
}

/// <summary>The scopes of a tree.</summary>
public sealed class SymbolTable
{
    private readonly Dictionary<ScopeKey, Scope> _scopes = new(ScopeKeyComparer.Instance);

    internal SymbolTable(string filename, CodeFlags future)
    {
        Filename = filename;
        Future = future;
    }

    public string Filename { get; }

    /// <summary>The scope of the module.</summary>
    public Scope Top { get; internal set; } = null!;

    /// <summary>The future features in force.</summary>
    public CodeFlags Future { get; }

    internal Scope this[object key, ScopeRole role] => _scopes[new ScopeKey(key, role)];

    internal int Count => _scopes.Count;

    internal void Register(Scope scope, ScopeRole role) => _scopes[new ScopeKey(scope.Key, role)] = scope;

    internal SyntaxErrorException Error(SourceSpan span, string message) => CompilerErrors.At(Filename, span, message);
}

/// <summary>Makes the exceptions of the compiler.</summary>
internal static class CompilerErrors
{
    public static SyntaxErrorException At(string filename, SourceSpan span, string message) =>
        new(SyntaxErrorKind.SyntaxError, message, filename, span.Line, span.Column + 1, span.EndLine, span.EndColumn + 1, null);
}

/// <summary>Builds the symbol table of a tree.</summary>
public static class SymbolTableBuilder
{
    /// <summary>Finds all scopes and resolves all names.</summary>
    /// <exception cref="SyntaxErrorException">A declaration contradicts another, or something stands where it may not.</exception>
    /// <exception cref="CompilerRecursionException">The tree is too deep for the stack.</exception>
    public static SymbolTable Build(Mod tree, CompileOptions options)
    {
        var future = FutureFeatures.Find(tree, options.Filename);
        var table = new SymbolTable(options.Filename, future.Flags | options.InheritedFlags);
        new SymbolVisitor(table, future, options.AllowTopLevelAwait).VisitModule(tree);
        new SymbolAnalyzer(table).Analyze();
        return table;
    }
}
