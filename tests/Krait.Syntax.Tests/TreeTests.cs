using Xunit;

namespace Krait.Syntax.Tests;

/// <summary>Trees and places as CPython 3.14's <c>ast</c> has them.</summary>
public sealed class TreeTests
{
    [Theory]
    [InlineData("x = 1", "Module([Assign([Name('x', Store)@1:0-1:1], Constant(1, None)@1:4-1:5, None)@1:0-1:5], [])")]
    [InlineData("a, *b = c", "Module([Assign([Tuple([Name('a', Store)@1:0-1:1, Starred(Name('b', Store)@1:4-1:5, Store)@1:3-1:5], Store)@1:0-1:5], Name('c', Load)@1:8-1:9, None)@1:0-1:9], [])")]
    [InlineData("\u00e9 = '\u00e8'", "Module([Assign([Name('\u00e9', Store)@1:0-1:2], Constant('\u00e8', None)@1:5-1:9, None)@1:0-1:9], [])")]
    [InlineData("x: int = 3", "Module([AnnAssign(Name('x', Store)@1:0-1:1, Name('int', Load)@1:3-1:6, Constant(3, None)@1:9-1:10, 1)@1:0-1:10], [])")]
    [InlineData("(x): int", "Module([AnnAssign(Name('x', Store)@1:1-1:2, Name('int', Load)@1:5-1:8, None, 0)@1:0-1:8], [])")]
    [InlineData("a.b += c[1:2, ::3]", "Module([AugAssign(Attribute(Name('a', Load)@1:0-1:1, 'b', Store)@1:0-1:3, Add, Subscript(Name('c', Load)@1:7-1:8, Tuple([Slice(Constant(1, None)@1:9-1:10, Constant(2, None)@1:11-1:12, None)@1:9-1:12, Slice(None, None, Constant(3, None)@1:16-1:17)@1:14-1:17], Load)@1:9-1:17, Load)@1:7-1:18)@1:0-1:18], [])")]
    [InlineData("def f(a, /, b=1, *c: *d, e, g=2, **h) -> i: pass", "Module([FunctionDef('f', arguments([arg('a', None, None)@1:6-1:7], [arg('b', None, None)@1:12-1:13], arg('c', Starred(Name('d', Load)@1:22-1:23, Load)@1:21-1:23, None)@1:18-1:23, [arg('e', None, None)@1:25-1:26, arg('g', None, None)@1:28-1:29], [None, Constant(2, None)@1:30-1:31], arg('h', None, None)@1:35-1:36, [Constant(1, None)@1:14-1:15]), [Pass()@1:44-1:48], [], Name('i', Load)@1:41-1:42, None, [])@1:0-1:48], [])")]
    [InlineData("async def f[T: int = str, *U, **P](): await x", "Module([AsyncFunctionDef('f', arguments([], [], None, [], [], None, []), [Expr(Await(Name('x', Load)@1:44-1:45)@1:38-1:45)@1:38-1:45], [], None, None, [TypeVar('T', Name('int', Load)@1:15-1:18, Name('str', Load)@1:21-1:24)@1:12-1:24, TypeVarTuple('U', None)@1:26-1:28, ParamSpec('P', None)@1:30-1:33])@1:0-1:45], [])")]
    [InlineData("class A[T](B, *c, m=d, **e):\n  pass", "Module([ClassDef('A', [Name('B', Load)@1:11-1:12, Starred(Name('c', Load)@1:15-1:16, Load)@1:14-1:16], [keyword('m', Name('d', Load)@1:20-1:21)@1:18-1:21, keyword(None, Name('e', Load)@1:25-1:26)@1:23-1:26], [Pass()@2:2-2:6], [], [TypeVar('T', None, None)@1:8-1:9])@1:0-2:6], [])")]
    [InlineData("lambda x, *y, z=1: x", "Module([Expr(Lambda(arguments([], [arg('x', None, None)@1:7-1:8], arg('y', None, None)@1:11-1:12, [arg('z', None, None)@1:14-1:15], [Constant(1, None)@1:16-1:17], None, []), Name('x', Load)@1:19-1:20)@1:0-1:20)@1:0-1:20], [])")]
    [InlineData("@a.b(c)\ndef f(): ...", "Module([FunctionDef('f', arguments([], [], None, [], [], None, []), [Expr(Constant(Ellipsis, None)@2:9-2:12)@2:9-2:12], [Call(Attribute(Name('a', Load)@1:1-1:2, 'b', Load)@1:1-1:4, [Name('c', Load)@1:5-1:6], [])@1:1-1:7], None, None, [])@2:0-2:12], [])")]
    [InlineData("type X[T] = list[T]", "Module([TypeAlias(Name('X', Store)@1:5-1:6, [TypeVar('T', None, None)@1:7-1:8], Subscript(Name('list', Load)@1:12-1:16, Name('T', Load)@1:17-1:18, Load)@1:12-1:19)@1:0-1:19], [])")]
    [InlineData("try:\n  a\nexcept A, B:\n  c\nelse:\n  d\nfinally:\n  e", "Module([Try([Expr(Name('a', Load)@2:2-2:3)@2:2-2:3], [ExceptHandler(Tuple([Name('A', Load)@3:7-3:8, Name('B', Load)@3:10-3:11], Load)@3:7-3:11, None, [Expr(Name('c', Load)@4:2-4:3)@4:2-4:3])@3:0-4:3], [Expr(Name('d', Load)@6:2-6:3)@6:2-6:3], [Expr(Name('e', Load)@8:2-8:3)@8:2-8:3])@1:0-8:3], [])")]
    [InlineData("try:\n  a\nexcept* A as b:\n  c", "Module([TryStar([Expr(Name('a', Load)@2:2-2:3)@2:2-2:3], [ExceptHandler(Name('A', Load)@3:8-3:9, 'b', [Expr(Name('c', Load)@4:2-4:3)@4:2-4:3])@3:0-4:3], [], [])@1:0-4:3], [])")]
    [InlineData("with (a as b, c):\n  pass", "Module([With([withitem(Name('a', Load)@1:6-1:7, Name('b', Store)@1:11-1:12), withitem(Name('c', Load)@1:14-1:15, None)], [Pass()@2:2-2:6], None)@1:0-2:6], [])")]
    [InlineData("with (a, b): pass", "Module([With([withitem(Name('a', Load)@1:6-1:7, None), withitem(Name('b', Load)@1:9-1:10, None)], [Pass()@1:13-1:17], None)@1:0-1:17], [])")]
    [InlineData("with (yield x): pass", "Module([With([withitem(Yield(Name('x', Load)@1:12-1:13)@1:6-1:13, None)], [Pass()@1:16-1:20], None)@1:0-1:20], [])")]
    [InlineData("async with a: pass", "Module([AsyncWith([withitem(Name('a', Load)@1:11-1:12, None)], [Pass()@1:14-1:18], None)@1:0-1:18], [])")]
    [InlineData("for x, in y: pass\nelse: z", "Module([For(Tuple([Name('x', Store)@1:4-1:5], Store)@1:4-1:6, Name('y', Load)@1:10-1:11, [Pass()@1:13-1:17], [Expr(Name('z', Load)@2:6-2:7)@2:6-2:7], None)@1:0-2:7], [])")]
    [InlineData("while (x := 1): break", "Module([While(NamedExpr(Name('x', Store)@1:7-1:8, Constant(1, None)@1:12-1:13)@1:7-1:13, [Break()@1:16-1:21], [])@1:0-1:21], [])")]
    [InlineData("match x, *y:\n  case [1, *_] | (2 as z) if w: pass\n  case {'a': b.c, **r}: pass\n  case A(1, k=-1+2j) | None | 'x': pass", "Module([Match(Tuple([Name('x', Load)@1:6-1:7, Starred(Name('y', Load)@1:10-1:11, Load)@1:9-1:11], Load)@1:6-1:11, [match_case(MatchOr([MatchSequence([MatchValue(Constant(1, None)@2:8-2:9)@2:8-2:9, MatchStar(None)@2:11-2:13])@2:7-2:14, MatchAs(MatchValue(Constant(2, None)@2:18-2:19)@2:18-2:19, 'z')@2:18-2:24])@2:7-2:25, Name('w', Load)@2:29-2:30, [Pass()@2:32-2:36]), match_case(MatchMapping([Constant('a', None)@3:8-3:11], [MatchValue(Attribute(Name('b', Load)@3:13-3:14, 'c', Load)@3:13-3:16)@3:13-3:16], 'r')@3:7-3:22, None, [Pass()@3:24-3:28]), match_case(MatchOr([MatchClass(Name('A', Load)@4:7-4:8, [MatchValue(Constant(1, None)@4:9-4:10)@4:9-4:10], ['k'], [MatchValue(BinOp(UnaryOp(USub, Constant(1, None)@4:15-4:16)@4:14-4:16, Add, Constant(2j, None)@4:17-4:19)@4:14-4:19)@4:14-4:19])@4:7-4:20, MatchSingleton(None)@4:23-4:27, MatchValue(Constant('x', None)@4:30-4:33)@4:30-4:33])@4:7-4:33, None, [Pass()@4:35-4:39])])@1:0-4:39], [])")]
    [InlineData("match = case = type = _\nmatch(x)\nmatch[1]\nmatch -x", "Module([Assign([Name('match', Store)@1:0-1:5, Name('case', Store)@1:8-1:12, Name('type', Store)@1:15-1:19], Name('_', Load)@1:22-1:23, None)@1:0-1:23, Expr(Call(Name('match', Load)@2:0-2:5, [Name('x', Load)@2:6-2:7], [])@2:0-2:8)@2:0-2:8, Expr(Subscript(Name('match', Load)@3:0-3:5, Constant(1, None)@3:6-3:7, Load)@3:0-3:8)@3:0-3:8, Expr(BinOp(Name('match', Load)@4:0-4:5, Sub, Name('x', Load)@4:7-4:8)@4:0-4:8)@4:0-4:8], [])")]
    [InlineData("f'a{b!r:>{c}}{{d}}{e = }' 'f'", "Module([Expr(JoinedStr([Constant('a', None)@1:2-1:3, FormattedValue(Name('b', Load)@1:4-1:5, 114, JoinedStr([Constant('>', None)@1:8-1:9, FormattedValue(Name('c', Load)@1:10-1:11, -1, None)@1:9-1:12])@1:7-1:12)@1:3-1:13, Constant('{d}e = ', None)@1:13-1:23, FormattedValue(Name('e', Load)@1:19-1:20, 114, None)@1:18-1:24, Constant('f', None)@1:26-1:29])@1:0-1:29)@1:0-1:29], [])")]
    [InlineData("t'a{b + c !s:x}' t'd'", "Module([Expr(TemplateStr([Constant('a', None)@1:2-1:3, Interpolation(BinOp(Name('b', Load)@1:4-1:5, Add, Name('c', Load)@1:8-1:9)@1:4-1:9, 'b + c', 115, JoinedStr([Constant('x', None)@1:13-1:14])@1:12-1:14)@1:3-1:15, Constant('d', None)@1:19-1:20])@1:0-1:21)@1:0-1:21], [])")]
    [InlineData("u'a' 'b'", "Module([Expr(Constant('ab', 'u')@1:0-1:8)@1:0-1:8], [])")]
    [InlineData("b'a\\x00' rb'\\d'", "Module([Expr(Constant(b'a\u0000\\d', None)@1:0-1:15)@1:0-1:15], [])")]
    [InlineData("f(a, *b, c=d, **e)", "Module([Expr(Call(Name('f', Load)@1:0-1:1, [Name('a', Load)@1:2-1:3, Starred(Name('b', Load)@1:6-1:7, Load)@1:5-1:7], [keyword('c', Name('d', Load)@1:11-1:12)@1:9-1:12, keyword(None, Name('e', Load)@1:16-1:17)@1:14-1:17])@1:0-1:18)@1:0-1:18], [])")]
    [InlineData("f(x for x in y if z)", "Module([Expr(Call(Name('f', Load)@1:0-1:1, [GeneratorExp(Name('x', Load)@1:2-1:3, [comprehension(Name('x', Store)@1:8-1:9, Name('y', Load)@1:13-1:14, [Name('z', Load)@1:18-1:19], 0)])@1:1-1:20], [])@1:0-1:20)@1:0-1:20], [])")]
    [InlineData("[x async for x in y]", "Module([Expr(ListComp(Name('x', Load)@1:1-1:2, [comprehension(Name('x', Store)@1:13-1:14, Name('y', Load)@1:18-1:19, [], 1)])@1:0-1:20)@1:0-1:20], [])")]
    [InlineData("{a: b, **c}", "Module([Expr(Dict([Name('a', Load)@1:1-1:2, None], [Name('b', Load)@1:4-1:5, Name('c', Load)@1:9-1:10])@1:0-1:11)@1:0-1:11], [])")]
    [InlineData("{a: b for c in d}", "Module([Expr(DictComp(Name('a', Load)@1:1-1:2, Name('b', Load)@1:4-1:5, [comprehension(Name('c', Store)@1:10-1:11, Name('d', Load)@1:15-1:16, [], 0)])@1:0-1:17)@1:0-1:17], [])")]
    [InlineData("{a, *b}", "Module([Expr(Set([Name('a', Load)@1:1-1:2, Starred(Name('b', Load)@1:5-1:6, Load)@1:4-1:6])@1:0-1:7)@1:0-1:7], [])")]
    [InlineData("a[*b]", "Module([Expr(Subscript(Name('a', Load)@1:0-1:1, Tuple([Starred(Name('b', Load)@1:3-1:4, Load)@1:2-1:4], Load)@1:2-1:4, Load)@1:0-1:5)@1:0-1:5], [])")]
    [InlineData("a[b:c:d, e]", "Module([Expr(Subscript(Name('a', Load)@1:0-1:1, Tuple([Slice(Name('b', Load)@1:2-1:3, Name('c', Load)@1:4-1:5, Name('d', Load)@1:6-1:7)@1:2-1:7, Name('e', Load)@1:9-1:10], Load)@1:2-1:10, Load)@1:0-1:11)@1:0-1:11], [])")]
    [InlineData("not a < b <= c is not d not in e", "Module([Expr(UnaryOp(Not, Compare(Name('a', Load)@1:4-1:5, [Lt, LtE, IsNot, NotIn], [Name('b', Load)@1:8-1:9, Name('c', Load)@1:13-1:14, Name('d', Load)@1:22-1:23, Name('e', Load)@1:31-1:32])@1:4-1:32)@1:0-1:32)@1:0-1:32], [])")]
    [InlineData("-a ** -b", "Module([Expr(UnaryOp(USub, BinOp(Name('a', Load)@1:1-1:2, Pow, UnaryOp(USub, Name('b', Load)@1:7-1:8)@1:6-1:8)@1:1-1:8)@1:0-1:8)@1:0-1:8], [])")]
    [InlineData("a if b else c", "Module([Expr(IfExp(Name('b', Load)@1:5-1:6, Name('a', Load)@1:0-1:1, Name('c', Load)@1:12-1:13)@1:0-1:13)@1:0-1:13], [])")]
    [InlineData("yield_ = (yield)", "Module([Assign([Name('yield_', Store)@1:0-1:6], Yield(None)@1:10-1:15, None)@1:0-1:16], [])")]
    [InlineData("x = yield a, *b", "Module([Assign([Name('x', Store)@1:0-1:1], Yield(Tuple([Name('a', Load)@1:10-1:11, Starred(Name('b', Load)@1:14-1:15, Load)@1:13-1:15], Load)@1:10-1:15)@1:4-1:15, None)@1:0-1:15], [])")]
    [InlineData("return_ = a or b and c", "Module([Assign([Name('return_', Store)@1:0-1:7], BoolOp(Or, [Name('a', Load)@1:10-1:11, BoolOp(And, [Name('b', Load)@1:15-1:16, Name('c', Load)@1:21-1:22])@1:15-1:22])@1:10-1:22, None)@1:0-1:22], [])")]
    [InlineData("0x1F + 0o17 + 0b11 + 1_000 + 15e-1 + 2j", "Module([Expr(BinOp(BinOp(BinOp(BinOp(BinOp(Constant(31, None)@1:0-1:4, Add, Constant(15, None)@1:7-1:11)@1:0-1:11, Add, Constant(3, None)@1:14-1:18)@1:0-1:18, Add, Constant(1000, None)@1:21-1:26)@1:0-1:26, Add, Constant(1.5, None)@1:29-1:34)@1:0-1:34, Add, Constant(2j, None)@1:37-1:39)@1:0-1:39)@1:0-1:39], [])")]
    [InlineData("from . import a\nfrom ...b import (c as d, e,)\nfrom x import *", "Module([ImportFrom(None, [alias('a', None)@1:14-1:15], 1)@1:0-1:15, ImportFrom('b', [alias('c', 'd')@2:18-2:24, alias('e', None)@2:26-2:27], 3)@2:0-2:29, ImportFrom('x', [alias('*', None)@3:14-3:15], 0)@3:0-3:15], [])")]
    [InlineData("import a.b as c, d", "Module([Import([alias('a.b', 'c')@1:7-1:15, alias('d', None)@1:17-1:18])@1:0-1:18], [])")]
    [InlineData("global a, b", "Module([Global(['a', 'b'])@1:0-1:11], [])")]
    [InlineData("del a, (b, [c.d])", "Module([Delete([Name('a', Del)@1:4-1:5, Tuple([Name('b', Del)@1:8-1:9, List([Attribute(Name('c', Load)@1:12-1:13, 'd', Del)@1:12-1:15], Del)@1:11-1:16], Del)@1:7-1:17])@1:0-1:17], [])")]
    [InlineData("raise a from b", "Module([Raise(Name('a', Load)@1:6-1:7, Name('b', Load)@1:13-1:14)@1:0-1:14], [])")]
    [InlineData("assert a, b", "Module([Assert(Name('a', Load)@1:7-1:8, Name('b', Load)@1:10-1:11)@1:0-1:11], [])")]
    [InlineData("if a: b\nelif c: d\nelse: e", "Module([If(Name('a', Load)@1:3-1:4, [Expr(Name('b', Load)@1:6-1:7)@1:6-1:7], [If(Name('c', Load)@2:5-2:6, [Expr(Name('d', Load)@2:8-2:9)@2:8-2:9], [Expr(Name('e', Load)@3:6-3:7)@3:6-3:7])@2:0-3:7])@1:0-3:7], [])")]
    [InlineData("print(*a,)", "Module([Expr(Call(Name('print', Load)@1:0-1:5, [Starred(Name('a', Load)@1:7-1:8, Load)@1:6-1:8], [])@1:0-1:10)@1:0-1:10], [])")]
    [InlineData("x = (\n  1,\n)\n", "Module([Assign([Name('x', Store)@1:0-1:1], Tuple([Constant(1, None)@2:2-2:3], Load)@1:4-3:1, None)@1:0-3:1], [])")]
    [InlineData("if a:\n    b; c\n\n# end\n", "Module([If(Name('a', Load)@1:3-1:4, [Expr(Name('b', Load)@2:4-2:5)@2:4-2:5, Expr(Name('c', Load)@2:7-2:8)@2:7-2:8], [])@1:0-2:8], [])")]
    public void Parses(string source, string tree) =>
        Assert.Equal(tree, TreeText.Of(PythonParser.Parse(Text.FromUtf16(source), ParseMode.Module, new ParseOptions())));

    [Fact]
    public void TypeComments()
    {
        var tree = TreeText.Of(PythonParser.Parse(
            Text.FromUtf16("x = [] # type: int\nfor a in b: # type: str\n  pass # type: ignore[x]\n"),
            ParseMode.Module,
            new ParseOptions { TypeComments = true }));
        Assert.Contains("'int'", tree, StringComparison.Ordinal);
        Assert.Contains("'str'", tree, StringComparison.Ordinal);
        Assert.EndsWith("[TypeIgnore(3, '[x]')])", tree, StringComparison.Ordinal);
    }

    [Fact]
    public void FunctionTypes() => Assert.Equal(
        "FunctionType([Name('int', Load)@1:1-1:4, Name('a', Load)@1:7-1:8], Name('str', Load)@1:13-1:16)",
        TreeText.Of(PythonParser.Parse(Text.FromUtf16("(int, *a) -> str"), ParseMode.FunctionType, new ParseOptions())));

    [Theory]
    [InlineData("x = 1", "x = 1\r")]
    [InlineData("if a:\n  b\n", "if a:\r\n  b\r\n")]
    public void LineEndsAreTheSame(string source, string other) => Assert.Equal(
        TreeText.Of(PythonParser.Parse(Text.FromUtf16(source), ParseMode.Module, new ParseOptions())),
        TreeText.Of(PythonParser.Parse(Text.FromUtf16(other), ParseMode.Module, new ParseOptions())));

    [Fact]
    public void IdentifiersAreNormalized() => Assert.Contains(
        "Name('fi', Load)",
        TreeText.Of(PythonParser.Parse(Text.FromUtf16("\ufb01"), ParseMode.Expression, new ParseOptions())),
        StringComparison.Ordinal);

    [Fact]
    public void CookieNamesTheEncoding()
    {
        byte[] source = [.. "# -*- coding: latin-1 -*-\nx = '"u8, 0xE9, .. "'\n"u8];
        Assert.Contains("'é'", TreeText.Of(PythonParser.Parse(source, ParseMode.Module, new ParseOptions())), StringComparison.Ordinal);
    }

    [Fact]
    public void InvalidEscapesAreWarnedOf()
    {
        var sink = new Warnings();
        PythonParser.Parse(Text.FromUtf16("x = '''\n\\d'''\ny = 1if z else 2\n"), ParseMode.Module, new ParseOptions { Warnings = sink });
        Assert.Equal(
            [
                "2 \"\\d\" is an invalid escape sequence. Such sequences will not work in the future. "
                + "Did you mean \"\\\\d\"? A raw string is also an option.",
                "3 invalid decimal literal",
            ],
            sink.All);
    }

    private sealed class Warnings : ISyntaxWarningSink
    {
        public List<string> All { get; } = [];

        public bool Warn(SyntaxWarningKind kind, string message, string filename, int line)
        {
            All.Add($"{line} {message}");
            return true;
        }
    }
}
