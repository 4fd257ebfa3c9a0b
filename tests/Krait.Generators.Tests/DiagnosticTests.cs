using Xunit;

namespace Krait.Generators.Tests;

/// <summary>Every misuse has a number, and a test here.</summary>
public sealed class DiagnosticTests
{
    private const string Constructor = "internal Sample(PyType type) : base(type) { } ";

    [Theory]
    [InlineData("KR0001", "[PyType(\"x\")] class Sample : PyObject { internal Sample(PyType type) : base(type) { } }")]
    [InlineData("KR0001", "class Outer { [PyType(\"x\")] partial class Sample : PyObject { internal Sample(PyType type) : base(type) { } } }")]
    [InlineData("KR0002", "[PyType(\"x\")] partial class Sample { }")]
    [InlineData("KR0003", "[PyType(\"x\", BaseType = true)] partial class Sample : PyObject { Sample() : base(PyType.TypeObject) { } }")]
    [InlineData("KR0004", "[PyType(\"x\", BaseType = true)] sealed partial class Sample : PyObject { " + Constructor + "}")]
    [InlineData("KR0014", "[PyModule(\"x\")] partial class Sample { }")]
    [InlineData("KR0015", "[PyType(\"x\"), PyModuleType(\"nowhere\")] partial class Sample : PyObject { " + Constructor + "}")]
    [InlineData("KR0017", "[PyType(\"x\")] partial class Sample<T> : PyObject { internal Sample(PyType type) : base(type) { } }")]
    [InlineData("KR0010", "[PyModule(\"x\")] static partial class A { } [PyModule(\"x\")] static partial class B { }")]
    [InlineData("KR0011", "[PyModule(\"x\")] static partial class A { [PyModuleExec] static void Exec(PyModule m) { } }")]
    public void ClassMisuse(string id, string source) => AssertReports(id, source);

    [Theory]
    [InlineData("KR0005", "[PySlot(\"TpNothing\")] void M() { }")]
    [InlineData("KR0005", "[PySlot(\"Allocate\")] static PyObject M(PyType type) => null!;")]
    [InlineData("KR0006", "[PySlot(\"TpRepr\")] PyObject M(PyObject other) => other;")]
    [InlineData("KR0006", "[PySlot(\"SqContains\")] bool M(string other) => true;")]
    [InlineData("KR0007", "[PySlot(\"NbAdd\")] PyObject M(PyObject other) => other;")]
    [InlineData("KR0008", "[PyMethod(\"m\")] void M(DateTime when) { }")]
    [InlineData("KR0008", "[PyMethod(\"m\")] void M(ref long x) { }")]
    [InlineData("KR0009", "[PyMethod(\"m\")] DateTime M() => default;")]
    [InlineData("KR0009", "[PySlot(\"NbBool\")] long M() => 1;")]
    [InlineData("KR0009", "[PyNew] static long M(PyType type) => 1;")]
    [InlineData("KR0009", "[PyInit] PyObject M() => this;")]
    [InlineData("KR0009", "[PyGetter(\"x\")] void M() { }")]
    [InlineData("KR0010", "[PyMethod(\"m\")] void M() { } [PyMethod(\"m\")] void N() { }")]
    [InlineData("KR0010", "[PyMethod(\"m\")] void M() { } [PyGetter(\"m\")] long N => 1;")]
    [InlineData("KR0010", "[PySlot(\"TpRepr\")] string M() => \"\"; [PySlot(\"TpRepr\")] string N() => \"\";")]
    [InlineData("KR0010", "[PyNew] static PyObject M(PyType type) => null!; [PyNew] static PyObject N(PyType type) => null!;")]
    [InlineData("KR0011", "[PyClassMethod(\"m\")] void M() { }")]
    [InlineData("KR0011", "[PyClassMethod(\"m\")] static void M(long x) { }")]
    [InlineData("KR0011", "[PyStaticMethod(\"m\")] void M() { }")]
    [InlineData("KR0011", "[PyMethod(\"m\")] static void M(long x) { }")]
    [InlineData("KR0011", "[PyMethod(\"m\")] void M<T>() { }")]
    [InlineData("KR0011", "[PyNew] static PyObject M() => null!;")]
    [InlineData("KR0011", "[PyGetter(\"m\")] long M(long x) => x;")]
    [InlineData("KR0011", "[PyGetter(\"x\")] long N => 1; [PySetter(\"x\")] void M() { }")]
    [InlineData("KR0012", "[PyMethod(\"m\")] void M([Keyword] long x, long y) { }")]
    [InlineData("KR0012", "[PyMethod(\"m\")] void M(ReadOnlySpan<PyObject> rest, long y) { }")]
    [InlineData("KR0012", "[PyMethod(\"m\")] void M([KeywordArguments] PyDict? a, [KeywordArguments] PyDict? b) { }")]
    [InlineData("KR0012", "[PyMethod(\"m\")] void M([Keyword(\"z\")] long x, [KeywordOnly(\"z\")] long y) { }")]
    [InlineData("KR0013", "[Counted] PyObject? _field;")]
    [InlineData("KR0013", "[Counted(Length = \"_none\")] PyObject[] _items = [];")]
    [InlineData("KR0016", "[PyMethod(\"m\")] void M([SliceIndex] int x) { }")]
    [InlineData("KR0016", "[PyMethod(\"m\")] void M([Index] string x) { }")]
    [InlineData("KR0016", "[PyMethod(\"m\")] void M([FsPath] long x) { }")]
    [InlineData("KR0016", "[PyMethod(\"m\")] void M([Buffer] byte[] x) { }")]
    [InlineData("KR0016", "[PyMethod(\"m\")] void M(ReadOnlySpan<byte> x) { }")]
    [InlineData("KR0016", "[PyMethod(\"m\")] void M(byte[] x) { }")]
    [InlineData("KR0016", "[PyMethod(\"m\")] void M([NoNull] long x) { }")]
    [InlineData("KR0016", "[PyMethod(\"m\")] void M([NoneAllowed] PyStr x) { }")]
    [InlineData("KR0016", "[PyMethod(\"m\")] void M([KeywordArguments] PyObject x) { }")]
    [InlineData("KR0016", "[PyMethod(\"m\")] void M([Keyword, KeywordOnly] PyObject x) { }")]
    public void MemberMisuse(string id, string members) =>
        AssertReports(id, "[PyType(\"x\")] partial class Sample : PyContainer { " + Constructor + members + " }");

    [Theory]
    [InlineData("KR0018", "class Sample { [PyMethod(\"m\")] void M() { } }")]
    [InlineData("KR0018", "static class Sample { [PyFunction(\"m\")] static void M() { } }")]
    [InlineData("KR0100", "class Sample { void M() => System.IO.File.Delete(\"x\"); }")]
    [InlineData("KR0100", "class Sample { object M() => new System.IO.FileStream(\"x\", System.IO.FileMode.Open); }")]
    [InlineData("KR0100", "class Sample { System.Diagnostics.Process? _p; }")]
    [InlineData("KR0100", "class Sample { void M(System.Net.Sockets.Socket s) { } }")]
    public async Task AnalyzerReports(string id, string source)
    {
        var found = await GeneratorHarness.AnalyzeAsync(source, "Krait.Sample");
        Assert.Contains(found, d => d.Id == id);
    }

    [Theory]
    [InlineData("Krait.Platform", "class Sample { void M() => System.IO.File.Delete(\"x\"); }")]
    [InlineData("Host", "class Sample { void M() => System.IO.File.Delete(\"x\"); }")]
    [InlineData("Krait.Sample", "class Sample { object M() => new System.IO.MemoryStream(); }")]
    public async Task AnalyzerAllows(string assembly, string source) => Assert.Empty(await GeneratorHarness.AnalyzeAsync(source, assembly));

    private static void AssertReports(string id, string source)
    {
        var found = GeneratorHarness.Diagnose(source);
        Assert.True(found.Any(d => d.Id == id), $"{id} expected; found: {string.Join("; ", found)}");
    }
}
