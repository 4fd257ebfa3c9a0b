using Krait.Syntax.Ast;

namespace Krait.Compiler;

/// <summary>Resolves the names of all scopes: local, cell, free or global; and decides which comprehensions are inlined (PEP 709).</summary>
internal sealed class SymbolAnalyzer(SymbolTable table)
{
    private static readonly string[] ClassCells = ["__class__", "__classdict__", "__conditional_annotations__"];

    public void Analyze() => AnalyzeScope(table.Top, null, [], [], [], null);

    private void AnalyzeScope(
        Scope scope, HashSet<string>? bound, HashSet<string> free, HashSet<string> global, HashSet<string> typeParams, Scope? classScope)
    {
        if (!System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new CompilerRecursionException();
        var isClass = scope.Kind == ScopeKind.Class;
        HashSet<string> local = [], newFree = [], newGlobal = [], newBound = [], inlinedCells = [];
        var scopes = new Dictionary<string, NameResolution>();
        // A class binds no names for the functions in it: what they see is what stood outside.
        if (isClass)
        {
            newGlobal.UnionWith(global);
            newBound.UnionWith(bound ?? []);
        }
        foreach (var (name, flags) in scope.SymbolsNow())
            scopes[name] = AnalyzeName(scope, name, flags, bound, local, free, global, typeParams, classScope);
        if (isClass)
        {
            newBound.UnionWith(ClassCells);
        }
        else
        {
            if (scope.IsFunctionLike)
                newBound.UnionWith(local);
            newBound.UnionWith(bound ?? []);
            newGlobal.UnionWith(global);
        }
        foreach (var child in scope.Children)
            AnalyzeChild(scope, child, new Sets(newBound, newFree, newGlobal, typeParams), scopes, inlinedCells, classScope);
        SpliceInlinedChildren(scope);
        if (scope.IsFunctionLike)
            AnalyzeCells(scopes, newFree, inlinedCells);
        else if (isClass)
            DropClassFree(scope, newFree);
        UpdateSymbols(scope, scopes, bound, newFree, inlinedCells);
        free.UnionWith(newFree);
    }

    /// <summary>How a name is resolved; a class for the reason of <see cref="NameIndex"/>.</summary>
    private sealed record NameResolution(NameScope Scope)
    {
        public static implicit operator NameResolution(NameScope scope) => new(scope);
    }

    private readonly record struct Sets(HashSet<string> Bound, HashSet<string> Free, HashSet<string> Global, HashSet<string> TypeParams);

    private void AnalyzeChild(
        Scope scope, Scope child, Sets sets, Dictionary<string, NameResolution> scopes, HashSet<string> inlinedCells, Scope? classScope)
    {
        var childClass = !child.CanSeeClassScope ? null : scope.Kind == ScopeKind.Class ? scope : classScope;
        var inline = child.Comprehension is not (ComprehensionKind.None or ComprehensionKind.Generator) && !scope.CanSeeClassScope;
        HashSet<string> childFree = [];
        AnalyzeScope(child, [.. sets.Bound], childFree, [.. sets.Global], [.. sets.TypeParams], childClass);
        if (inline)
        {
            InlineComprehension(scope, child, scopes, childFree, inlinedCells);
            child.IsInlined = true;
        }
        sets.Free.UnionWith(childFree);
    }

    private NameScope AnalyzeName(
        Scope scope, string name, SymbolFlags flags, HashSet<string>? bound, HashSet<string> local, HashSet<string> free,
        HashSet<string> global, HashSet<string> typeParams, Scope? classScope)
    {
        if (flags.HasFlag(SymbolFlags.Global))
        {
            if (flags.HasFlag(SymbolFlags.Nonlocal))
                throw AtDirective(scope, name, $"name '{name}' is nonlocal and global");
            global.Add(name);
            bound?.Remove(name);
            return NameScope.GlobalExplicit;
        }
        if (flags.HasFlag(SymbolFlags.Nonlocal))
        {
            if (bound is null)
                throw AtDirective(scope, name, "nonlocal declaration not allowed at module level");
            if (!bound.Contains(name))
                throw AtDirective(scope, name, $"no binding for nonlocal '{name}' found");
            if (typeParams.Contains(name))
                throw AtDirective(scope, name, $"nonlocal binding not allowed for type parameter '{name}'");
            free.Add(name);
            return NameScope.Free;
        }
        if ((flags & SymbolFlags.Bound) != 0)
        {
            local.Add(name);
            global.Remove(name);
            if (flags.HasFlag(SymbolFlags.TypeParam))
                typeParams.Add(name);
            else
                typeParams.Remove(name);
            return NameScope.Local;
        }
        // A name that the class binds too is looked up in the class, then among the globals, past the functions around it.
        // The class's own cells are none of its names, even where it binds one like them.
        if (classScope is not null && Array.IndexOf(ClassCells, name) < 0)
        {
            var classFlags = classScope.Flags(name);
            if (classFlags.HasFlag(SymbolFlags.Global))
                return NameScope.GlobalExplicit;
            if ((classFlags & SymbolFlags.Bound) != 0 && !classFlags.HasFlag(SymbolFlags.Nonlocal))
                return NameScope.GlobalImplicit;
        }
        if (bound is not null && bound.Contains(name))
        {
            free.Add(name);
            return NameScope.Free;
        }
        return NameScope.GlobalImplicit;
    }

    private static void InlineComprehension(
        Scope scope, Scope comprehension, Dictionary<string, NameResolution> scopes, HashSet<string> free, HashSet<string> inlinedCells)
    {
        foreach (var (name, flags) in comprehension.SymbolsNow())
        {
            if (flags.HasFlag(SymbolFlags.Param))
                continue;
            var resolved = Scope.ResolvedScope(flags);
            var definition = flags & SymbolFlags.DefinitionMask;
            if (resolved == NameScope.Cell || flags.HasFlag(SymbolFlags.ComprehensionCell))
                inlinedCells.Add(name);
            if (resolved == NameScope.Free && scope.Kind == ScopeKind.Class && Array.IndexOf(ClassCells, name) >= 0)
            {
                resolved = NameScope.GlobalImplicit;
                // A function in the comprehension still closes over the class's cell; the comprehension itself, now a part of the class, does not.
                if (!IsFreeInChild(comprehension, name))
                    free.Remove(name);
                comprehension.Remove(name);
            }
            if (!scope.Contains(name))
            {
                scope.SetFlags(name, definition);
                scopes[name] = resolved;
            }
            else if ((scope.Flags(name) & SymbolFlags.Bound) != 0 && scope.Kind != ScopeKind.Class && !IsFreeInChild(comprehension, name))
            {
                free.Remove(name);
            }
        }
    }

    private static bool IsFreeInChild(Scope scope, string name) => scope.Children.Exists(child => child.Resolve(name) == NameScope.Free);

    private static void SpliceInlinedChildren(Scope scope)
    {
        for (var i = scope.Children.Count - 1; i >= 0; i--)
        {
            var child = scope.Children[i];
            if (!child.IsInlined)
                continue;
            scope.Children.RemoveAt(i);
            scope.Children.InsertRange(i, child.Children);
        }
    }

    private static void AnalyzeCells(Dictionary<string, NameResolution> scopes, HashSet<string> free, HashSet<string> inlinedCells)
    {
        foreach (var name in new List<string>(scopes.Keys))
        {
            if (scopes[name].Scope != NameScope.Local || !(free.Contains(name) || inlinedCells.Contains(name)))
                continue;
            scopes[name] = NameScope.Cell;
            free.Remove(name);
        }
    }

    private static void DropClassFree(Scope scope, HashSet<string> free)
    {
        scope.NeedsClassClosure |= free.Remove("__class__");
        scope.NeedsClassDict |= free.Remove("__classdict__");
        scope.HasConditionalAnnotations |= free.Remove("__conditional_annotations__");
    }

    private static void UpdateSymbols(
        Scope scope, Dictionary<string, NameResolution> scopes, HashSet<string>? bound, HashSet<string> free, HashSet<string> inlinedCells)
    {
        foreach (var (name, flags) in scope.SymbolsNow())
        {
            var definition = inlinedCells.Contains(name) ? flags | SymbolFlags.ComprehensionCell : flags;
            scope.SetFlags(name, Scope.WithScope(definition, scopes[name].Scope));
        }
        var isClassLike = scope.Kind == ScopeKind.Class || scope.CanSeeClassScope;
        foreach (var name in free)
        {
            if (scope.Contains(name))
            {
                if (isClassLike)
                    scope.SetFlags(name, scope.Flags(name) | SymbolFlags.FreeClass);
            }
            else if (bound is null || bound.Contains(name))
            {
                scope.SetFlags(name, Scope.WithScope(SymbolFlags.None, NameScope.Free));
            }
        }
    }

    private Krait.Syntax.SyntaxErrorException AtDirective(Scope scope, string name, string message)
    {
        foreach (var (directive, span) in scope.Directives)
        {
            if (directive == name)
                return table.Error(span, message);
        }
        return table.Error(scope.Span, message);
    }
}
