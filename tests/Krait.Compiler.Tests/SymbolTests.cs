using Xunit;

namespace Krait.Compiler.Tests;

/// <summary>Names are resolved as Python's scopes demand.</summary>
public sealed class SymbolTests
{
    private static Scope Top(string source) => SymbolTableBuilder.Build(Source.Parse(source), new CompileOptions { Filename = "t.py" }).Top;

    [Fact]
    public void ACellIsLocalOutsideAndFreeInside()
    {
        var function = Top("def f(a):\n    def g(): return a\n").Children[1];
        Assert.Equal(NameScope.Cell, function.Resolve("a"));
        Assert.Equal(NameScope.Free, function.Children[1].Resolve("a"));
    }

    [Fact]
    public void AClassBindsNothingForItsMethods()
    {
        var top = Top("class C:\n    x = 1\n    def m(self): return x\n");
        var method = top.Children[0].Children.First(scope => scope.Kind == ScopeKind.Function);
        Assert.Equal(NameScope.GlobalImplicit, method.Resolve("x"));
    }

    [Fact]
    public void ComprehensionsAreInlinedAndTheirNamesKept()
    {
        var function = Top("def f(a): return [x for x in a]\n").Children.First(scope => scope.Kind == ScopeKind.Function);
        Assert.DoesNotContain(function.Children, scope => scope.Kind == ScopeKind.Function);
        Assert.Equal(NameScope.Local, function.Resolve("x"));
    }

    [Theory]
    [InlineData("C", "__x", "_C__x")]
    [InlineData("_C", "__x", "_C__x")]
    [InlineData("C", "__x__", "__x__")]
    [InlineData("__", "__x", "__x")]
    [InlineData(null, "__x", "__x")]
    public void PrivateNamesAreMangled(string? className, string name, string expected) =>
        Assert.Equal(expected, NameMangling.Mangle(className, name));
}
