namespace Krait.Syntax.Ast;

/// <summary>A statement.</summary>
public abstract class Stmt(SourceSpan span) : LocatedNode(span);

/// <summary>The node <c>FunctionDef</c> of Python's abstract grammar.</summary>
[AstNode("FunctionDef")]
public sealed class FunctionDefStmt(string name, Arguments args, Stmt[] body, Expr[] decoratorList, Expr? returns, string? typeComment, TypeParam[] typeParams, SourceSpan span) : Stmt(span)
{
    public string Name { get; set; } = name;
    public Arguments Args { get; set; } = args;
    public Stmt[] Body { get; set; } = body;
    public Expr[] DecoratorList { get; set; } = decoratorList;
    public Expr? Returns { get; set; } = returns;
    public string? TypeComment { get; set; } = typeComment;
    public TypeParam[] TypeParams { get; set; } = typeParams;
}

/// <summary>The node <c>AsyncFunctionDef</c> of Python's abstract grammar.</summary>
[AstNode("AsyncFunctionDef")]
public sealed class AsyncFunctionDefStmt(string name, Arguments args, Stmt[] body, Expr[] decoratorList, Expr? returns, string? typeComment, TypeParam[] typeParams, SourceSpan span) : Stmt(span)
{
    public string Name { get; set; } = name;
    public Arguments Args { get; set; } = args;
    public Stmt[] Body { get; set; } = body;
    public Expr[] DecoratorList { get; set; } = decoratorList;
    public Expr? Returns { get; set; } = returns;
    public string? TypeComment { get; set; } = typeComment;
    public TypeParam[] TypeParams { get; set; } = typeParams;
}

/// <summary>The node <c>ClassDef</c> of Python's abstract grammar.</summary>
[AstNode("ClassDef")]
public sealed class ClassDefStmt(string name, Expr[] bases, Keyword[] keywords, Stmt[] body, Expr[] decoratorList, TypeParam[] typeParams, SourceSpan span) : Stmt(span)
{
    public string Name { get; set; } = name;
    public Expr[] Bases { get; set; } = bases;
    public Keyword[] Keywords { get; set; } = keywords;
    public Stmt[] Body { get; set; } = body;
    public Expr[] DecoratorList { get; set; } = decoratorList;
    public TypeParam[] TypeParams { get; set; } = typeParams;
}

/// <summary>The node <c>Return</c> of Python's abstract grammar.</summary>
[AstNode("Return")]
public sealed class ReturnStmt(Expr? value, SourceSpan span) : Stmt(span)
{
    public Expr? Value { get; set; } = value;
}

/// <summary>The node <c>Delete</c> of Python's abstract grammar.</summary>
[AstNode("Delete")]
public sealed class DeleteStmt(Expr[] targets, SourceSpan span) : Stmt(span)
{
    public Expr[] Targets { get; set; } = targets;
}

/// <summary>The node <c>Assign</c> of Python's abstract grammar.</summary>
[AstNode("Assign")]
public sealed class AssignStmt(Expr[] targets, Expr value, string? typeComment, SourceSpan span) : Stmt(span)
{
    public Expr[] Targets { get; set; } = targets;
    public Expr Value { get; set; } = value;
    public string? TypeComment { get; set; } = typeComment;
}

/// <summary>The node <c>TypeAlias</c> of Python's abstract grammar.</summary>
[AstNode("TypeAlias")]
public sealed class TypeAliasStmt(Expr name, TypeParam[] typeParams, Expr value, SourceSpan span) : Stmt(span)
{
    public Expr Name { get; set; } = name;
    public TypeParam[] TypeParams { get; set; } = typeParams;
    public Expr Value { get; set; } = value;
}

/// <summary>The node <c>AugAssign</c> of Python's abstract grammar.</summary>
[AstNode("AugAssign")]
public sealed class AugAssignStmt(Expr target, Operator op, Expr value, SourceSpan span) : Stmt(span)
{
    public Expr Target { get; set; } = target;
    public Operator Op { get; set; } = op;
    public Expr Value { get; set; } = value;
}

/// <summary>The node <c>AnnAssign</c> of Python's abstract grammar.</summary>
[AstNode("AnnAssign")]
public sealed class AnnAssignStmt(Expr target, Expr annotation, Expr? value, int simple, SourceSpan span) : Stmt(span)
{
    public Expr Target { get; set; } = target;
    public Expr Annotation { get; set; } = annotation;
    public Expr? Value { get; set; } = value;
    public int Simple { get; set; } = simple;
}

/// <summary>The node <c>For</c> of Python's abstract grammar.</summary>
[AstNode("For")]
public sealed class ForStmt(Expr target, Expr iter, Stmt[] body, Stmt[] orelse, string? typeComment, SourceSpan span) : Stmt(span)
{
    public Expr Target { get; set; } = target;
    public Expr Iter { get; set; } = iter;
    public Stmt[] Body { get; set; } = body;
    public Stmt[] Orelse { get; set; } = orelse;
    public string? TypeComment { get; set; } = typeComment;
}

/// <summary>The node <c>AsyncFor</c> of Python's abstract grammar.</summary>
[AstNode("AsyncFor")]
public sealed class AsyncForStmt(Expr target, Expr iter, Stmt[] body, Stmt[] orelse, string? typeComment, SourceSpan span) : Stmt(span)
{
    public Expr Target { get; set; } = target;
    public Expr Iter { get; set; } = iter;
    public Stmt[] Body { get; set; } = body;
    public Stmt[] Orelse { get; set; } = orelse;
    public string? TypeComment { get; set; } = typeComment;
}

/// <summary>The node <c>While</c> of Python's abstract grammar.</summary>
[AstNode("While")]
public sealed class WhileStmt(Expr test, Stmt[] body, Stmt[] orelse, SourceSpan span) : Stmt(span)
{
    public Expr Test { get; set; } = test;
    public Stmt[] Body { get; set; } = body;
    public Stmt[] Orelse { get; set; } = orelse;
}

/// <summary>The node <c>If</c> of Python's abstract grammar.</summary>
[AstNode("If")]
public sealed class IfStmt(Expr test, Stmt[] body, Stmt[] orelse, SourceSpan span) : Stmt(span)
{
    public Expr Test { get; set; } = test;
    public Stmt[] Body { get; set; } = body;
    public Stmt[] Orelse { get; set; } = orelse;
}

/// <summary>The node <c>With</c> of Python's abstract grammar.</summary>
[AstNode("With")]
public sealed class WithStmt(WithItem[] items, Stmt[] body, string? typeComment, SourceSpan span) : Stmt(span)
{
    public WithItem[] Items { get; set; } = items;
    public Stmt[] Body { get; set; } = body;
    public string? TypeComment { get; set; } = typeComment;
}

/// <summary>The node <c>AsyncWith</c> of Python's abstract grammar.</summary>
[AstNode("AsyncWith")]
public sealed class AsyncWithStmt(WithItem[] items, Stmt[] body, string? typeComment, SourceSpan span) : Stmt(span)
{
    public WithItem[] Items { get; set; } = items;
    public Stmt[] Body { get; set; } = body;
    public string? TypeComment { get; set; } = typeComment;
}

/// <summary>The node <c>Match</c> of Python's abstract grammar.</summary>
[AstNode("Match")]
public sealed class MatchStmt(Expr subject, MatchCase[] cases, SourceSpan span) : Stmt(span)
{
    public Expr Subject { get; set; } = subject;
    public MatchCase[] Cases { get; set; } = cases;
}

/// <summary>The node <c>Raise</c> of Python's abstract grammar.</summary>
[AstNode("Raise")]
public sealed class RaiseStmt(Expr? exc, Expr? cause, SourceSpan span) : Stmt(span)
{
    public Expr? Exc { get; set; } = exc;
    public Expr? Cause { get; set; } = cause;
}

/// <summary>The node <c>Try</c> of Python's abstract grammar.</summary>
[AstNode("Try")]
public sealed class TryStmt(Stmt[] body, ExceptHandler[] handlers, Stmt[] orelse, Stmt[] finalbody, SourceSpan span) : Stmt(span)
{
    public Stmt[] Body { get; set; } = body;
    public ExceptHandler[] Handlers { get; set; } = handlers;
    public Stmt[] Orelse { get; set; } = orelse;
    public Stmt[] Finalbody { get; set; } = finalbody;
}

/// <summary>The node <c>TryStar</c> of Python's abstract grammar.</summary>
[AstNode("TryStar")]
public sealed class TryStarStmt(Stmt[] body, ExceptHandler[] handlers, Stmt[] orelse, Stmt[] finalbody, SourceSpan span) : Stmt(span)
{
    public Stmt[] Body { get; set; } = body;
    public ExceptHandler[] Handlers { get; set; } = handlers;
    public Stmt[] Orelse { get; set; } = orelse;
    public Stmt[] Finalbody { get; set; } = finalbody;
}

/// <summary>The node <c>Assert</c> of Python's abstract grammar.</summary>
[AstNode("Assert")]
public sealed class AssertStmt(Expr test, Expr? msg, SourceSpan span) : Stmt(span)
{
    public Expr Test { get; set; } = test;
    public Expr? Msg { get; set; } = msg;
}

/// <summary>The node <c>Import</c> of Python's abstract grammar.</summary>
[AstNode("Import")]
public sealed class ImportStmt(Alias[] names, SourceSpan span) : Stmt(span)
{
    public Alias[] Names { get; set; } = names;
}

/// <summary>The node <c>ImportFrom</c> of Python's abstract grammar.</summary>
[AstNode("ImportFrom")]
public sealed class ImportFromStmt(string? module, Alias[] names, int? level, SourceSpan span) : Stmt(span)
{
    public string? Module { get; set; } = module;
    public Alias[] Names { get; set; } = names;
    public int? Level { get; set; } = level;
}

/// <summary>The node <c>Global</c> of Python's abstract grammar.</summary>
[AstNode("Global")]
public sealed class GlobalStmt(string[] names, SourceSpan span) : Stmt(span)
{
    public string[] Names { get; set; } = names;
}

/// <summary>The node <c>Nonlocal</c> of Python's abstract grammar.</summary>
[AstNode("Nonlocal")]
public sealed class NonlocalStmt(string[] names, SourceSpan span) : Stmt(span)
{
    public string[] Names { get; set; } = names;
}

/// <summary>The node <c>Expr</c> of Python's abstract grammar.</summary>
[AstNode("Expr")]
public sealed class ExprStmt(Expr value, SourceSpan span) : Stmt(span)
{
    public Expr Value { get; set; } = value;
}

/// <summary>The node <c>Pass</c> of Python's abstract grammar.</summary>
[AstNode("Pass")]
public sealed class PassStmt(SourceSpan span) : Stmt(span);

/// <summary>The node <c>Break</c> of Python's abstract grammar.</summary>
[AstNode("Break")]
public sealed class BreakStmt(SourceSpan span) : Stmt(span);

/// <summary>The node <c>Continue</c> of Python's abstract grammar.</summary>
[AstNode("Continue")]
public sealed class ContinueStmt(SourceSpan span) : Stmt(span);
