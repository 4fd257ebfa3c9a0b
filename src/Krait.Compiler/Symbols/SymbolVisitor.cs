using System.Runtime.CompilerServices;
using Krait.Syntax;
using Krait.Syntax.Ast;

namespace Krait.Compiler;

/// <summary>Walks the tree and notes in every scope how each name is used in it.</summary>
internal sealed partial class SymbolVisitor(SymbolTable table, FutureFeatures future, bool allowTopLevelAwait)
{
    private readonly Stack<Scope> _stack = new();
    private Scope _current = null!;
    private string? _private;
    private int _lastId;

    private bool FutureAnnotations => table.Future.HasFlag(CodeFlags.FutureAnnotations);

    public void VisitModule(Mod tree)
    {
        Enter("top", ScopeKind.Module, tree, ScopeRole.Body, new SourceSpan(0, 0, 0, 0));
        table.Top = _current;
        switch (tree)
        {
            case ModuleMod module:
                _current.HasDocstring = Docstrings.Has(module.Body);
                VisitBody(module.Body);
                break;
            case InteractiveMod interactive:
                VisitBody(interactive.Body);
                break;
            case ExpressionMod expression:
                Visit(expression.Body);
                break;
            default:
                throw new InvalidOperationException("this compiler does not handle FunctionTypes");
        }
        Exit();
    }

    private Scope NewScope(string name, ScopeKind kind, object key, ScopeRole role, SourceSpan span)
    {
        var scope = new Scope(name, kind, key, span, ++_lastId)
        {
            IsMethod = kind == ScopeKind.Function && _current is { Kind: ScopeKind.Class },
        };
        if (_current is not null && (_current.IsNested || _current.IsFunctionLike))
            scope.IsNested = true;
        table.Register(scope, role);
        return scope;
    }

    private Scope Enter(string name, ScopeKind kind, object key, ScopeRole role, SourceSpan span)
    {
        var scope = NewScope(name, kind, key, role, span);
        EnterExisting(scope, isNew: true);
        if (kind is ScopeKind.Annotation or ScopeKind.TypeVariable or ScopeKind.TypeAlias)
        {
            Define(".format", SymbolFlags.Param, span);
            Define(".format", SymbolFlags.Use, span);
        }
        return scope;
    }

    private void EnterExisting(Scope scope, bool isNew)
    {
        var previous = _current;
        if (previous is not null)
        {
            _stack.Push(previous);
            scope.IterationExpressionDepth = previous.IterationExpressionDepth;
            if (previous.MangledNames is not null && scope.Kind != ScopeKind.Class)
                scope.MangledNames = previous.MangledNames;
        }
        _current = scope;
        // With the future import, annotations are strings: their scopes play no part.
        if (!isNew || (scope.Kind == ScopeKind.Annotation && FutureAnnotations))
            return;
        previous?.Children.Add(scope);
    }

    private void Exit()
    {
        if (!_stack.TryPop(out var previous))
            return;
        _current = previous;
    }

    private SyntaxErrorException Error(SourceSpan span, string message) => table.Error(span, message);

    private SymbolFlags Lookup(string name) => _current.Flags(Mangle(name));

    private string Mangle(string name) => NameMangling.Mangle(_private, _current, name);

    private void Define(string name, SymbolFlags flag, SourceSpan span, ExprContext context = ExprContext.Store)
    {
        if ((flag & (SymbolFlags.Param | SymbolFlags.Local | SymbolFlags.Import)) != 0)
            CheckName(name, span, context);
        if (flag.HasFlag(SymbolFlags.TypeParam))
            _current.MangledNames?.Add(name);
        DefineIn(_current, name, flag, span);
    }

    private void DefineIn(Scope scope, string name, SymbolFlags flag, SourceSpan span)
    {
        var mangled = Mangle(name);
        var flags = scope.Flags(mangled);
        if (flag.HasFlag(SymbolFlags.Param) && flags.HasFlag(SymbolFlags.Param))
            throw Error(span, $"duplicate argument '{name}' in function definition");
        if (flag.HasFlag(SymbolFlags.TypeParam) && flags.HasFlag(SymbolFlags.TypeParam))
            throw Error(span, $"duplicate type parameter '{name}'");
        flags |= flag;
        if (scope.InIterationTarget)
        {
            if ((flags & (SymbolFlags.Global | SymbolFlags.Nonlocal)) != 0)
                throw Error(span, $"comprehension inner loop cannot rebind assignment expression target '{name}'");
            flags |= SymbolFlags.ComprehensionIterator;
        }
        scope.SetFlags(mangled, flags);
        if (flag.HasFlag(SymbolFlags.Param))
            scope.ParameterNames.Add(mangled);
        else if (flag.HasFlag(SymbolFlags.Global))
            table.Top.SetFlags(mangled, table.Top.Flags(mangled) | flag);
    }

    private void CheckName(string name, SourceSpan span, ExprContext context)
    {
        if (name != "__debug__" || context == ExprContext.Load)
            return;
        throw Error(span, context == ExprContext.Store ? "cannot assign to __debug__" : "cannot delete __debug__");
    }

    private static void EnsureStack()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new CompilerRecursionException();
    }
}
