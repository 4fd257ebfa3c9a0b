using Krait.Compiler;
using Krait.Runtime;

namespace Krait.Modules.SymbolTables;

[PyType("symtable entry", NoInstantiation = true, BasicSize = 128)]
internal sealed partial class PySymtableEntry : PyContainer
{
    private readonly Scope _scope;
    private Ref<PyStr> _name;
    private Ref<PyDict> _symbols;
    private Ref<PyList> _parameters;
    private Ref<PyList> _children;

    private PySymtableEntry(Scope scope) : base(TypeObject) => _scope = scope;

    /// <summary>The entry of a scope, with those of the scopes in it.</summary>
    public static PySymtableEntry Create(ThreadState thread, Scope scope)
    {
        Op.EnterRecursion(thread, " during compilation");
        var entry = thread.EnterNew(new PySymtableEntry(scope));
        entry._name.Value = PyStr.Intern(scope.Name);
        var symbols = PyDict.Create(thread);
        foreach (var (name, flags) in scope.Symbols)
            symbols.SetItem(thread, name, PyInt.From((int)flags));
        entry._symbols.Value = symbols;
        entry._parameters.Value = PyList.Create(thread, [.. scope.ParameterNames.Select(PyStr.Intern)]);
        var children = PyList.Create(thread);
        foreach (var child in scope.Children)
            children.Append(Create(thread, child));
        entry._children.Value = children;
        return entry;
    }

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread) => $"<symtable entry {_scope.Name}({Op.Id(thread, this)}), line {_scope.Line}>";

    [PyGetter("id", Member = true)]
    private long Id(ThreadState thread) => Op.Id(thread, this);

    [PyGetter("name", Member = true)]
    private PyObject? Name => _name.Value;

    [PyGetter("symbols", Member = true)]
    private PyObject? Symbols => _symbols.Value;

    [PyGetter("varnames", Member = true)]
    private PyObject? Parameters => _parameters.Value;

    [PyGetter("children", Member = true)]
    private PyObject? Children => _children.Value;

    [PyGetter("nested", Member = true)]
    private int Nested => _scope.IsNested ? 1 : 0;

    [PyGetter("type", Member = true)]
    private int Kind => (int)_scope.Kind;

    [PyGetter("lineno", Member = true)]
    private int Line => _scope.Line;
}
