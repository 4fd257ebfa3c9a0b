using System.Text;
using Microsoft.CodeAnalysis;

namespace Krait.Generators.Reading;

/// <summary>One node class of the parser, as Python's <c>ast</c> sees it.</summary>
internal sealed class AstNodeModel
{
    public const string Namespace = "Krait.Syntax.Ast";

    private AstNodeModel(INamedTypeSymbol type, string name)
    {
        Name = name;
        ClassName = "global::" + Namespace + "." + type.Name;
        MethodName = type.Name;
        IsLocated = AllBases(type).Any(static b => b.Name == "LocatedNode");
        var parent = AllBases(type).Select(static b => b.Name).FirstOrDefault(static b => b is "Mod" or "Stmt" or "Expr" or "Pattern" or "TypeParam");
        Category = parent is not null ? SnakeCase(parent)
            : type.Name == "ExceptHandler" ? "excepthandler"
            : type.Name == "TypeIgnore" ? "type_ignore"
            : name;
        Fields = ReadFields(type);
    }

    /// <summary>The Python name.</summary>
    public string Name { get; }

    public string ClassName { get; }

    public string MethodName { get; }

    /// <summary>The name of the sum; for a product its own.</summary>
    public string Category { get; }

    public bool IsProduct => Category == Name;

    public bool IsLocated { get; }

    public List<AstFieldModel> Fields { get; }

    public static AstNodeModel? Read(INamedTypeSymbol type)
    {
        var attribute = type.GetAttributes().FirstOrDefault(static a => a.AttributeClass?.Name == "AstNodeAttribute");
        return attribute?.ConstructorArguments[0].Value is string name ? new AstNodeModel(type, name) : null;
    }

    /// <summary>From <c>kwDefaults</c> to <c>kw_defaults</c>.</summary>
    public static string SnakeCase(string name)
    {
        var text = new StringBuilder();
        foreach (var c in name)
        {
            if (c is >= 'A' and <= 'Z')
            {
                if (text.Length > 0)
                    text.Append('_');
                text.Append((char)(c + 32));
            }
            else
            {
                text.Append(c);
            }
        }
        return text.ToString();
    }

    /// <summary>A constructor parameter is a field; the settable properties stand in the same order.</summary>
    private static List<AstFieldModel> ReadFields(INamedTypeSymbol type)
    {
        var parameters = type.InstanceConstructors.First().Parameters.Where(static p => p.Type.Name != "SourceSpan").ToList();
        var properties = type.GetMembers().OfType<IPropertySymbol>().Where(static p => p.SetMethod is not null && !p.IsStatic).ToList();
        var fields = new List<AstFieldModel>();
        for (var i = 0; i < parameters.Count; i++)
            fields.Add(new AstFieldModel(SnakeCase(parameters[i].Name), properties[i].Name, parameters[i].Type));
        return fields;
    }

    private static IEnumerable<INamedTypeSymbol> AllBases(INamedTypeSymbol type)
    {
        for (var t = type.BaseType; t is not null; t = t.BaseType)
            yield return t;
    }
}

/// <summary>One field of a node.</summary>
internal sealed class AstFieldModel
{
    private readonly ITypeSymbol _element;

    public AstFieldModel(string name, string property, ITypeSymbol type)
    {
        Name = name;
        Property = property;
        if (type is IArrayTypeSymbol array)
        {
            Quantity = "Many";
            _element = array.ElementType;
        }
        else if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            Quantity = "Optional";
            _element = nullable.TypeArguments[0];
        }
        else
        {
            Quantity = type.NullableAnnotation == NullableAnnotation.Annotated ? "Optional" : "One";
            _element = type;
        }
        AsdlType = TypeName(name);
    }

    public string Name { get; }

    /// <summary>The name in the generated class of names.</summary>
    public string Identifier => "@" + Name;

    public string Property { get; }

    /// <summary>One, Optional or Many.</summary>
    public string Quantity { get; }

    /// <summary>The type in the grammar's notation.</summary>
    public string AsdlType { get; }

    private bool IsEnum => _element.TypeKind == TypeKind.Enum;

    /// <summary>True where Python's None, read as null, is an error.</summary>
    public bool MustNotBeNull => Quantity == "One" && !IsEnum && AsdlType is not ("int" or "constant");

    /// <summary>The call that reads the field from the Python object <c>o</c>.</summary>
    public string ReadExpression(string owner)
    {
        var where = $"thread, o, \"{owner}\", Names.{Identifier}";
        var prefix = Quantity == "Optional" ? "Optional" : "";
        var suffix = Quantity == "Many" ? "s" : "";
        var clr = "global::" + AstNodeModel.Namespace + "." + _element.Name;
        if (IsEnum)
        {
            return Quantity == "Many"
                ? $"global::System.Array.ConvertAll(reader.Choices({where}, \"{AsdlType}\"), static choice => ({clr})choice)"
                : $"({clr})reader.Choice({where}, \"{AsdlType}\")";
        }
        return AsdlType switch
        {
            "identifier" => $"reader.{prefix}Identifier{suffix}({where})",
            "string" => $"reader.{prefix}Text({where})",
            "int" => $"reader.{prefix}Int({where})",
            "constant" => $"reader.Constant({where})",
            _ => $"reader.{prefix}Node{suffix}<{clr}>({where}, AstCategory.{_element.Name})",
        };
    }

    private string TypeName(string field)
    {
        if (_element.SpecialType == SpecialType.System_String)
            return field is "type_comment" or "kind" or "tag" ? "string" : "identifier";
        if (_element.SpecialType == SpecialType.System_Int32)
            return "int";
        return _element.Name switch
        {
            "ConstantValue" => "constant",
            "UnaryOperator" => "unaryop",
            "BoolOperator" => "boolop",
            "ComparisonOperator" => "cmpop",
            "ExceptHandler" => "excepthandler",
            "WithItem" => "withitem",
            var name => AstNodeModel.SnakeCase(name),
        };
    }
}
