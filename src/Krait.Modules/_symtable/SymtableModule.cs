using Krait.Compiler;
using Krait.Runtime;

namespace Krait.Modules.SymbolTables;

/// <summary>The compiler's symbol tables.</summary>
[PyModule("_symtable")]
internal static partial class SymtableModule
{
    /// <summary>Return symbol and scope dictionaries used internally by compiler.</summary>
    [PyFunction("symtable")]
    private static PyObject Symtable(ThreadState thread, PyObject source, PyObject filename, string startstr)
    {
        var name = CompileRequest.FilenameFrom(thread, filename);
        if (startstr is not ("exec" or "eval" or "single"))
            throw Errors.Value("symtable() arg 3 must be 'exec' or 'eval' or 'single'");
        if (source is not PyStr && !Op.HasBuffer(source))
            throw Errors.Type("symtable() arg 1 must be a string or bytes object");
        var request = new CompileRequest { Filename = name, Mode = startstr };
        request.InheritFlags(thread);
        return PySymtableEntry.Create(thread, SourceCompiler.BuildSymbols(thread, source, request).Top);
    }

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        void Add(string name, int value) => module.Dict.SetItem(thread, name, PyInt.From(value));
        Add("USE", (int)SymbolFlags.Use);
        Add("DEF_GLOBAL", (int)SymbolFlags.Global);
        Add("DEF_NONLOCAL", (int)SymbolFlags.Nonlocal);
        Add("DEF_LOCAL", (int)SymbolFlags.Local);
        Add("DEF_PARAM", (int)SymbolFlags.Param);
        Add("DEF_TYPE_PARAM", (int)SymbolFlags.TypeParam);
        Add("DEF_FREE_CLASS", (int)SymbolFlags.FreeClass);
        Add("DEF_IMPORT", (int)SymbolFlags.Import);
        // As in CPython, without type parameters: the compiler's own constant has them.
        Add("DEF_BOUND", (int)(SymbolFlags.Local | SymbolFlags.Param | SymbolFlags.Import));
        Add("DEF_ANNOT", (int)SymbolFlags.Annotation);
        Add("DEF_COMP_ITER", (int)SymbolFlags.ComprehensionIterator);
        Add("DEF_COMP_CELL", (int)SymbolFlags.ComprehensionCell);
        Add("TYPE_FUNCTION", (int)ScopeKind.Function);
        Add("TYPE_CLASS", (int)ScopeKind.Class);
        Add("TYPE_MODULE", (int)ScopeKind.Module);
        Add("TYPE_ANNOTATION", (int)ScopeKind.Annotation);
        Add("TYPE_TYPE_ALIAS", (int)ScopeKind.TypeAlias);
        Add("TYPE_TYPE_PARAMETERS", (int)ScopeKind.TypeParameters);
        Add("TYPE_TYPE_VARIABLE", (int)ScopeKind.TypeVariable);
        Add("LOCAL", (int)NameScope.Local);
        Add("GLOBAL_EXPLICIT", (int)NameScope.GlobalExplicit);
        Add("GLOBAL_IMPLICIT", (int)NameScope.GlobalImplicit);
        Add("FREE", (int)NameScope.Free);
        Add("CELL", (int)NameScope.Cell);
        Add("SCOPE_OFF", (int)SymbolFlags.ScopeShift);
        Add("SCOPE_MASK", 15);
    }
}
