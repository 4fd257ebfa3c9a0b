using Krait.Syntax;
using Krait.Syntax.Ast;
using Xunit;

namespace Krait.Compiler.Tests;

/// <summary>Code is what CPython 3.14 makes of the same source, byte for byte.</summary>
public sealed class CodeTests
{
    [Theory]
    [InlineData("def f(a, b):\n    return a + b\n", "800057012c00000000000000000000002300", "8000d80b0c8d35804c", "", 2)]
    [InlineData(
        "def f(a):\n    for i in a:\n        if i: break\n        if a: return i\n    else:\n        return 3\n    return [x for x in a if x]\n",
        "80005600100046190000700156012700000000000000640300001c001f004d1256002700000000000000670300001c004b170000560175021f00230009001e005e03230056001000550275022e007502460e000071222700000000000000670300001c004b0c000056024e024b10000009001e0075027002230075021f00750270026900",
        "8000db0d0e8801df0b0c8965df0b0c893190518a68f105000e0ff108001011d91718d30b1e917190219b418f4188419171d10b1ed0041ef9d20b1e",
        "a6093d04b4063d04", 4)]
    [InlineData(
        "def f(a):\n    try:\n        with a as z:\n            yield z\n    except ValueError as e:\n        print(e)\n    finally:\n        a.c(a)\n",
        "22001f0080001b0056003b015f01750275035f00340000000000000070015601780080011f0052005200520034030000000000001f0054005005000000000000000000000000000000000000540034010000000000001f005200230020002b002700000000000000670200001c0069021f001d001f001f001f004c233b031d00690120005c0000000000000000000600641600001c0070025c030000000000000000540234010000000000001f001d00520070023f024c41520070023f02690169003b031d006901200054005005000000000000000000000000000000000000540034010000000000001f0069003b031d00690135036901",
        "e9008000f00206050fdf0d0e89519021d812138a47f703000e0ff00a00090a8f03890388418e06f70b000e0f8f51fbe40b15f400010511dc080d88618f088908fbf003010511fbf00600090a8f03890388418d06fc",
        "8201413a01840a4101008e052e0593084101009b13413a01ae0b3e09b904410100bd01412400be03410100c1010b412103c10c0b411c03c11705412400c11c05412103c12103412400c12413413703c13703413a01", 7)]
    [InlineData(
        "def f(x):\n    return 2 ** 10 + 7 // 2, -1.5, \"a\" * 3, (1, 2)[1], x in {1, 2, 1}, [1, 2, 3], x[1:2], not 1\n",
        "80005202520352045e0256005205390000002e0052064f01560052012c1a00000000000000000000520733082300",
        "8000d80b1b9854a037a849b071b849b17ec279d05253d05457d55258d05a5fd00b5fd0045f", "", 8)]
    public void FunctionsCompileAsInCPython(string source, string code, string lines, string exceptions, int stack)
    {
        var function = Source.First(source);
        Assert.Equal(code, Convert.ToHexStringLower(function.Code));
        Assert.Equal(lines, Convert.ToHexStringLower(function.LineTable));
        Assert.Equal(exceptions, Convert.ToHexStringLower(function.ExceptionTable));
        Assert.Equal(stack, function.StackSize);
    }

    [Fact]
    public void TheTablesReadBackAsWritten()
    {
        var function = Source.First("def f(a):\n    try:\n        a()\n    except E:\n        b()\n");
        var first = ExceptionTable.Read(function.ExceptionTable).First();
        Assert.False(first.PushLasti);
        Assert.Equal(3, LocationTable.LineNumber(function, first.Start));
        Assert.Equal(function.Code.Length, LocationTable.Read(function.LineTable, function.FirstLineNumber).Last().End);
    }

    [Fact]
    public void ADocstringIsTheFirstConstantWithoutItsIndentation()
    {
        var function = Source.First("def f():\n    '''One.\n\n      Two.\n    '''\n    return 1\n");
        Assert.Equal(new StrConstant(Text.FromUtf16("One.\n\nTwo.\n")), function.Constants[0]);
        Assert.True(function.Flags.HasFlag(CodeFlags.HasDocstring));
    }

    [Fact]
    public void OptimizationDropsAssertionsAndDocstrings()
    {
        var source = "def f(x):\n    'doc'\n    assert x\n";
        Assert.Contains((byte)Opcode.RaiseVarargs, Source.First(source).Code);
        var optimized = Source.Compile(source, optimize: 2).Constants.OfType<CodeConstant>().First().Code;
        Assert.DoesNotContain((byte)Opcode.RaiseVarargs, optimized.Code);
        Assert.Equal([ConstantValue.None], optimized.Constants);
    }

    [Fact]
    public void AnnotationsBecomeTextUnderTheFutureImport()
    {
        var code = Source.Compile("x: (a + b) * c[1:2, ...] if not d else lambda q=1, *, r: f'{z!r:>4}'\n", flags: CodeFlags.FutureAnnotations);
        var text = "(a + b) * c[1:2, ...] if not d else lambda q=1, *, r: f'{z!r:>4}'";
        Assert.Contains(new StrConstant(Text.FromUtf16(text)), code.Constants);
    }

    [Fact]
    public void LongChainsOfOperatorsCompileOnASmallStack()
    {
        var source = string.Join(" + ", Enumerable.Repeat("x", 10_000)) + "\n";
        Mod? tree = null;
        var parser = new Thread(() => tree = Source.Parse(source), 256 << 20);
        parser.Start();
        parser.Join();
        var code = PythonCompiler.Compile(tree!, new CompileOptions { Filename = "t.py" });
        Assert.True(code.Code.Length > 10_000);
    }

    [Fact]
    public void TreesThatAreTooDeepAreRefused()
    {
        Expr e = new ConstantExpr(ConstantValue.None, null, default);
        for (var i = 0; i < 1_000_000; i++)
            e = new StarredExpr(e, ExprContext.Load, default);
        Assert.Throws<CompilerRecursionException>(() => PythonCompiler.Compile(new ExpressionMod(e), new CompileOptions { Filename = "t.py" }));
    }

    [Fact]
    public void AModuleMayAwaitWhereItIsAllowedTo()
    {
        var tree = Source.Parse("await x\n");
        var code = PythonCompiler.Compile(tree, new CompileOptions { Filename = "t.py", AllowTopLevelAwait = true });
        Assert.True(code.Flags.HasFlag(CodeFlags.Coroutine));
    }

    [Theory]
    [InlineData((int)Opcode.Call, 2, -3)]
    [InlineData((int)Opcode.BuildMap, 3, -5)]
    [InlineData((int)Opcode.UnpackEx, 1, 1)]
    [InlineData((int)Opcode.SetupCleanup, 0, 2)]
    [InlineData((int)Opcode.LoadGlobal, 1, 2)]
    public void StackEffects(int opcode, int arg, int effect) => Assert.Equal(effect, OpcodeInfo.StackEffect(opcode, arg, null));
}
