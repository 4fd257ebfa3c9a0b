namespace Krait.Syntax.Ast;

/// <summary>A pattern of a match statement.</summary>
public abstract class Pattern(SourceSpan span) : LocatedNode(span);

/// <summary>The node <c>MatchValue</c> of Python's abstract grammar.</summary>
[AstNode("MatchValue")]
public sealed class MatchValuePattern(Expr value, SourceSpan span) : Pattern(span)
{
    public Expr Value { get; set; } = value;
}

/// <summary>The node <c>MatchSingleton</c> of Python's abstract grammar.</summary>
[AstNode("MatchSingleton")]
public sealed class MatchSingletonPattern(ConstantValue value, SourceSpan span) : Pattern(span)
{
    public ConstantValue Value { get; set; } = value;
}

/// <summary>The node <c>MatchSequence</c> of Python's abstract grammar.</summary>
[AstNode("MatchSequence")]
public sealed class MatchSequencePattern(Pattern[] patterns, SourceSpan span) : Pattern(span)
{
    public Pattern[] Patterns { get; set; } = patterns;
}

/// <summary>The node <c>MatchMapping</c> of Python's abstract grammar.</summary>
[AstNode("MatchMapping")]
public sealed class MatchMappingPattern(Expr[] keys, Pattern[] patterns, string? rest, SourceSpan span) : Pattern(span)
{
    public Expr[] Keys { get; set; } = keys;
    public Pattern[] Patterns { get; set; } = patterns;
    public string? Rest { get; set; } = rest;
}

/// <summary>The node <c>MatchClass</c> of Python's abstract grammar.</summary>
[AstNode("MatchClass")]
public sealed class MatchClassPattern(Expr cls, Pattern[] patterns, string[] kwdAttrs, Pattern[] kwdPatterns, SourceSpan span) : Pattern(span)
{
    public Expr Cls { get; set; } = cls;
    public Pattern[] Patterns { get; set; } = patterns;
    public string[] KwdAttrs { get; set; } = kwdAttrs;
    public Pattern[] KwdPatterns { get; set; } = kwdPatterns;
}

/// <summary>The node <c>MatchStar</c> of Python's abstract grammar.</summary>
[AstNode("MatchStar")]
public sealed class MatchStarPattern(string? name, SourceSpan span) : Pattern(span)
{
    public string? Name { get; set; } = name;
}

/// <summary>The node <c>MatchAs</c> of Python's abstract grammar.</summary>
[AstNode("MatchAs")]
public sealed class MatchAsPattern(Pattern? pattern, string? name, SourceSpan span) : Pattern(span)
{
    public Pattern? Pattern { get; set; } = pattern;
    public string? Name { get; set; } = name;
}

/// <summary>The node <c>MatchOr</c> of Python's abstract grammar.</summary>
[AstNode("MatchOr")]
public sealed class MatchOrPattern(Pattern[] patterns, SourceSpan span) : Pattern(span)
{
    public Pattern[] Patterns { get; set; } = patterns;
}
