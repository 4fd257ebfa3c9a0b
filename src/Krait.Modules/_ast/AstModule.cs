using Krait.Runtime;

namespace Krait.Modules.Ast;

/// <summary>The classes of abstract syntax trees.</summary>
[PyModule("_ast")]
internal static partial class AstModule
{
    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        var classes = AstClasses.Create(thread);
        foreach (var (name, type) in classes.ByName)
            module.Dict.SetItem(thread, name, type);
        module.Dict.SetItem(thread, "PyCF_ONLY_AST", PyInt.From(CompileRequest.OnlyAst));
        module.Dict.SetItem(thread, "PyCF_TYPE_COMMENTS", PyInt.From(CompileRequest.TypeComments));
        module.Dict.SetItem(thread, "PyCF_ALLOW_TOP_LEVEL_AWAIT", PyInt.From(CompileRequest.AllowTopLevelAwait));
        module.Dict.SetItem(thread, "PyCF_OPTIMIZED_AST", PyInt.From(CompileRequest.OptimizedAst));
        AstBridge.Current = new TreeBridge(classes);
    }
}
