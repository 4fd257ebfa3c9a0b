namespace Krait.Syntax.Ast;

/// <summary>A node of the syntax tree. The classes below it are the abstract grammar of Python's <c>ast</c> module.</summary>
public abstract class Node;

/// <summary>A node that stands for a piece of source text.</summary>
public abstract class LocatedNode(SourceSpan span) : Node
{
    /// <summary>Where the node's text begins and ends.</summary>
    public SourceSpan Span { get; set; } = span;
}

/// <summary>
/// A range of source text: lines count from 1, columns from 0 in UTF-8 bytes, the end is exclusive
/// (the units of <c>lineno</c>, <c>col_offset</c>, <c>end_lineno</c> and <c>end_col_offset</c>).
/// </summary>
public readonly record struct SourceSpan(int Line, int Column, int EndLine, int EndColumn)
{
    /// <summary>The range from the start of <paramref name="first"/> to the end of <paramref name="last"/>.</summary>
    public static SourceSpan Cover(SourceSpan first, SourceSpan last) => new(first.Line, first.Column, last.EndLine, last.EndColumn);
}

/// <summary>Names the class of Python's <c>ast</c> module that a node class stands for.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AstNodeAttribute(string name) : Attribute
{
    /// <summary>The Python name, <c>BinOp</c> for example.</summary>
    public string Name { get; } = name;
}
