using Krait.Syntax.Ast;

namespace Krait.Runtime;

/// <summary>Turns syntax trees into objects of the <c>ast</c> module's classes and back; the module <c>_ast</c> provides it.</summary>
internal abstract class AstBridge
{
    /// <summary>The bridge; null until <c>_ast</c> is imported.</summary>
    public static AstBridge? Current { get; set; }

    /// <summary>True for an instance of <c>ast.AST</c>.</summary>
    public abstract bool IsAst(ThreadState thread, PyObject o);

    /// <summary>The Python objects of a tree.</summary>
    public abstract PyObject ToPython(ThreadState thread, Mod tree);

    /// <summary>Throws TypeError where the root is not the one for a mode of <c>compile()</c>.</summary>
    public abstract void CheckMode(ThreadState thread, PyObject tree, string mode);

    /// <summary>The tree of Python objects, which are checked; <paramref name="mode"/> as for <c>compile()</c>.</summary>
    public abstract Mod FromPython(ThreadState thread, PyObject tree, string mode);
}
