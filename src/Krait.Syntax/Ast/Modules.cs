namespace Krait.Syntax.Ast;

/// <summary>The root of a tree: what a whole source text parses to.</summary>
public abstract class Mod : Node;

/// <summary>The node <c>Module</c> of Python's abstract grammar.</summary>
[AstNode("Module")]
public sealed class ModuleMod(Stmt[] body, TypeIgnore[] typeIgnores) : Mod
{
    public Stmt[] Body { get; set; } = body;
    public TypeIgnore[] TypeIgnores { get; set; } = typeIgnores;
}

/// <summary>The node <c>Interactive</c> of Python's abstract grammar.</summary>
[AstNode("Interactive")]
public sealed class InteractiveMod(Stmt[] body) : Mod
{
    public Stmt[] Body { get; set; } = body;
}

/// <summary>The node <c>Expression</c> of Python's abstract grammar.</summary>
[AstNode("Expression")]
public sealed class ExpressionMod(Expr body) : Mod
{
    public Expr Body { get; set; } = body;
}

/// <summary>The node <c>FunctionType</c> of Python's abstract grammar.</summary>
[AstNode("FunctionType")]
public sealed class FunctionTypeMod(Expr[] argtypes, Expr returns) : Mod
{
    public Expr[] Argtypes { get; set; } = argtypes;
    public Expr Returns { get; set; } = returns;
}
