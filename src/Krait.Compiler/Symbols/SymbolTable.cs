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

/// <summary>The scopes of a tree.</summary>
public sealed class SymbolTable
{
    private readonly Dictionary<(object Key, ScopeRole Role), Scope> _scopes = [];

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

    internal Scope this[object key, ScopeRole role] => _scopes[(key, role)];

    internal int Count => _scopes.Count;

    internal void Register(Scope scope, ScopeRole role) => _scopes[(scope.Key, role)] = scope;

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
