using Krait.Runtime;

namespace Krait.Modules.Ast;

/// <summary>The classes of abstract syntax trees.</summary>
[PyModule("_ast")]
internal static partial class AstModule
{
    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        var dict = module.Dict;
        dict.SetItem(thread, "AST", PyAst.TypeObject);
        dict.SetItem(thread, "PyCF_ALLOW_TOP_LEVEL_AWAIT", PyInt.From(CompileRequest.AllowTopLevelAwait));
        dict.SetItem(thread, "PyCF_ONLY_AST", PyInt.From(CompileRequest.OnlyAst));
        dict.SetItem(thread, "PyCF_TYPE_COMMENTS", PyInt.From(CompileRequest.TypeComments));
        dict.SetItem(thread, "PyCF_OPTIMIZED_AST", PyInt.From(CompileRequest.OptimizedAst));
        foreach (var type in AstClasses.Of(thread).Types)
            dict.SetItem(thread, type.Name, type);
        AstBridge.Current = new TreeBridge();
    }
}
