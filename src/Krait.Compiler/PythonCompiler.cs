using Krait.Compiler.FlowGraph;
using Krait.Syntax;
using Krait.Syntax.Ast;

namespace Krait.Compiler;

/// <summary>Compiles syntax trees to the code of CPython 3.14.</summary>
public static class PythonCompiler
{
    /// <summary>Compiles a module, an expression or an interactive statement.</summary>
    /// <exception cref="SyntaxErrorException">The program breaks a rule that the grammar does not express.</exception>
    /// <exception cref="CompilerRecursionException">The tree is too deep for the stack.</exception>
    public static CompiledCode Compile(Mod tree, CompileOptions options)
    {
        var future = FutureFeatures.Find(tree, options.Filename).Flags | options.InheritedFlags;
        tree = new TreeOptimizer(options, future).Run(tree);
        var table = SymbolTableBuilder.Build(tree, options);
        return new CodeGenerator(table, options).CompileModule(tree);
    }

    /// <summary>The tree as the compiler would see it, for <c>ast.parse(optimize=...)</c>. Nodes of the given tree may be changed.</summary>
    public static Mod Optimize(Mod tree, CompileOptions options)
    {
        var future = FutureFeatures.Find(tree, options.Filename).Flags | options.InheritedFlags;
        return new TreeOptimizer(options, future).Run(tree);
    }
}
