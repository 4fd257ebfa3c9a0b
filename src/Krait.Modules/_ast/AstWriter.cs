using Krait.Runtime;
using Krait.Syntax.Ast;

namespace Krait.Modules.Ast;

/// <summary>From the parser's nodes to Python objects.</summary>
internal sealed class AstWriter(AstClasses classes)
{
    private static readonly PyStr s_line = PyStr.Intern("lineno");
    private static readonly PyStr s_column = PyStr.Intern("col_offset");
    private static readonly PyStr s_endLine = PyStr.Intern("end_lineno");
    private static readonly PyStr s_endColumn = PyStr.Intern("end_col_offset");

    /// <exception cref="PythonException">RecursionError: the tree is too deep.</exception>
    public PyObject Value(ThreadState thread, Node? node)
    {
        if (node is null)
            return PyNone.Instance;
        Op.EnterRecursion(thread, " during ast construction");
        var index = AstNodes.IndexOf(node);
        var type = classes.TypeAt(index);
        var made = type.Allocate!(thread, type);
        AstNodes.SetFields(thread, this, index, node, made);
        if (node is LocatedNode located)
        {
            Set(thread, made, s_line, PyInt.From(located.Span.Line));
            Set(thread, made, s_column, PyInt.From(located.Span.Column));
            Set(thread, made, s_endLine, PyInt.From(located.Span.EndLine));
            Set(thread, made, s_endColumn, PyInt.From(located.Span.EndColumn));
        }
        return made;
    }

    public PyObject Value(ThreadState thread, Node?[] nodes)
    {
        var items = new PyObject[nodes.Length];
        for (var i = 0; i < items.Length; i++)
            items[i] = Value(thread, nodes[i]);
        return PyList.Create(thread, items);
    }

    public PyObject Value(ThreadState thread, string? text) => text is null ? PyNone.Instance : PyStr.Intern(text);

    public PyObject Value(ThreadState thread, string[] texts) => PyList.Create(thread, Array.ConvertAll(texts, text => (PyObject)PyStr.Intern(text)));

    public PyObject Value(ThreadState thread, int number) => PyInt.From(number);

    public PyObject Value(ThreadState thread, int? number) => number is { } given ? PyInt.From(given) : PyNone.Instance;

    public PyObject Value(ThreadState thread, ConstantValue constant) => ConstantConverter.ToObject(thread, constant);

    public PyObject Value(ThreadState thread, BoolOperator op) => classes.BoolOperators.Instances[(int)op];

    public PyObject Value(ThreadState thread, Operator op) => classes.Operators.Instances[(int)op];

    public PyObject Value(ThreadState thread, UnaryOperator op) => classes.UnaryOperators.Instances[(int)op];

    public PyObject Value(ThreadState thread, ExprContext context) => classes.Contexts.Instances[(int)context];

    public PyObject Value(ThreadState thread, ComparisonOperator[] ops) =>
        PyList.Create(thread, Array.ConvertAll(ops, op => classes.Comparisons.Instances[(int)op]));

    public void Set(ThreadState thread, PyObject node, PyStr name, PyObject value) => GenericAttributes.SetInInstance(thread, node, name, value);
}
