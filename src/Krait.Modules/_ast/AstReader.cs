using System.Runtime.CompilerServices;
using Krait.Runtime;
using Krait.Syntax.Ast;

namespace Krait.Modules.Ast;

/// <summary>From Python objects to the parser's nodes. What is missing or of a wrong type is a TypeError; what else is wrong finds <see cref="TreeValidator"/>.</summary>
internal sealed class AstReader(AstClasses classes)
{
    private static readonly PyStr s_line = PyStr.Intern("lineno");
    private static readonly PyStr s_column = PyStr.Intern("col_offset");
    private static readonly PyStr s_endLine = PyStr.Intern("end_lineno");
    private static readonly PyStr s_endColumn = PyStr.Intern("end_col_offset");

    // More than the parser or the compiler takes; unwinding through all of a large stack takes seconds.
    private const int MaxDepth = 20_000;

    private int _depth;

    public static PythonException RequiredField(string field, string owner) => Errors.Value($"field '{field}' is required for {owner}");

    /// <summary>The node of an object; null for None.</summary>
    public Node? Read(ThreadState thread, PyObject value, AstCategory category)
    {
        _depth++;
        var node = ReadNode(thread, value, category);
        _depth--;
        return node;
    }

    private Node? ReadNode(ThreadState thread, PyObject value, AstCategory category)
    {
        var sum = classes.CategoryAt(category);
        if (sum.ProductIndex >= 0)
            return AstNodes.Read(thread, this, sum.ProductIndex, value, default);
        if (value is PyNone)
            return null;
        if (!Op.IsInstance(thread, value, sum.Type))
            throw Unexpected(thread, sum.Name, value);
        var span = sum.IsLocated ? Span(thread, value, sum.Name) : default;
        var index = classes.IndexOf(value.Type, sum.Name);
        return index >= 0 ? AstNodes.Read(thread, this, index, value, span) : throw Unexpected(thread, sum.Name, value);
    }

    public T? Node<T>(ThreadState thread, PyObject o, string owner, PyStr name, AstCategory category) where T : Node
    {
        var value = Required(thread, o, owner, name);
        CheckStack(thread, owner);
        return (T?)Read(thread, value, category);
    }

    public T? OptionalNode<T>(ThreadState thread, PyObject o, string owner, PyStr name, AstCategory category) where T : Node
    {
        if (Optional(thread, o, name) is not { } value)
            return null;
        CheckStack(thread, owner);
        return (T?)Read(thread, value, category);
    }

    public T[] Nodes<T>(ThreadState thread, PyObject o, string owner, PyStr name, AstCategory category) where T : Node
    {
        if (List(thread, o, owner, name) is not { Count: > 0 } list)
            return [];
        var made = new T[list.Count];
        for (var i = 0; i < made.Length; i++)
        {
            CheckStack(thread, owner);
            made[i] = (T)Read(thread, list[i], category)!;
            CheckSize(list, made.Length, owner, name);
        }
        return made;
    }

    public string? Identifier(ThreadState thread, PyObject o, string owner, PyStr name) => ToIdentifier(Required(thread, o, owner, name));

    public string? OptionalIdentifier(ThreadState thread, PyObject o, string owner, PyStr name) =>
        Optional(thread, o, name) is { } value ? ToIdentifier(value) : null;

    public string[] Identifiers(ThreadState thread, PyObject o, string owner, PyStr name)
    {
        if (List(thread, o, owner, name) is not { } list)
            return [];
        var made = new string[list.Count];
        for (var i = 0; i < made.Length; i++)
            made[i] = ToIdentifier(list[i]) ?? throw RequiredField(name.ToString(), owner);
        return made;
    }

    public string? Text(ThreadState thread, PyObject o, string owner, PyStr name) => ToText(Required(thread, o, owner, name));

    public string? OptionalText(ThreadState thread, PyObject o, string owner, PyStr name) => Optional(thread, o, name) is { } value ? ToText(value) : null;

    public int Int(ThreadState thread, PyObject o, string owner, PyStr name) => ToInt(thread, Required(thread, o, owner, name));

    public int? OptionalInt(ThreadState thread, PyObject o, string owner, PyStr name) =>
        Optional(thread, o, name) is { } value ? ToInt(thread, value) : null;

    public ConstantValue Constant(ThreadState thread, PyObject o, string owner, PyStr name) =>
        ConstantReader.Read(thread, Required(thread, o, owner, name));

    /// <summary>The number of an operator or context.</summary>
    public int Choice(ThreadState thread, PyObject o, string owner, PyStr name, string sum) =>
        ToChoice(thread, Required(thread, o, owner, name), sum);

    public int[] Choices(ThreadState thread, PyObject o, string owner, PyStr name, string sum)
    {
        if (List(thread, o, owner, name) is not { } list)
            return [];
        var made = new int[list.Count];
        for (var i = 0; i < made.Length; i++)
        {
            made[i] = ToChoice(thread, list[i], sum);
            CheckSize(list, made.Length, owner, name);
        }
        return made;
    }

    /// <summary>The position; an end that is not given is the start.</summary>
    public SourceSpan Span(ThreadState thread, PyObject o, string owner)
    {
        var line = ToInt(thread, Required(thread, o, owner, s_line));
        var column = ToInt(thread, Required(thread, o, owner, s_column));
        var endLine = Optional(thread, o, s_endLine) is { } givenLine ? ToInt(thread, givenLine) : line;
        var endColumn = Optional(thread, o, s_endColumn) is { } givenColumn ? ToInt(thread, givenColumn) : column;
        return new SourceSpan(line, column, endLine, endColumn);
    }

    private static PyObject Required(ThreadState thread, PyObject o, string owner, PyStr name) =>
        Op.TryGetAttr(thread, o, name) ?? throw Errors.Type($"required field \"{name}\" missing from {owner}");

    private static PyObject? Optional(ThreadState thread, PyObject o, PyStr name) =>
        Op.TryGetAttr(thread, o, name) is { } value and not PyNone ? value : null;

    private static PyList? List(ThreadState thread, PyObject o, string owner, PyStr name) => Op.TryGetAttr(thread, o, name) switch
    {
        null => null,
        PyList list => list,
        var other => throw Errors.Type($"{owner} field \"{name}\" must be a list, not a {other.Type.ShortName}"),
    };

    private static void CheckSize(PyList list, int count, string owner, PyStr name)
    {
        if (list.Count != count)
            throw Errors.Runtime($"{owner} field \"{name}\" changed size during iteration");
    }

    private void CheckStack(ThreadState thread, string owner)
    {
        if (_depth > MaxDepth)
            throw Errors.Recursion($"maximum recursion depth exceeded while traversing '{owner}' node");
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            Op.EnterRecursion(thread, $" while traversing '{owner}' node");
    }

    private static PythonException Unexpected(ThreadState thread, string sum, PyObject value) =>
        Errors.Type($"expected some sort of {sum}, but got {Op.ReprText(thread, value)}");

    private static string? ToIdentifier(PyObject value) => value switch
    {
        PyNone => null,
        PyStr text when text.GetType() == typeof(PyStr) => text.ToString(),
        _ => throw Errors.Type("AST identifier must be of type str"),
    };

    private static string? ToText(PyObject value) => value switch
    {
        PyNone => null,
        PyStr text when text.GetType() == typeof(PyStr) => text.ToString(),
        _ => throw Errors.Type("AST string must be of type str"),
    };

    private static int ToInt(ThreadState thread, PyObject value) =>
        value is PyInt ? Op.AsInt(thread, value) : throw Errors.Value($"invalid integer value: {Op.ReprText(thread, value)}");

    private int ToChoice(ThreadState thread, PyObject value, string sum) =>
        classes.ChoiceOf(value.Type, sum) is { } choice ? choice : throw Unexpected(thread, sum, value);
}
