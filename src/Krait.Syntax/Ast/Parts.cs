namespace Krait.Syntax.Ast;

/// <summary>The node <c>ExceptHandler</c> of Python's abstract grammar.</summary>
[AstNode("ExceptHandler")]
public sealed class ExceptHandler(Expr? type, string? name, Stmt[] body, SourceSpan span) : LocatedNode(span)
{
    public Expr? Type { get; set; } = type;
    public string? Name { get; set; } = name;
    public Stmt[] Body { get; set; } = body;
}

/// <summary>The node <c>TypeIgnore</c> of Python's abstract grammar.</summary>
[AstNode("TypeIgnore")]
public sealed class TypeIgnore(int lineno, string tag) : Node
{
    public int Lineno { get; set; } = lineno;
    public string Tag { get; set; } = tag;
}

/// <summary>The node <c>comprehension</c> of Python's abstract grammar.</summary>
[AstNode("comprehension")]
public sealed class Comprehension(Expr target, Expr iter, Expr[] ifs, int isAsync) : Node
{
    public Expr Target { get; set; } = target;
    public Expr Iter { get; set; } = iter;
    public Expr[] Ifs { get; set; } = ifs;
    public int IsAsync { get; set; } = isAsync;
}

/// <summary>The node <c>arguments</c> of Python's abstract grammar.</summary>
[AstNode("arguments")]
public sealed class Arguments(Arg[] posonlyargs, Arg[] args, Arg? vararg, Arg[] kwonlyargs, Expr?[] kwDefaults, Arg? kwarg, Expr[] defaults) : Node
{
    public Arg[] Posonlyargs { get; set; } = posonlyargs;
    public Arg[] Args { get; set; } = args;
    public Arg? Vararg { get; set; } = vararg;
    public Arg[] Kwonlyargs { get; set; } = kwonlyargs;
    public Expr?[] KwDefaults { get; set; } = kwDefaults;
    public Arg? Kwarg { get; set; } = kwarg;
    public Expr[] Defaults { get; set; } = defaults;
}

/// <summary>The node <c>arg</c> of Python's abstract grammar.</summary>
[AstNode("arg")]
public sealed class Arg(string arg, Expr? annotation, string? typeComment, SourceSpan span) : LocatedNode(span)
{
    public string Name { get; set; } = arg;
    public Expr? Annotation { get; set; } = annotation;
    public string? TypeComment { get; set; } = typeComment;
}

/// <summary>The node <c>keyword</c> of Python's abstract grammar.</summary>
[AstNode("keyword")]
public sealed class Keyword(string? arg, Expr value, SourceSpan span) : LocatedNode(span)
{
    public string? Arg { get; set; } = arg;
    public Expr Value { get; set; } = value;
}

/// <summary>The node <c>alias</c> of Python's abstract grammar.</summary>
[AstNode("alias")]
public sealed class Alias(string name, string? asname, SourceSpan span) : LocatedNode(span)
{
    public string Name { get; set; } = name;
    public string? Asname { get; set; } = asname;
}

/// <summary>The node <c>withitem</c> of Python's abstract grammar.</summary>
[AstNode("withitem")]
public sealed class WithItem(Expr contextExpr, Expr? optionalVars) : Node
{
    public Expr ContextExpr { get; set; } = contextExpr;
    public Expr? OptionalVars { get; set; } = optionalVars;
}

/// <summary>The node <c>match_case</c> of Python's abstract grammar.</summary>
[AstNode("match_case")]
public sealed class MatchCase(Pattern pattern, Expr? guard, Stmt[] body) : Node
{
    public Pattern Pattern { get; set; } = pattern;
    public Expr? Guard { get; set; } = guard;
    public Stmt[] Body { get; set; } = body;
}
