using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Krait.Generators.Reading;

/// <summary>Questions about symbols.</summary>
internal static class Symbols
{
    public const string Namespace = "Krait.Runtime";
    public const string Global = "global::Krait.Runtime.";

    private static readonly SymbolDisplayFormat s_withNullability = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>The name with <c>global::</c>.</summary>
    public static string Full(this ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    /// <summary>The name with <c>global::</c> and <c>?</c>.</summary>
    public static string FullNullable(this ITypeSymbol type) => type.ToDisplayString(s_withNullability);

    public static bool Is(this ITypeSymbol? type, string name) =>
        type is INamedTypeSymbol { Arity: 0, ContainingType: null } named && named.Name == name && named.ContainingNamespace.ToDisplayString() == Namespace;

    /// <summary>True for PyObject and what derives from it.</summary>
    public static bool IsPyObject(this ITypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.Is("PyObject"))
                return true;
        }
        return false;
    }

    public static bool DerivesFrom(this INamedTypeSymbol type, string name)
    {
        for (var t = type.BaseType; t is not null; t = t.BaseType)
        {
            if (t.Is(name))
                return true;
        }
        return false;
    }

    public static bool IsBytes(this ITypeSymbol type) => type is IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: SpecialType.System_Byte };

    public static bool IsSpanOf(this ITypeSymbol type, Func<ITypeSymbol, bool> item) =>
        type is INamedTypeSymbol { Name: "ReadOnlySpan", TypeArguments: [var argument] } named
        && named.ContainingNamespace.ToDisplayString() == "System"
        && item(argument);

    public static bool IsBigInteger(this ITypeSymbol type) =>
        type is INamedTypeSymbol { Name: "BigInteger" } named && named.ContainingNamespace.ToDisplayString() == "System.Numerics";

    /// <summary>The attribute <c>Krait.Runtime.{name}Attribute</c>.</summary>
    public static AttributeData? Attribute(this ISymbol symbol, string name)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass.Is(name + "Attribute"))
                return attribute;
        }
        return null;
    }

    public static IEnumerable<AttributeData> Attributes(this ISymbol symbol, string name) =>
        symbol.GetAttributes().Where(a => a.AttributeClass.Is(name + "Attribute"));

    public static bool Has(this ISymbol symbol, string attribute) => symbol.Attribute(attribute) is not null;

    public static string? Text(this AttributeData attribute) =>
        attribute.ConstructorArguments is [{ Value: string text }, ..] ? text : null;

    public static T? Named<T>(this AttributeData attribute, string name, T? fallback = default)
    {
        foreach (var pair in attribute.NamedArguments)
        {
            if (pair.Key == name && pair.Value.Value is T value)
                return value;
        }
        return fallback;
    }

    /// <summary>True where every declaration of the class and of those around it is partial.</summary>
    public static bool IsPartial(this INamedTypeSymbol type)
    {
        for (var t = type; t is not null; t = t.ContainingType)
        {
            foreach (var reference in t.DeclaringSyntaxReferences)
            {
                if (reference.GetSyntax() is TypeDeclarationSyntax declaration
                    && !declaration.Modifiers.Any(static m => m.Text == "partial"))
                {
                    return false;
                }
            }
        }
        return true;
    }

    /// <summary>The nearest class above that is a <c>[PyType]</c>.</summary>
    public static INamedTypeSymbol? PythonBase(this INamedTypeSymbol type)
    {
        for (var t = type.BaseType; t is not null; t = t.BaseType)
        {
            if (t.Has("PyType"))
                return t;
        }
        return null;
    }

    /// <summary>True where the class or one above it other than PyObject declares the virtual property.</summary>
    public static bool Overrides(this INamedTypeSymbol type, string property)
    {
        for (var t = type; t is not null && !t.Is("PyObject"); t = t.BaseType)
        {
            if (t.GetMembers(property).Any(static m => m is IPropertySymbol))
                return true;
        }
        return false;
    }

    /// <summary>The Python name of a class of objects, with its module unless that is builtins: for messages.</summary>
    public static string PythonName(this ITypeSymbol type)
    {
        if (type.Attribute("PyType") is { } attribute && attribute.Text() is { } name)
            return attribute.Named<string>("Module") is { } module and not "builtins" ? $"{module}.{name}" : name;
        return type.Name.StartsWith("Py", StringComparison.Ordinal) ? type.Name.Substring(2).ToLowerInvariant() : type.Name;
    }

    /// <summary>A C# string literal.</summary>
    public static string Literal(string? text) =>
        text is null ? "null" : Microsoft.CodeAnalysis.CSharp.SymbolDisplay.FormatLiteral(text, quote: true);
}
