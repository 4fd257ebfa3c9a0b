using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Krait.Generators.Tests;

/// <summary>An edit emits only the classes that it changed.</summary>
public sealed class IncrementalTests
{
    [Fact]
    public void AnUnrelatedEditEmitsNothing()
    {
        var compilation = GeneratorHarness.Compilation(Sample.Source);
        var driver = GeneratorHarness.Driver().RunGenerators(compilation);
        driver = driver.RunGenerators(compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(
            "class Unrelated { }", (CSharpParseOptions)compilation.SyntaxTrees[0].Options)));
        var outputs = driver.GetRunResult().Results.Single().TrackedOutputSteps.SelectMany(static s => s.Value).SelectMany(static s => s.Outputs);
        Assert.All(outputs, static o => Assert.True(o.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged));
    }

    [Fact]
    public void EveryClassHasItsFile()
    {
        var result = GeneratorHarness.Driver().RunGenerators(GeneratorHarness.Compilation(Sample.Source)).GetRunResult();
        var names = result.Results.Single().GeneratedSources.Select(static s => s.HintName).ToList();
        Assert.Contains("Sample.PySample.g.cs", names);
        Assert.Contains("Sample.SampleModule.g.cs", names);
        Assert.Contains("NativeModuleRegistry.g.cs", names);
    }
}
