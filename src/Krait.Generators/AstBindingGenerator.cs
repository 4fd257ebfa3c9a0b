using System.Text;
using Krait.Generators.Emitting;
using Krait.Generators.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Krait.Generators;

/// <summary>
/// Fills the class marked <c>[AstBindings]</c> from the parser's node classes (<c>[AstNode]</c>): the table of nodes and fields that the
/// classes of Python's <c>ast</c> are made from, and for each node the conversion to its Python object and back.
/// </summary>
[Generator]
public sealed class AstBindingGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var sources = context.SyntaxProvider.ForAttributeWithMetadataName(
            Symbols.Namespace + ".AstBindingsAttribute",
            static (node, _) => node is ClassDeclarationSyntax,
            static (found, _) => (Hint: SourceFile.HintName((INamedTypeSymbol)found.TargetSymbol), Source: Write(found)));
        context.RegisterSourceOutput(sources, static (output, made) => output.AddSource(made.Hint, SourceText.From(made.Source, Encoding.UTF8)));
    }

    private static string Write(GeneratorAttributeSyntaxContext found)
    {
        var target = (INamedTypeSymbol)found.TargetSymbol;
        var nodes = new List<AstNodeModel>();
        if (found.SemanticModel.Compilation.GetTypeByMetadataName(AstNodeModel.Namespace + ".Node") is { } root)
        {
            foreach (var type in root.ContainingNamespace.GetTypeMembers().OrderBy(static t => t.MetadataToken))
            {
                if (AstNodeModel.Read(type) is { } node)
                    nodes.Add(node);
            }
        }
        var writer = new CodeWriter();
        SourceFile.Open(writer, target);
        WriteTable(writer, nodes);
        WriteNames(writer, nodes);
        WriteSwitches(writer, nodes);
        foreach (var node in nodes)
        {
            WriteSetter(writer, node);
            WriteReader(writer, node);
        }
        SourceFile.Close(writer, target);
        return writer.ToString();
    }

    private static void WriteTable(CodeWriter writer, List<AstNodeModel> nodes)
    {
        writer.Line("public static readonly AstNodeInfo[] All =");
        writer.Open();
        foreach (var node in nodes)
        {
            var fields = string.Join(", ", node.Fields.Select(static f => $"new(Names.{f.Identifier}, \"{f.AsdlType}\", AstQuantity.{f.Quantity})"));
            writer.Line($"new(\"{node.Name}\", \"{node.Category}\", {(node.IsLocated ? "true" : "false")}, new AstFieldInfo[] {{ {fields} }}),");
        }
        writer.Close("};");
        writer.Line();
        writer.Line("private static readonly global::System.Collections.Generic.Dictionary<global::System.Type, int> s_indexes = new()");
        writer.Open();
        for (var i = 0; i < nodes.Count; i++)
            writer.Line($"[typeof({nodes[i].ClassName})] = {i},");
        writer.Close("};");
        writer.Line();
        writer.Line("public static int IndexOf(global::Krait.Syntax.Ast.Node node) => s_indexes[node.GetType()];");
        writer.Line();
    }

    private static void WriteNames(CodeWriter writer, List<AstNodeModel> nodes)
    {
        writer.Open("private static class Names");
        foreach (var field in nodes.SelectMany(static n => n.Fields).GroupBy(static f => f.Name).Select(static g => g.First()))
            writer.Line($"public static readonly {Symbols.Global}PyStr {field.Identifier} = {Symbols.Global}PyStr.Intern(\"{field.Name}\");");
        writer.Close();
        writer.Line();
    }

    private static void WriteSwitches(CodeWriter writer, List<AstNodeModel> nodes)
    {
        writer.Open($"public static void SetFields({Symbols.Global}ThreadState thread, AstWriter writer, int index, global::Krait.Syntax.Ast.Node node, {Symbols.Global}PyObject o)");
        writer.Open("switch (index)");
        for (var i = 0; i < nodes.Count; i++)
        {
            if (nodes[i].Fields.Count > 0)
                writer.Line($"case {i}: Set{nodes[i].MethodName}(thread, writer, ({nodes[i].ClassName})node, o); break;");
        }
        writer.Close();
        writer.Close();
        writer.Line();
        writer.Open($"public static global::Krait.Syntax.Ast.Node Read({Symbols.Global}ThreadState thread, AstReader reader, int index, {Symbols.Global}PyObject o, global::Krait.Syntax.Ast.SourceSpan span)");
        writer.Open("switch (index)");
        for (var i = 0; i < nodes.Count; i++)
            writer.Line($"case {i}: return Read{nodes[i].MethodName}(thread, reader, o, span);");
        writer.Line("default: throw new global::System.ArgumentOutOfRangeException(nameof(index));");
        writer.Close();
        writer.Close();
        writer.Line();
    }

    private static void WriteSetter(CodeWriter writer, AstNodeModel node)
    {
        if (node.Fields.Count == 0)
            return;
        writer.Open($"private static void Set{node.MethodName}({Symbols.Global}ThreadState thread, AstWriter writer, {node.ClassName} node, {Symbols.Global}PyObject o)");
        foreach (var field in node.Fields)
            writer.Line($"writer.Set(thread, o, Names.{field.Identifier}, writer.Value(thread, node.{field.Property}));");
        writer.Close();
        writer.Line();
    }

    private static void WriteReader(CodeWriter writer, AstNodeModel node)
    {
        writer.Open($"private static {node.ClassName} Read{node.MethodName}({Symbols.Global}ThreadState thread, AstReader reader, {Symbols.Global}PyObject o, global::Krait.Syntax.Ast.SourceSpan span)");
        for (var i = 0; i < node.Fields.Count; i++)
            writer.Line($"var f{i} = {node.Fields[i].ReadExpression(node.Name)};");
        if (node.IsLocated && node.IsProduct)
            writer.Line($"span = reader.Span(thread, o, \"{node.Name}\");");
        for (var i = 0; i < node.Fields.Count; i++)
        {
            if (node.Fields[i].MustNotBeNull)
                writer.Line($"if (f{i} is null) throw AstReader.RequiredField(\"{node.Fields[i].Name}\", \"{node.Name}\");");
        }
        var arguments = Enumerable.Range(0, node.Fields.Count).Select(static i => $"f{i}");
        if (node.IsLocated)
            arguments = arguments.Append("span");
        writer.Line($"return new {node.ClassName}({string.Join(", ", arguments)});");
        writer.Close();
        writer.Line();
    }
}
