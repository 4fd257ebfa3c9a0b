using System.Reflection;
using Krait.Runtime;
using Krait.Syntax.Ast;

namespace Krait.Modules.Ast;

/// <summary>What a field of a node is when the constructor does not get it.</summary>
internal enum FieldKind
{
    Optional,
    List,
    Context,
    Required,
}

/// <summary>The classes of the module <c>ast</c>, made from the node classes of the parser.</summary>
internal sealed class AstClasses
{
    private static readonly Dictionary<string, Dictionary<string, FieldKind>> s_defaults = [];
    private static PyObject? s_load;

    private readonly Dictionary<string, PyType> _byName = [];
    private readonly Dictionary<Type, NodeClass> _byNode = [];
    private readonly Dictionary<string, NodeClass> _nodeByName = [];

    public IReadOnlyDictionary<string, PyType> ByName => _byName;

    public PyType Base => _byName["AST"];

    /// <summary>One node class: the C# properties in the order of the fields.</summary>
    internal sealed record NodeClass(Type Type, string Name, PropertyInfo[] Properties, PyStr[] Fields, ConstructorInfo Constructor)
    {
        public PyType PythonType { get; set; } = null!;

        public bool IsLocated => typeof(LocatedNode).IsAssignableFrom(Type);
    }

    public static AstClasses Create(ThreadState thread)
    {
        var classes = new AstClasses();
        classes.Build(thread);
        return classes;
    }

    public NodeClass Of(Node node) => _byNode[node.GetType()];

    public NodeClass? Find(string name) => _nodeByName.GetValueOrDefault(name);

    public static FieldKind DefaultOf(PyType type, string field)
    {
        foreach (var known in type.MroTypes)
        {
            if (s_defaults.TryGetValue(known.Name, out var fields) && fields.TryGetValue(field, out var kind))
                return kind;
        }
        return FieldKind.Optional;
    }

    public static PyObject Load(ThreadState thread) => s_load ?? PyNone.Instance;

    private void Build(ThreadState thread)
    {
        _byName["AST"] = PyAst.TypeObject;
        var located = Strings(thread, ["lineno", "col_offset", "end_lineno", "end_col_offset"]);
        foreach (var (name, python) in new[] { ("Mod", "mod"), ("Stmt", "stmt"), ("Expr", "expr"), ("Pattern", "pattern"), ("TypeParam", "type_param") })
            Category(thread, python, name == "Mod" ? PyTuple.Empty : located);
        Category(thread, "excepthandler", located);
        Category(thread, "type_ignore", PyTuple.Empty);
        foreach (var type in typeof(Node).Assembly.GetTypes())
        {
            if (type.GetCustomAttribute<AstNodeAttribute>() is { } attribute)
                AddNode(thread, type, attribute.Name, located);
        }
        AddEnum(thread, "operator", typeof(Operator));
        AddEnum(thread, "unaryop", typeof(UnaryOperator));
        AddEnum(thread, "boolop", typeof(BoolOperator));
        AddEnum(thread, "cmpop", typeof(ComparisonOperator));
        AddEnum(thread, "expr_context", typeof(ExprContext));
        s_load = Op.Call(thread, _byName["Load"]);
        PyObject.Retain(s_load);
    }

    private void Category(ThreadState thread, string name, PyTuple attributes) => Define(thread, name, Base, PyTuple.Empty, attributes);

    private PyType Define(ThreadState thread, string name, PyType parent, PyTuple fields, PyTuple? attributes)
    {
        var ns = PyDict.Create(thread);
        ns.SetItem(thread, "_fields", fields);
        ns.SetItem(thread, "__match_args__", fields);
        ns.SetItem(thread, "__module__", PyStr.From("ast"));
        if (attributes is not null)
        {
            ns.SetItem(thread, "_attributes", attributes);
            foreach (var optional in (string[])["end_lineno", "end_col_offset"])
            {
                if (attributes.Count > 0)
                    ns.SetItem(thread, optional, PyNone.Instance);
            }
        }
        var type = (PyType)Op.Call(thread, PyType.TypeObject, PyStr.From(name), PyTuple.Create(thread, parent), ns);
        PyObject.Retain(type);
        _byName[name] = type;
        return type;
    }

    private void AddNode(ThreadState thread, Type type, string name, PyTuple located)
    {
        var constructor = type.GetConstructors()[0];
        var parameters = Array.FindAll(constructor.GetParameters(), parameter => parameter.ParameterType != typeof(SourceSpan));
        var properties = new PropertyInfo[parameters.Length];
        var declared = Array.FindAll(type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly), property => property.CanWrite);
        Array.Sort(declared, (a, b) => a.MetadataToken.CompareTo(b.MetadataToken));
        var defaults = new Dictionary<string, FieldKind>();
        var names = new string[parameters.Length];
        var nullability = new NullabilityInfoContext();
        for (var i = 0; i < properties.Length; i++)
        {
            properties[i] = declared[i];
            names[i] = SnakeCase(parameters[i].Name!);
            var field = parameters[i].ParameterType;
            defaults[names[i]] = field.IsArray ? FieldKind.List
                : field == typeof(ExprContext) ? FieldKind.Context
                : Nullable.GetUnderlyingType(field) is not null || nullability.Create(parameters[i]).ReadState == NullabilityState.Nullable ? FieldKind.Optional
                : FieldKind.Required;
        }
        s_defaults[name] = defaults;
        var parent = CategoryOf(type);
        var isOwnLocated = parent == Base && typeof(LocatedNode).IsAssignableFrom(type);
        var node = new NodeClass(type, name, properties, Array.ConvertAll(names, PyStr.Intern), constructor)
        {
            PythonType = Define(thread, name, parent, Strings(thread, names), parent == Base ? isOwnLocated ? located : PyTuple.Empty : null),
        };
        _byNode[type] = node;
        _nodeByName[name] = node;
        foreach (var (field, kind) in defaults)
        {
            if (kind == FieldKind.Optional)
                Op.SetAttr(thread, node.PythonType, field, PyNone.Instance);
        }
    }

    private PyType CategoryOf(Type type)
    {
        if (typeof(Mod).IsAssignableFrom(type))
            return _byName["mod"];
        if (typeof(Stmt).IsAssignableFrom(type))
            return _byName["stmt"];
        if (typeof(Expr).IsAssignableFrom(type))
            return _byName["expr"];
        if (typeof(Pattern).IsAssignableFrom(type))
            return _byName["pattern"];
        if (typeof(TypeParam).IsAssignableFrom(type))
            return _byName["type_param"];
        if (type == typeof(ExceptHandler))
            return _byName["excepthandler"];
        return type == typeof(TypeIgnore) ? _byName["type_ignore"] : Base;
    }

    private void AddEnum(ThreadState thread, string category, Type type)
    {
        var parent = Define(thread, category, Base, PyTuple.Empty, PyTuple.Empty);
        foreach (var name in Enum.GetNames(type))
            Define(thread, name, parent, PyTuple.Empty, null);
    }

    private static PyTuple Strings(ThreadState thread, string[] names) => PyTuple.FromArray(thread, Array.ConvertAll(names, name => (PyObject)PyStr.Intern(name)));

    /// <summary>From <c>kwDefaults</c> to <c>kw_defaults</c>.</summary>
    private static string SnakeCase(string name)
    {
        var text = new System.Text.StringBuilder();
        foreach (var c in name)
        {
            if (char.IsAsciiLetterUpper(c))
                text.Append('_').Append(char.ToLowerInvariant(c));
            else
                text.Append(c);
        }
        return text.ToString();
    }
}
