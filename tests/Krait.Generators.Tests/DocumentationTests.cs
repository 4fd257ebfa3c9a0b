using Xunit;

namespace Krait.Generators.Tests;

/// <summary>The examples of docs/adding-a-type.md compile as they stand.</summary>
public sealed class DocumentationTests
{
    [Fact]
    public void TheExamplesCompile()
    {
        var assembly = GeneratorHarness.Load("namespace Krait.Runtime;\n" + string.Concat(Blocks()));
        Assert.NotNull(assembly.GetType("Krait.Runtime.PyStack"));
    }

    [Fact]
    public void TheExamplesCompileInAnAssemblyOfModules() =>
        Assert.Empty(GeneratorHarness.CompileApart("using Krait.Runtime;\nnamespace Krait.Modules.Stacks;\n" + string.Concat(Blocks())));

    private static List<string> Blocks()
    {
        var page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "adding-a-type.md"));
        var blocks = page.Split("```csharp\n").Skip(1).Select(static b => b.Split("```")[0].Replace("namespace Krait.Runtime;", "")).ToList();
        Assert.Equal(2, blocks.Count);
        return blocks;
    }
}
