using System.Text;
using Krait.Syntax;
using Krait.Syntax.Ast;

namespace Krait.Compiler.Tests;

/// <summary>Compiles source text for the tests.</summary>
internal static class Source
{
    public static Mod Parse(string source, ParseMode mode = ParseMode.Module) =>
        PythonParser.Parse(Encoding.UTF8.GetBytes(source), mode, new ParseOptions { Filename = "t.py" });

    public static CompiledCode Compile(string source, int optimize = 0, CodeFlags flags = 0, ISyntaxWarningSink? warnings = null) =>
        PythonCompiler.Compile(Parse(source), new CompileOptions
        {
            Filename = "t.py",
            OptimizationLevel = optimize,
            InheritedFlags = flags,
            Warnings = warnings,
        });

    /// <summary>The first code object among the constants of a module.</summary>
    public static CompiledCode First(string source) => Compile(source).Constants.OfType<CodeConstant>().First().Code;

    public static SyntaxErrorException Error(string source) => Xunit.Assert.Throws<SyntaxErrorException>(() => Compile(source));
}

/// <summary>Collects warnings.</summary>
internal sealed class Warnings : ISyntaxWarningSink
{
    public List<(string Message, int Line)> Items { get; } = [];

    public bool Warn(SyntaxWarningKind kind, string message, string filename, int line)
    {
        Items.Add((message, line));
        return true;
    }
}
