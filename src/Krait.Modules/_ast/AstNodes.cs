using Krait.Runtime;

namespace Krait.Modules.Ast;

/// <summary>How many values a field holds.</summary>
internal enum AstQuantity
{
    One,
    Optional,
    Many,
}

/// <summary>The C# classes that a field's value can have.</summary>
internal enum AstCategory
{
    Mod,
    Stmt,
    Expr,
    Pattern,
    TypeParam,
    ExceptHandler,
    TypeIgnore,
    Comprehension,
    Arguments,
    Arg,
    Keyword,
    Alias,
    WithItem,
    MatchCase,
}

/// <summary>A field: its name, the type in the grammar's notation, and how many values.</summary>
internal sealed record AstFieldInfo(PyStr Name, string Type, AstQuantity Quantity)
{
    /// <summary>As the grammar writes it, <c>expr* values</c>. The keys of a dict display are the one list that may hold None.</summary>
    public string Text(string owner) =>
        $"{Type}{Quantity switch { AstQuantity.Optional => "?", AstQuantity.Many => owner == "Dict" && Name.TextEquals("keys") ? "?*" : "*", _ => "" }} {Name}";
}

/// <summary>A node: its name, the sum that it belongs to (for a product its own name), and its fields.</summary>
internal sealed record AstNodeInfo(string Name, string Category, bool IsLocated, AstFieldInfo[] Fields)
{
    public bool IsProduct => Name == Category;

    /// <summary>As the grammar writes it, <c>BoolOp(boolop op, expr* values)</c>.</summary>
    public string Text => Fields.Length == 0 ? Name : $"{Name}({string.Join(", ", Array.ConvertAll(Fields, part => part.Text(Name)))})";
}

/// <summary>The nodes of the grammar, and the conversion of each to its Python object and back; generated.</summary>
[AstBindings]
internal static partial class AstNodes
{
    /// <summary>The place in <see cref="All"/> of a node's name; -1 for none.</summary>
    public static int IndexOf(string name) => Array.FindIndex(All, node => node.Name == name);
}
