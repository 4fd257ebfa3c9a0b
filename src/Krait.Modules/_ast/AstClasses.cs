using Krait.Runtime;
using Krait.Syntax.Ast;

namespace Krait.Modules.Ast;

/// <summary>One sum or product of the grammar.</summary>
/// <param name="ProductIndex">The place of the one node of a product; -1 for a sum.</param>
internal sealed record CategoryClass(string Name, PyType Type, bool IsLocated, int ProductIndex);

/// <summary>A sum of names without fields: its class, the classes of the names and their one instance each.</summary>
internal sealed record ChoiceClasses(string Name, PyType Type, PyType[] Types, PyObject[] Instances);

/// <summary>The classes of the module <c>ast</c> in one interpreter.</summary>
internal sealed class AstClasses : ModuleState
{
    // In the order in which the grammar has them.
    private static readonly string[] s_order =
    [
        "mod", "stmt", "expr", "expr_context", "boolop", "operator", "unaryop", "cmpop", "comprehension", "excepthandler", "arguments", "arg", "keyword",
        "alias", "withitem", "match_case", "pattern", "type_ignore", "type_param",
    ];

    private static readonly string[] s_positions = ["lineno", "col_offset", "end_lineno", "end_col_offset"];
    private static readonly PyStr s_fields = PyStr.Intern("_fields");
    private static readonly PyStr s_attributes = PyStr.Intern("_attributes");

    private readonly PyType[] _nodes = new PyType[AstNodes.All.Length];
    private readonly Dictionary<string, CategoryClass> _categories = [];
    private readonly CategoryClass[] _byCategory = new CategoryClass[Enum.GetValues<AstCategory>().Length];
    private readonly Dictionary<PyType, int> _indexes = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<PyType, (ChoiceClasses Sum, int Number)> _choices = new(ReferenceEqualityComparer.Instance);
    private readonly List<PyType> _types = [];
    private bool _built;

    public ChoiceClasses Contexts { get; private set; } = null!;

    public ChoiceClasses BoolOperators { get; private set; } = null!;

    public ChoiceClasses Operators { get; private set; } = null!;

    public ChoiceClasses UnaryOperators { get; private set; } = null!;

    public ChoiceClasses Comparisons { get; private set; } = null!;

    /// <summary>All classes but the common base, in the order of the grammar.</summary>
    public IReadOnlyList<PyType> Types => _types;

    public static AstClasses Of(ThreadState thread)
    {
        var classes = thread.Interpreter.ModuleState<AstClasses>();
        if (!classes._built)
        {
            classes._built = true;
            classes.Build(thread);
        }
        return classes;
    }

    public PyType TypeAt(int index) => _nodes[index];

    public CategoryClass CategoryAt(AstCategory category) => _byCategory[(int)category];

    /// <summary>The place of the node of a sum that a class is or derives from; -1 for none.</summary>
    public int IndexOf(PyType type, string sum)
    {
        if (_indexes.TryGetValue(type, out var exact) && AstNodes.All[exact].Category == sum)
            return exact;
        foreach (var above in type.MroTypes)
        {
            if (_indexes.TryGetValue(above, out var index) && AstNodes.All[index].Category == sum)
                return index;
        }
        return -1;
    }

    /// <summary>The number of the name of a sum that a class is or derives from; null for none.</summary>
    public int? ChoiceOf(PyType type, string sum)
    {
        foreach (var above in type.MroTypes)
        {
            if (_choices.TryGetValue(above, out var found) && found.Sum.Name == sum)
                return found.Number;
        }
        return null;
    }

    private void Build(ThreadState thread)
    {
        PyAst.Prepare(thread);
        foreach (var name in s_order)
        {
            switch (name)
            {
                case "expr_context":
                    Contexts = AddChoices(thread, name, Enum.GetNames(typeof(ExprContext)));
                    break;
                case "boolop":
                    BoolOperators = AddChoices(thread, name, Enum.GetNames(typeof(BoolOperator)));
                    break;
                case "operator":
                    Operators = AddChoices(thread, name, Enum.GetNames(typeof(Operator)));
                    break;
                case "unaryop":
                    UnaryOperators = AddChoices(thread, name, Enum.GetNames(typeof(UnaryOperator)));
                    break;
                case "cmpop":
                    Comparisons = AddChoices(thread, name, Enum.GetNames(typeof(ComparisonOperator)));
                    break;
                default:
                    AddCategory(thread, name);
                    break;
            }
        }
        foreach (var category in Enum.GetValues<AstCategory>())
            _byCategory[(int)category] = _categories[CategoryName(category)];
        for (var i = 0; i < _nodes.Length; i++)
            SetFieldTypes(thread, AstNodes.All[i], _nodes[i]);
    }

    private static string CategoryName(AstCategory category) => category switch
    {
        AstCategory.TypeParam => "type_param",
        AstCategory.TypeIgnore => "type_ignore",
        AstCategory.MatchCase => "match_case",
        _ => category.ToString().ToLowerInvariant(),
    };

    private void AddCategory(ThreadState thread, string name)
    {
        var product = Array.FindIndex(AstNodes.All, node => node.Name == name && node.IsProduct);
        if (product >= 0)
        {
            var info = AstNodes.All[product];
            var made = Define(thread, info, PyAst.TypeObject, info.Text, Positions(thread, info.IsLocated));
            AddNode(product, made);
            _categories[name] = new CategoryClass(name, made, info.IsLocated, product);
            return;
        }
        var nodes = Array.FindAll(AstNodes.All, node => node.Category == name);
        var separator = "\n" + new string(' ', name.Length + 1) + "| ";
        var located = nodes[0].IsLocated;
        var type = Define(
            thread, new AstNodeInfo(name, name, located, []), PyAst.TypeObject,
            $"{name} = {string.Join(separator, Array.ConvertAll(nodes, node => node.Text))}", Positions(thread, located));
        _categories[name] = new CategoryClass(name, type, located, -1);
        for (var i = 0; i < AstNodes.All.Length; i++)
        {
            if (AstNodes.All[i].Category == name)
                AddNode(i, Define(thread, AstNodes.All[i], type, AstNodes.All[i].Text, null));
        }
    }

    private void AddNode(int index, PyType type)
    {
        _nodes[index] = type;
        _indexes[type] = index;
    }

    private ChoiceClasses AddChoices(ThreadState thread, string name, string[] names)
    {
        var type = Define(thread, new AstNodeInfo(name, name, false, []), PyAst.TypeObject, $"{name} = {string.Join(" | ", names)}", PyTuple.Empty);
        var sum = new ChoiceClasses(name, type, new PyType[names.Length], new PyObject[names.Length]);
        for (var i = 0; i < names.Length; i++)
        {
            var made = Define(thread, new AstNodeInfo(names[i], name, false, []), type, names[i], null);
            var empty = PyDict.Create(thread);
            Op.SetAttr(thread, made, "_field_types", empty);
            Op.SetAttr(thread, made, "__annotations__", empty);
            sum.Types[i] = made;
            sum.Instances[i] = Keep(made.Allocate!(thread, made));
            _choices[made] = (sum, i);
        }
        return sum;
    }

    private PyType Define(ThreadState thread, AstNodeInfo info, PyType parent, string doc, PyTuple? attributes)
    {
        var ns = PyDict.Create(thread);
        var fields = PyTuple.FromArray(thread, Array.ConvertAll(info.Fields, field => (PyObject)field.Name));
        ns.SetItem(thread, s_fields, fields);
        ns.SetItem(thread, "__match_args__", fields);
        ns.SetItem(thread, "__module__", PyStr.Intern("ast"));
        ns.SetItem(thread, "__doc__", PyStr.From(doc));
        if (attributes is not null)
            ns.SetItem(thread, s_attributes, attributes);
        foreach (var field in info.Fields)
        {
            if (field.Quantity == AstQuantity.Optional)
                ns.SetItem(thread, field.Name, PyNone.Instance);
        }
        if (attributes is { Count: > 0 })
        {
            ns.SetItem(thread, "end_lineno", PyNone.Instance);
            ns.SetItem(thread, "end_col_offset", PyNone.Instance);
        }
        var type = (PyType)Op.Call(thread, PyType.TypeObject, PyStr.Intern(info.Name), PyTuple.Create(thread, parent), ns);
        _types.Add(Keep(type));
        return type;
    }

    private static PyTuple Positions(ThreadState thread, bool isLocated) =>
        isLocated ? PyTuple.FromArray(thread, Array.ConvertAll(s_positions, name => (PyObject)PyStr.Intern(name))) : PyTuple.Empty;

    private void SetFieldTypes(ThreadState thread, AstNodeInfo info, PyType type)
    {
        var types = PyDict.Create(thread);
        foreach (var field in info.Fields)
        {
            PyObject element = field.Type switch
            {
                "identifier" or "string" => PyStr.TypeObject,
                "int" => PyInt.TypeObject,
                "constant" => PyAst.TypeObject.Base!,
                var sum => TypeOf(sum),
            };
            types.SetItem(thread, field.Name, field.Quantity switch
            {
                AstQuantity.Many => PyGenericAlias.Create(thread, PyList.TypeObject, element),
                AstQuantity.Optional => Op.Union(thread, element, PyNone.Instance),
                _ => element,
            });
        }
        Op.SetAttr(thread, type, "_field_types", types);
        Op.SetAttr(thread, type, "__annotations__", types);
    }

    private PyType TypeOf(string sum)
    {
        foreach (var choices in (ReadOnlySpan<ChoiceClasses>)[Contexts, BoolOperators, Operators, UnaryOperators, Comparisons])
        {
            if (choices.Name == sum)
                return choices.Type;
        }
        return _categories[sum].Type;
    }
}
