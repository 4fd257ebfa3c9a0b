using Krait.Runtime;
using Krait.Syntax.Ast;

namespace Krait.Modules.Ast;

/// <summary>Turns syntax trees into objects of the <c>ast</c> module's classes and back.</summary>
internal sealed class TreeBridge(AstClasses classes) : AstBridge
{
    private static readonly PyStr s_line = PyStr.Intern("lineno");
    private static readonly PyStr s_column = PyStr.Intern("col_offset");
    private static readonly PyStr s_endLine = PyStr.Intern("end_lineno");
    private static readonly PyStr s_endColumn = PyStr.Intern("end_col_offset");

    public override bool IsAst(ThreadState thread, PyObject o) => o is PyAst;

    public override PyObject ToPython(ThreadState thread, Mod tree) => FromNode(thread, tree);

    public override PyObject Recompile(ThreadState thread, PyObject tree, CompileRequest request)
    {
        FromPython(thread, tree, request.Mode);
        return tree;
    }

    public override Mod FromPython(ThreadState thread, PyObject tree, string mode)
    {
        var expected = mode switch { "exec" => "Module", "eval" => "Expression", "single" => "Interactive", _ => "FunctionType" };
        if (!tree.Type.IsSubtypeOf(classes.ByName[expected]))
            throw Errors.Type($"expected {expected} node, got {tree.Type.Name}");
        return (Mod)ToNode(thread, tree, typeof(Mod), "mod")!;
    }

    private PyObject FromNode(ThreadState thread, Node node)
    {
        Op.EnterRecursion(thread, " during ast construction");
        var known = classes.Of(node);
        var made = known.PythonType.Allocate!(thread, known.PythonType);
        PyObject.Retain(made);
        for (var i = 0; i < known.Fields.Length; i++)
            Op.SetAttr(thread, made, known.Fields[i], FromValue(thread, known.Properties[i].GetValue(node)));
        if (node is LocatedNode located)
        {
            Op.SetAttr(thread, made, s_line, PyInt.From(located.Span.Line));
            Op.SetAttr(thread, made, s_column, PyInt.From(located.Span.Column));
            Op.SetAttr(thread, made, s_endLine, PyInt.From(located.Span.EndLine));
            Op.SetAttr(thread, made, s_endColumn, PyInt.From(located.Span.EndColumn));
        }
        return PyObject.Float(thread, made);
    }

    private PyObject FromValue(ThreadState thread, object? value)
    {
        switch (value)
        {
            case null:
                return PyNone.Instance;
            case Node node:
                return FromNode(thread, node);
            case string text:
                return PyStr.Intern(text);
            case int number:
                return PyInt.From(number);
            case ConstantValue constant:
                return ConstantConverter.ToObject(thread, constant);
            case Enum flag:
                return Op.Call(thread, classes.ByName[flag.ToString()]);
            case Array items:
                var list = PyList.Create(thread);
                PyObject.Retain(list);
                foreach (var item in items)
                    list.Append(FromValue(thread, item));
                return PyObject.Float(thread, list);
            default:
                throw Errors.System($"unexpected value of type {value.GetType().Name} in a syntax tree");
        }
    }

    private object? ToNode(ThreadState thread, PyObject o, Type wanted, string what)
    {
        Op.EnterRecursion(thread, " during ast construction");
        var known = KnownClass(o);
        if (known is null || !wanted.IsAssignableFrom(known.Type))
            throw Errors.Type($"expected some sort of {what}, but got {Op.ReprText(thread, o)}");
        var arguments = new List<object?>();
        foreach (var parameter in known.Constructor.GetParameters())
        {
            if (parameter.ParameterType == typeof(SourceSpan))
            {
                arguments.Add(SpanOf(thread, o, what));
                continue;
            }
            var field = known.Fields[arguments.Count];
            var value = Op.TryGetAttr(thread, o, field);
            var kind = AstClasses.DefaultOf(known.PythonType, field.ToString());
            if (value is null && kind is FieldKind.Required)
                throw Errors.Type($"required field \"{field}\" missing from {known.Name}");
            arguments.Add(ToValue(thread, value, parameter.ParameterType, kind, known.Name, field));
        }
        return known.Constructor.Invoke(arguments.ToArray());
    }

    private AstClasses.NodeClass? KnownClass(PyObject o)
    {
        foreach (var type in o.Type.MroTypes)
        {
            if (classes.Find(type.ShortName) is { } known && ReferenceEquals(known.PythonType, type))
                return known;
        }
        return null;
    }

    private static SourceSpan SpanOf(ThreadState thread, PyObject o, string what)
    {
        var line = Number(thread, o, s_line, what);
        var column = Number(thread, o, s_column, what);
        return new SourceSpan(line, column, OptionalNumber(thread, o, s_endLine) ?? line, OptionalNumber(thread, o, s_endColumn) ?? column);
    }

    private static int Number(ThreadState thread, PyObject o, PyStr name, string what) =>
        OptionalNumber(thread, o, name) ?? throw Errors.Type($"required field \"{name}\" missing from {what}");

    private static int? OptionalNumber(ThreadState thread, PyObject o, PyStr name) =>
        Op.TryGetAttr(thread, o, name) is { } value and not PyNone ? Op.AsInt(thread, value) : null;

    private object? ToValue(ThreadState thread, PyObject? value, Type type, FieldKind kind, string owner, PyStr field)
    {
        if (type.IsArray)
            return ToArray(thread, value, type.GetElementType()!, owner, field);
        if (value is null or PyNone && type != typeof(ConstantValue))
        {
            if (type == typeof(ExprContext))
                return ExprContext.Load;
            return kind == FieldKind.Optional ? null : throw Errors.Value($"field '{field}' is required for {owner}");
        }
        if (type == typeof(string))
            return value is PyStr text ? text.ToString() : throw Errors.Type("AST identifier must be of type str");
        if (type == typeof(int) || type == typeof(int?))
            return Op.AsInt(thread, value!);
        if (type == typeof(ConstantValue))
            return ConstantReader.Read(thread, value ?? PyNone.Instance);
        if (type.IsEnum)
            return ToEnum(thread, value!, type);
        return ToNode(thread, value!, type, Category(type));
    }

    private static string Category(Type type) => type == typeof(TypeParam) ? "type_param" : type.Name.ToLowerInvariant();

    private static object ToEnum(ThreadState thread, PyObject value, Type type)
    {
        foreach (var known in value.Type.MroTypes)
        {
            if (Enum.TryParse(type, known.Name, out var found))
                return found;
        }
        throw Errors.Type($"expected some sort of {type.Name.ToLowerInvariant()}, but got {Op.ReprText(thread, value)}");
    }

    private Array ToArray(ThreadState thread, PyObject? value, Type element, string owner, PyStr field)
    {
        if (value is null)
            return Array.CreateInstance(element, 0);
        if (value is not PyList list)
            throw Errors.Type($"{owner} field \"{field}\" must be a list, not a {value.Type.Name}");
        var items = list.Items.ToArray();
        var array = Array.CreateInstance(element, items.Length);
        for (var i = 0; i < items.Length; i++)
        {
            var item = items[i] is PyNone && element == typeof(Expr) ? null : ToValue(thread, items[i], element, FieldKind.Required, owner, field);
            array.SetValue(item, i);
        }
        return array;
    }
}
