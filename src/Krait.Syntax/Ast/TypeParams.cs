namespace Krait.Syntax.Ast;

/// <summary>A type parameter (PEP 695).</summary>
public abstract class TypeParam(SourceSpan span) : LocatedNode(span);

/// <summary>The node <c>TypeVar</c> of Python's abstract grammar.</summary>
[AstNode("TypeVar")]
public sealed class TypeVarParam(string name, Expr? bound, Expr? defaultValue, SourceSpan span) : TypeParam(span)
{
    public string Name { get; set; } = name;
    public Expr? Bound { get; set; } = bound;
    public Expr? DefaultValue { get; set; } = defaultValue;
}

/// <summary>The node <c>ParamSpec</c> of Python's abstract grammar.</summary>
[AstNode("ParamSpec")]
public sealed class ParamSpecParam(string name, Expr? defaultValue, SourceSpan span) : TypeParam(span)
{
    public string Name { get; set; } = name;
    public Expr? DefaultValue { get; set; } = defaultValue;
}

/// <summary>The node <c>TypeVarTuple</c> of Python's abstract grammar.</summary>
[AstNode("TypeVarTuple")]
public sealed class TypeVarTupleParam(string name, Expr? defaultValue, SourceSpan span) : TypeParam(span)
{
    public string Name { get; set; } = name;
    public Expr? DefaultValue { get; set; } = defaultValue;
}
