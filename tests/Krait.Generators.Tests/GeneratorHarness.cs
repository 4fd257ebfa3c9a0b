using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace Krait.Generators.Tests;

/// <summary>Compiles a source together with a small runtime, runs the generator, and loads what comes out.</summary>
internal static class GeneratorHarness
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Linq;
        """;

    private static readonly CSharpParseOptions s_options = new(LanguageVersion.Preview);

    private static readonly MetadataReference[] s_references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Where(static p => Path.GetFileName(p) is "System.Runtime.dll" or "System.Private.CoreLib.dll" or "System.Linq.dll"
            or "System.Collections.dll" or "System.Runtime.Numerics.dll" or "System.Memory.dll" or "System.Diagnostics.Process.dll"
            or "System.Net.Sockets.dll" or "System.ComponentModel.Primitives.dll" or "System.Private.Uri.dll" or "netstandard.dll")
        .Select(static p => (MetadataReference)MetadataReference.CreateFromFile(p))
        .ToArray();

    private static readonly SyntaxTree[] s_runtime = Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Select(Read)
        .Append(Usings)
        .Select(static text => CSharpSyntaxTree.ParseText(text, s_options))
        .ToArray();

    public static CSharpCompilation Compilation(string source, string name = "Sample") => CSharpCompilation.Create(
        name,
        s_runtime.Append(CSharpSyntaxTree.ParseText(source, s_options, "Sample.cs")),
        s_references,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));

    public static GeneratorDriver Driver() => CSharpGeneratorDriver.Create(
        [new BindingGenerator().AsSourceGenerator()],
        parseOptions: s_options,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>The generator's own diagnostics.</summary>
    public static ImmutableArray<Diagnostic> Diagnose(string source) =>
        Driver().RunGenerators(Compilation("using Krait.Runtime;\n" + source)).GetRunResult().Diagnostics;

    /// <summary>The analyzer's diagnostics.</summary>
    public static async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(string source, string assembly)
    {
        Driver().RunGeneratorsAndUpdateCompilation(Compilation("using Krait.Runtime;\n" + source, assembly), out var compilation, out _);
        return await compilation.WithAnalyzers([new MisuseAnalyzer()]).GetAnalyzerDiagnosticsAsync();
    }

    /// <summary>Compiles without an error or warning, and loads.</summary>
    public static Assembly Load(string source)
    {
        Driver().RunGeneratorsAndUpdateCompilation(Compilation(source), out var compilation, out var problems);
        Assert.Empty(problems);
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics.Where(static d => d.Severity == DiagnosticSeverity.Error).Take(10)
            .Select(d => d + "\n    " + d.Location.SourceTree?.GetText().Lines[d.Location.GetLineSpan().StartLinePosition.Line])));
        return Assembly.Load(stream.ToArray());
    }

    /// <summary>What is wrong with a source in an assembly of its own that refers to the runtime, as Krait.Modules does.</summary>
    public static List<Diagnostic> CompileApart(string source)
    {
        const string Friend = "[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"Krait.Modules\")]";
        Driver().RunGeneratorsAndUpdateCompilation(Compilation(Friend, "Krait.Runtime"), out var runtime, out _);
        using var stream = new MemoryStream();
        Assert.True(runtime.Emit(stream).Success);
        var modules = CSharpCompilation.Create(
            "Krait.Modules",
            [CSharpSyntaxTree.ParseText(Usings, s_options), CSharpSyntaxTree.ParseText(source, s_options, "Sample.cs")],
            [.. s_references, MetadataReference.CreateFromImage(stream.ToArray())],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        Driver().RunGeneratorsAndUpdateCompilation(modules, out var compilation, out var problems);
        return [.. problems, .. compilation.GetDiagnostics().Where(static d => d.Severity == DiagnosticSeverity.Error)];
    }

    private static string Read(string resource)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
