namespace Krait.Syntax.Ast;

/// <summary>An expression.</summary>
public abstract class Expr(SourceSpan span) : LocatedNode(span);

/// <summary>The node <c>BoolOp</c> of Python's abstract grammar.</summary>
[AstNode("BoolOp")]
public sealed class BoolOpExpr(BoolOperator op, Expr[] values, SourceSpan span) : Expr(span)
{
    public BoolOperator Op { get; set; } = op;
    public Expr[] Values { get; set; } = values;
}

/// <summary>The node <c>NamedExpr</c> of Python's abstract grammar.</summary>
[AstNode("NamedExpr")]
public sealed class NamedExpr(Expr target, Expr value, SourceSpan span) : Expr(span)
{
    public Expr Target { get; set; } = target;
    public Expr Value { get; set; } = value;
}

/// <summary>The node <c>BinOp</c> of Python's abstract grammar.</summary>
[AstNode("BinOp")]
public sealed class BinOpExpr(Expr left, Operator op, Expr right, SourceSpan span) : Expr(span)
{
    public Expr Left { get; set; } = left;
    public Operator Op { get; set; } = op;
    public Expr Right { get; set; } = right;
}

/// <summary>The node <c>UnaryOp</c> of Python's abstract grammar.</summary>
[AstNode("UnaryOp")]
public sealed class UnaryOpExpr(UnaryOperator op, Expr operand, SourceSpan span) : Expr(span)
{
    public UnaryOperator Op { get; set; } = op;
    public Expr Operand { get; set; } = operand;
}

/// <summary>The node <c>Lambda</c> of Python's abstract grammar.</summary>
[AstNode("Lambda")]
public sealed class LambdaExpr(Arguments args, Expr body, SourceSpan span) : Expr(span)
{
    public Arguments Args { get; set; } = args;
    public Expr Body { get; set; } = body;
}

/// <summary>The node <c>IfExp</c> of Python's abstract grammar.</summary>
[AstNode("IfExp")]
public sealed class IfExpExpr(Expr test, Expr body, Expr orelse, SourceSpan span) : Expr(span)
{
    public Expr Test { get; set; } = test;
    public Expr Body { get; set; } = body;
    public Expr Orelse { get; set; } = orelse;
}

/// <summary>The node <c>Dict</c> of Python's abstract grammar.</summary>
[AstNode("Dict")]
public sealed class DictExpr(Expr?[] keys, Expr[] values, SourceSpan span) : Expr(span)
{
    public Expr?[] Keys { get; set; } = keys;
    public Expr[] Values { get; set; } = values;
}

/// <summary>The node <c>Set</c> of Python's abstract grammar.</summary>
[AstNode("Set")]
public sealed class SetExpr(Expr[] elts, SourceSpan span) : Expr(span)
{
    public Expr[] Elts { get; set; } = elts;
}

/// <summary>The node <c>ListComp</c> of Python's abstract grammar.</summary>
[AstNode("ListComp")]
public sealed class ListCompExpr(Expr elt, Comprehension[] generators, SourceSpan span) : Expr(span)
{
    public Expr Elt { get; set; } = elt;
    public Comprehension[] Generators { get; set; } = generators;
}

/// <summary>The node <c>SetComp</c> of Python's abstract grammar.</summary>
[AstNode("SetComp")]
public sealed class SetCompExpr(Expr elt, Comprehension[] generators, SourceSpan span) : Expr(span)
{
    public Expr Elt { get; set; } = elt;
    public Comprehension[] Generators { get; set; } = generators;
}

/// <summary>The node <c>DictComp</c> of Python's abstract grammar.</summary>
[AstNode("DictComp")]
public sealed class DictCompExpr(Expr key, Expr value, Comprehension[] generators, SourceSpan span) : Expr(span)
{
    public Expr Key { get; set; } = key;
    public Expr Value { get; set; } = value;
    public Comprehension[] Generators { get; set; } = generators;
}

/// <summary>The node <c>GeneratorExp</c> of Python's abstract grammar.</summary>
[AstNode("GeneratorExp")]
public sealed class GeneratorExpExpr(Expr elt, Comprehension[] generators, SourceSpan span) : Expr(span)
{
    public Expr Elt { get; set; } = elt;
    public Comprehension[] Generators { get; set; } = generators;
}

/// <summary>The node <c>Await</c> of Python's abstract grammar.</summary>
[AstNode("Await")]
public sealed class AwaitExpr(Expr value, SourceSpan span) : Expr(span)
{
    public Expr Value { get; set; } = value;
}

/// <summary>The node <c>Yield</c> of Python's abstract grammar.</summary>
[AstNode("Yield")]
public sealed class YieldExpr(Expr? value, SourceSpan span) : Expr(span)
{
    public Expr? Value { get; set; } = value;
}

/// <summary>The node <c>YieldFrom</c> of Python's abstract grammar.</summary>
[AstNode("YieldFrom")]
public sealed class YieldFromExpr(Expr value, SourceSpan span) : Expr(span)
{
    public Expr Value { get; set; } = value;
}

/// <summary>The node <c>Compare</c> of Python's abstract grammar.</summary>
[AstNode("Compare")]
public sealed class CompareExpr(Expr left, ComparisonOperator[] ops, Expr[] comparators, SourceSpan span) : Expr(span)
{
    public Expr Left { get; set; } = left;
    public ComparisonOperator[] Ops { get; set; } = ops;
    public Expr[] Comparators { get; set; } = comparators;
}

/// <summary>The node <c>Call</c> of Python's abstract grammar.</summary>
[AstNode("Call")]
public sealed class CallExpr(Expr func, Expr[] args, Keyword[] keywords, SourceSpan span) : Expr(span)
{
    public Expr Func { get; set; } = func;
    public Expr[] Args { get; set; } = args;
    public Keyword[] Keywords { get; set; } = keywords;
}

/// <summary>The node <c>FormattedValue</c> of Python's abstract grammar.</summary>
[AstNode("FormattedValue")]
public sealed class FormattedValueExpr(Expr value, int conversion, Expr? formatSpec, SourceSpan span) : Expr(span)
{
    public Expr Value { get; set; } = value;
    public int Conversion { get; set; } = conversion;
    public Expr? FormatSpec { get; set; } = formatSpec;
}

/// <summary>The node <c>Interpolation</c> of Python's abstract grammar.</summary>
[AstNode("Interpolation")]
public sealed class InterpolationExpr(Expr value, ConstantValue @str, int conversion, Expr? formatSpec, SourceSpan span) : Expr(span)
{
    public Expr Value { get; set; } = value;
    public ConstantValue Str { get; set; } = @str;
    public int Conversion { get; set; } = conversion;
    public Expr? FormatSpec { get; set; } = formatSpec;
}

/// <summary>The node <c>JoinedStr</c> of Python's abstract grammar.</summary>
[AstNode("JoinedStr")]
public sealed class JoinedStrExpr(Expr[] values, SourceSpan span) : Expr(span)
{
    public Expr[] Values { get; set; } = values;
}

/// <summary>The node <c>TemplateStr</c> of Python's abstract grammar.</summary>
[AstNode("TemplateStr")]
public sealed class TemplateStrExpr(Expr[] values, SourceSpan span) : Expr(span)
{
    public Expr[] Values { get; set; } = values;
}

/// <summary>The node <c>Constant</c> of Python's abstract grammar.</summary>
[AstNode("Constant")]
public sealed class ConstantExpr(ConstantValue value, string? kind, SourceSpan span) : Expr(span)
{
    public ConstantValue Value { get; set; } = value;
    public string? Kind { get; set; } = kind;
}

/// <summary>The node <c>Attribute</c> of Python's abstract grammar.</summary>
[AstNode("Attribute")]
public sealed class AttributeExpr(Expr value, string attr, ExprContext ctx, SourceSpan span) : Expr(span)
{
    public Expr Value { get; set; } = value;
    public string Attr { get; set; } = attr;
    public ExprContext Ctx { get; set; } = ctx;
}

/// <summary>The node <c>Subscript</c> of Python's abstract grammar.</summary>
[AstNode("Subscript")]
public sealed class SubscriptExpr(Expr value, Expr slice, ExprContext ctx, SourceSpan span) : Expr(span)
{
    public Expr Value { get; set; } = value;
    public Expr Slice { get; set; } = slice;
    public ExprContext Ctx { get; set; } = ctx;
}

/// <summary>The node <c>Starred</c> of Python's abstract grammar.</summary>
[AstNode("Starred")]
public sealed class StarredExpr(Expr value, ExprContext ctx, SourceSpan span) : Expr(span)
{
    public Expr Value { get; set; } = value;
    public ExprContext Ctx { get; set; } = ctx;
}

/// <summary>The node <c>Name</c> of Python's abstract grammar.</summary>
[AstNode("Name")]
public sealed class NameExpr(string id, ExprContext ctx, SourceSpan span) : Expr(span)
{
    public string Id { get; set; } = id;
    public ExprContext Ctx { get; set; } = ctx;
}

/// <summary>The node <c>List</c> of Python's abstract grammar.</summary>
[AstNode("List")]
public sealed class ListExpr(Expr[] elts, ExprContext ctx, SourceSpan span) : Expr(span)
{
    public Expr[] Elts { get; set; } = elts;
    public ExprContext Ctx { get; set; } = ctx;
}

/// <summary>The node <c>Tuple</c> of Python's abstract grammar.</summary>
[AstNode("Tuple")]
public sealed class TupleExpr(Expr[] elts, ExprContext ctx, SourceSpan span) : Expr(span)
{
    public Expr[] Elts { get; set; } = elts;
    public ExprContext Ctx { get; set; } = ctx;
}

/// <summary>The node <c>Slice</c> of Python's abstract grammar.</summary>
[AstNode("Slice")]
public sealed class SliceExpr(Expr? lower, Expr? upper, Expr? step, SourceSpan span) : Expr(span)
{
    public Expr? Lower { get; set; } = lower;
    public Expr? Upper { get; set; } = upper;
    public Expr? Step { get; set; } = step;
}
