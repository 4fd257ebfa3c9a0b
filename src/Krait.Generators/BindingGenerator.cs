using System.Collections.Immutable;
using System.Text;
using Krait.Generators.Emitting;
using Krait.Generators.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Krait.Generators;

/// <summary>
/// Turns the classes marked <c>[PyType]</c> and <c>[PyModule]</c> into built-in types and native modules: slots, argument parsing,
/// signatures, traversal and registration. A file for each class, and one with the list of modules.
/// </summary>
[Generator]
public sealed class BindingGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var types = context.SyntaxProvider.ForAttributeWithMetadataName(
            Symbols.Namespace + ".PyTypeAttribute",
            static (node, _) => node is ClassDeclarationSyntax,
            static (found, _) => ReadType(found)).WithTrackingName("Types");
        var modules = context.SyntaxProvider.ForAttributeWithMetadataName(
            Symbols.Namespace + ".PyModuleAttribute",
            static (node, _) => node is ClassDeclarationSyntax,
            static (found, _) => ReadModule(found)).WithTrackingName("Modules");
        context.RegisterSourceOutput(types, static (output, generated) => Emit(output, generated));
        context.RegisterSourceOutput(modules, static (output, generated) => Emit(output, generated));

        // The list needs names only: it stays as it is when a body changes.
        var names = modules.Select(static (m, _) => m with { Source = null, Problems = default }).Collect();
        var members = types.Where(static t => t.Modules.Items.Length > 0)
            .Select(static (t, _) => t with { Source = null, Problems = default }).Collect();
        var assembly = context.CompilationProvider.Select(static (c, _) => c.AssemblyName ?? "Assembly");
        context.RegisterSourceOutput(
            names.Combine(members).Combine(assembly),
            static (output, all) => EmitRegistry(output, all.Right, all.Left.Left, all.Left.Right));
    }

    private static GeneratedClass ReadType(GeneratorAttributeSyntaxContext found)
    {
        var symbol = (INamedTypeSymbol)found.TargetSymbol;
        var attribute = found.Attributes[0];
        var name = attribute.Text() ?? "";
        var problem = symbol.IsGenericType ? Diagnostics.GenericClass
            : !symbol.IsPartial() ? Diagnostics.NotPartial
            : !symbol.IsPyObject() ? Diagnostics.NotAnObject
            : null;
        if (problem is not null)
            return Failed(symbol, name, problem);
        var pyType = symbol;
        var root = BaseOf(symbol, "PyObject");
        pyType = root?.ContainingNamespace.GetTypeMembers("PyType").FirstOrDefault();
        var model = ClassModel.Read(symbol, name, pyType);
        var source = TypeWriter.Write(model, attribute);
        var modules = symbol.Attributes("PyModuleType").Select(static a => a.Text() ?? "").ToImmutableArray();
        return Result(symbol, name, source, modules, model.Problems);
    }

    private static GeneratedClass ReadModule(GeneratorAttributeSyntaxContext found)
    {
        var symbol = (INamedTypeSymbol)found.TargetSymbol;
        var name = found.Attributes[0].Text() ?? "";
        var problem = symbol.IsGenericType ? Diagnostics.GenericClass
            : !symbol.IsPartial() ? Diagnostics.NotPartial
            : !symbol.IsStatic ? Diagnostics.ModuleShape
            : null;
        if (problem is not null)
            return Failed(symbol, name, problem);
        var model = ClassModel.Read(symbol, name, null);
        return Result(symbol, name, ModuleWriter.Write(model, name), [], model.Problems);
    }

    private static INamedTypeSymbol? BaseOf(INamedTypeSymbol symbol, string name)
    {
        for (var t = symbol; t is not null; t = t.BaseType)
        {
            if (t.Is(name))
                return t;
        }
        return null;
    }

    private static GeneratedClass Failed(INamedTypeSymbol symbol, string name, DiagnosticDescriptor problem) =>
        Result(symbol, name, null, [], [DiagnosticInfo.Create(problem, symbol, symbol.Name)]);

    private static GeneratedClass Result(
        INamedTypeSymbol symbol, string name, string? source, ImmutableArray<string> modules, List<DiagnosticInfo> problems) =>
        new(
            SourceFile.HintName(symbol),
            source,
            symbol.Full(),
            name,
            new EquatableArray<string>(modules),
            DiagnosticInfo.Create(Diagnostics.UnknownModule, symbol, symbol.Name),
            new EquatableArray<DiagnosticInfo>([.. problems]));

    private static void Emit(SourceProductionContext output, GeneratedClass generated)
    {
        foreach (var problem in generated.Problems)
            output.ReportDiagnostic(problem.ToDiagnostic());
        if (generated.Source is not null)
            output.AddSource(generated.HintName, SourceText.From(generated.Source, Encoding.UTF8));
    }

    private static void EmitRegistry(
        SourceProductionContext output, string assembly, ImmutableArray<GeneratedClass> modules, ImmutableArray<GeneratedClass> types)
    {
        var sorted = modules.OrderBy(static m => m.PythonName, StringComparer.Ordinal).ToList();
        for (var i = 1; i < sorted.Count; i++)
        {
            if (sorted[i].PythonName == sorted[i - 1].PythonName)
                output.ReportDiagnostic((sorted[i].Where with { Id = Diagnostics.DuplicateName.Id, Arguments = Arguments(sorted[i].PythonName, assembly) }).ToDiagnostic());
        }
        foreach (var type in types)
        {
            foreach (var module in type.Modules.Where(m => sorted.All(s => s.PythonName != m)))
                output.ReportDiagnostic((type.Where with { Arguments = Arguments(type.PythonName, module) }).ToDiagnostic());
        }
        var distinct = sorted.GroupBy(static m => m.PythonName).Select(static g => g.First()).ToList();
        output.AddSource("NativeModuleRegistry.g.cs", SourceText.From(Registry.Write(assembly, distinct, types), Encoding.UTF8));
    }

    private static EquatableArray<string> Arguments(params string[] arguments) => new([.. arguments]);
}
