using Krait.Runtime;
using Krait.Syntax.Ast;

namespace Krait.Modules.Ast;

/// <summary>Turns syntax trees into objects of the <c>ast</c> module's classes and back.</summary>
internal sealed class TreeBridge : AstBridge
{
    public override bool IsAst(ThreadState thread, PyObject o) => o is PyAst;

    public override PyObject ToPython(ThreadState thread, Mod tree) => new AstWriter(AstClasses.Of(thread)).Value(thread, tree);

    public override void CheckMode(ThreadState thread, PyObject tree, string mode)
    {
        var expected = mode switch { "exec" => "Module", "eval" => "Expression", "single" => "Interactive", _ => "FunctionType" };
        if (!Op.IsInstance(thread, tree, AstClasses.Of(thread).TypeAt(AstNodes.IndexOf(expected))))
            throw Errors.Type($"expected {expected} node, got {PyAst.FullNameOf(tree.Type)}");
    }

    public override Mod FromPython(ThreadState thread, PyObject tree, string mode)
    {
        CheckMode(thread, tree, mode);
        var made = (Mod)new AstReader(AstClasses.Of(thread)).Read(thread, tree, AstCategory.Mod)!;
        TreeValidator.Validate(thread, made);
        return made;
    }
}
