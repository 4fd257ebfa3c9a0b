using Xunit;

namespace Krait.Syntax.Tests;

/// <summary>Messages and places of syntax errors, as CPython 3.14 gives them.</summary>
public sealed class ErrorTests
{
    private static SyntaxErrorException Fail(string source, ParseMode mode = ParseMode.Module, ParseOptions? options = null) =>
        Assert.Throws<SyntaxErrorException>(() => PythonParser.Parse(Text.FromUtf16(source), mode, options ?? new ParseOptions()));

    [Theory]
    [InlineData("lambda *: 1", "SyntaxError", "named arguments must follow bare *", 1, 9, 1, 10, "lambda *: 1\n")]
    [InlineData("lambda *, **x: 1", "SyntaxError", "named arguments must follow bare *", 1, 11, 1, 13, "lambda *, **x: 1\n")]
    [InlineData("def f(*, **x): 1", "SyntaxError", "named arguments must follow bare *", 1, 7, 1, 8, "def f(*, **x): 1\n")]
    [InlineData("'abc\\'", "SyntaxError", "unterminated string literal (detected at line 1); perhaps you escaped the end quote?", 1, 1, 1, 1, "'abc\\'")]
    [InlineData("f'abc\\'", "SyntaxError", "unterminated f-string literal (detected at line 1)", 1, 1, 1, 1, "f'abc\\'")]
    [InlineData("f'abc", "SyntaxError", "unterminated f-string literal (detected at line 1)", 1, 1, 1, 1, "f'abc")]
    [InlineData("x = (1 +\n  5", "SyntaxError", "'(' was never closed", 1, 5, 1, 0, "x = (1 +")]
    [InlineData("f'{a", "SyntaxError", "'{' was never closed", 1, 3, 1, 0, "f'{a\n")]
    [InlineData("f'{a:", "SyntaxError", "f-string: newlines are not allowed in format specifiers for single quoted f-strings", 1, 6, 1, 6, "f'{a:")]
    [InlineData("f'{a:{b}\n}'", "SyntaxError", "unterminated f-string literal (detected at line 1)", 1, 1, 1, 1, "f'{a:{b}")]
    [InlineData("f'{a:{b}}}'", "SyntaxError", "f-string: single '}' is not allowed", 1, 10, 1, 10, "f'{a:{b}}}'")]
    [InlineData("$", "SyntaxError", "invalid syntax", 1, 1, 1, 2, "$\n")]
    [InlineData("a ? b", "SyntaxError", "invalid syntax", 1, 3, 1, 4, "a ? b\n")]
    [InlineData("def f(a, **b=1): pass", "SyntaxError", "var-keyword argument cannot have default value", 1, 13, 1, 14, "def f(a, **b=1): pass\n")]
    [InlineData("class A\n  pass", "SyntaxError", "expected ':'", 1, 8, 1, 9, "class A\n")]
    [InlineData("x = \\ 1", "SyntaxError", "unexpected character after line continuation character", 1, 6, 1, 0, "x = \\ 1\n")]
    [InlineData("x = \\", "SyntaxError", "unexpected EOF while parsing", 1, 6, 1, -1, "x = \\\n")]
    [InlineData("  x = 1", "IndentationError", "unexpected indent", 1, 2, 1, -1, "  x = 1\n")]
    [InlineData("if 1:\n  x\n y", "IndentationError", "unindent does not match any outer indentation level", 3, 3, 3, -1, " y\n")]
    [InlineData("if 1:\n  x\n\ty", "TabError", "inconsistent use of tabs and spaces in indentation", 3, 1, 3, 0, "\ty\n")]
    [InlineData("if 1:\n\tx\n        y", "TabError", "inconsistent use of tabs and spaces in indentation", 3, 1, 3, 0, "        y\n")]
    [InlineData("\u00a0x", "SyntaxError", "invalid non-printable character U+00A0", 1, 1, 1, 1, "\u00a0x")]
    [InlineData("x = \u00a0 1", "SyntaxError", "invalid non-printable character U+00A0", 1, 5, 1, 5, "x = \u00a0 1")]
    [InlineData("x\u20ac = 1", "SyntaxError", "invalid character '\u20ac' (U+20AC)", 1, 2, 1, 2, "x\u20ac = 1")]
    [InlineData("x = 1__0", "SyntaxError", "invalid decimal literal", 1, 6, 1, 6, "x = 1__0")]
    [InlineData("x = 0777", "SyntaxError", "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers", 1, 5, 1, 6, "x = 0777")]
    [InlineData("x = 0b12", "SyntaxError", "invalid digit '2' in binary literal", 1, 8, 1, 8, "x = 0b12")]
    [InlineData("x = 0xfg", "SyntaxError", "invalid hexadecimal literal", 1, 7, 1, 7, "x = 0xfg")]
    [InlineData("x = 1e", "SyntaxError", "invalid decimal literal", 1, 5, 1, 5, "x = 1e")]
    [InlineData("x = 1ex", "SyntaxError", "invalid decimal literal", 1, 5, 1, 5, "x = 1ex")]
    [InlineData("x = 1_", "SyntaxError", "invalid decimal literal", 1, 6, 1, 6, "x = 1_")]
    [InlineData("'\\N{foo}'", "SyntaxError", "(unicode error) 'unicodeescape' codec can't decode bytes in position 0-6: unknown Unicode character name", 1, 1, 1, 10, "'\\N{foo}'\n")]
    [InlineData("'\\x1'", "SyntaxError", "(unicode error) 'unicodeescape' codec can't decode bytes in position 0-2: truncated \\xXX escape", 1, 1, 1, 6, "'\\x1'\n")]
    [InlineData("'\u00e9\\x1'", "SyntaxError", "(unicode error) 'unicodeescape' codec can't decode bytes in position 10-12: truncated \\xXX escape", 1, 1, 1, 7, "'\u00e9\\x1'\n")]
    [InlineData("b'\\x1'", "SyntaxError", "(value error) invalid \\x escape at position 0", 1, 1, 1, 7, "b'\\x1'\n")]
    [InlineData("b'\u00e9'", "SyntaxError", "bytes can only contain ASCII literal characters", 1, 1, 1, 5, "b'\u00e9'\n")]
    [InlineData("for x in range(10)\n pass", "SyntaxError", "expected ':'", 1, 19, 1, 20, "for x in range(10)\n")]
    [InlineData("a = 3 if True", "SyntaxError", "expected 'else' after 'if' expression", 1, 5, 1, 14, "a = 3 if True\n")]
    [InlineData("f(a for a in b, c)", "SyntaxError", "Generator expression must be parenthesized", 1, 3, 1, 15, "f(a for a in b, c)\n")]
    [InlineData("f(**x, *y)", "SyntaxError", "iterable argument unpacking follows keyword argument unpacking", 1, 6, 1, 10, "f(**x, *y)\n")]
    [InlineData("f(a=1, b)", "SyntaxError", "positional argument follows keyword argument", 1, 9, 1, 10, "f(a=1, b)\n")]
    [InlineData("f(**a, b)", "SyntaxError", "positional argument follows keyword argument unpacking", 1, 9, 1, 10, "f(**a, b)\n")]
    [InlineData("x = '\u000c", "SyntaxError", "unterminated string literal (detected at line 1)", 1, 5, 1, 5, "x = '\u000c")]
    [InlineData("{1:2, 3}", "SyntaxError", "':' expected after dictionary key", 1, 7, 1, 0, "{1:2, 3}\n")]
    [InlineData("{1:*2}", "SyntaxError", "cannot use a starred expression in a dictionary value", 1, 4, 1, 6, "{1:*2}\n")]
    [InlineData("{1:2, 3:**4}", "SyntaxError", "invalid syntax", 1, 9, 1, 11, "{1:2, 3:**4}\n")]
    [InlineData("{**a for a in b}", "SyntaxError", "dict unpacking cannot be used in dict comprehension", 1, 2, 1, 4, "{**a for a in b}\n")]
    [InlineData("[*a for a in b]", "SyntaxError", "iterable unpacking cannot be used in comprehension", 1, 2, 1, 4, "[*a for a in b]\n")]
    [InlineData("x = 5\nelse:", "SyntaxError", "invalid syntax", 2, 1, 2, 5, "else:\n")]
    [InlineData("try:\n  pass\nx=1", "SyntaxError", "expected 'except' or 'finally' block", 3, 1, 3, 2, "x=1\n")]
    [InlineData("\u0001", "SyntaxError", "invalid non-printable character U+0001", 1, 1, 1, 1, "\u0001")]
    [InlineData("x = = 1\ny = f'a' + 0x", "SyntaxError", "invalid hexadecimal literal", 2, 13, 2, 13, "y = f'a' + 0x")]
    [InlineData("x = = 1\ny = f'{0x}'", "SyntaxError", "invalid syntax", 1, 5, 1, 6, "x = = 1\n")]
    [InlineData("x = = 1\ny = f'{)}'", "SyntaxError", "invalid syntax", 1, 5, 1, 6, "x = = 1\n")]
    [InlineData("x = = 1\ny = f'{a' + 0x", "SyntaxError", "invalid syntax", 1, 5, 1, 6, "x = = 1\n")]
    [InlineData("x = = 1\ny = f'}' + 0x", "SyntaxError", "invalid syntax", 1, 5, 1, 6, "x = = 1\n")]
    [InlineData("x = = 1\ny = f'{a", "SyntaxError", "invalid syntax", 1, 5, 1, 6, "x = = 1\n")]
    [InlineData("x = = 1\ny = f'{a:'", "SyntaxError", "invalid syntax", 1, 5, 1, 6, "x = = 1\n")]
    [InlineData("x = = 1\ny = f'{(}'", "SyntaxError", "invalid syntax", 1, 5, 1, 6, "x = = 1\n")]
    [InlineData("x = = 1\ny = f'{ \u20ac }'", "SyntaxError", "invalid syntax", 1, 5, 1, 6, "x = = 1\n")]
    [InlineData("x = = 1\ny = f'{ \"abc }'\nz=0x", "SyntaxError", "invalid syntax", 1, 5, 1, 6, "x = = 1\n")]
    [InlineData("x = = 1\ny = [f'{ab']", "SyntaxError", "invalid syntax", 1, 5, 1, 6, "x = = 1\n")]
    [InlineData("x = = 1\ny = f'{a:{b:{c:{d}}}}'", "SyntaxError", "invalid syntax", 1, 5, 1, 6, "x = = 1\n")]
    [InlineData("x = = 1\ny = t'abc", "SyntaxError", "invalid syntax", 1, 5, 1, 6, "x = = 1\n")]
    [InlineData("def f(a,(b)): pass", "SyntaxError", "Function parameters cannot be parenthesized", 1, 9, 1, 12, "def f(a,(b)): pass\n")]
    [InlineData("lambda a,(b): pass", "SyntaxError", "Lambda expression parameters cannot be parenthesized", 1, 10, 1, 13, "lambda a,(b): pass\n")]
    [InlineData("def f(a, *, *b): pass", "SyntaxError", "* argument may appear only once", 1, 13, 1, 14, "def f(a, *, *b): pass\n")]
    [InlineData("def f(a, *b, *): pass", "SyntaxError", "invalid syntax", 1, 14, 1, 15, "def f(a, *b, *): pass\n")]
    [InlineData("def f(a, *b=1): pass", "SyntaxError", "var-positional argument cannot have default value", 1, 12, 1, 13, "def f(a, *b=1): pass\n")]
    [InlineData("def f(a/*, b): pass", "SyntaxError", "invalid syntax", 1, 8, 1, 9, "def f(a/*, b): pass\n")]
    [InlineData("def f(a, /, b, /): pass", "SyntaxError", "/ may appear only once", 1, 16, 1, 17, "def f(a, /, b, /): pass\n")]
    [InlineData("def f(*a, /): pass", "SyntaxError", "/ must be ahead of *", 1, 11, 1, 12, "def f(*a, /): pass\n")]
    [InlineData("lambda **a, b: pass", "SyntaxError", "arguments cannot follow var-keyword argument", 1, 13, 1, 14, "lambda **a, b: pass\n")]
    [InlineData("lambda **a=1: pass", "SyntaxError", "var-keyword argument cannot have default value", 1, 11, 1, 12, "lambda **a=1: pass\n")]
    [InlineData("lambda *a=1: pass", "SyntaxError", "var-positional argument cannot have default value", 1, 10, 1, 11, "lambda *a=1: pass\n")]
    [InlineData("lambda /, b: pass", "SyntaxError", "at least one argument must precede /", 1, 8, 1, 9, "lambda /, b: pass\n")]
    [InlineData("lambda a=1, b: pass", "SyntaxError", "parameter without a default follows parameter with a default", 1, 13, 1, 14, "lambda a=1, b: pass\n")]
    [InlineData("match x:\n case {**r, 'a':1}: pass", "SyntaxError", "invalid syntax", 2, 13, 2, 16, " case {**r, 'a':1}: pass\n")]
    [InlineData("print 'a'", "SyntaxError", "Missing parentheses in call to 'print'. Did you mean print(...)?", 1, 1, 1, 10, "print 'a'\n")]
    [InlineData("x = 5 6", "SyntaxError", "invalid syntax", 1, 7, 1, 8, "x = 5 6\n")]
    [InlineData("(1, 2 3)", "SyntaxError", "invalid syntax. Perhaps you forgot a comma?", 1, 5, 1, 8, "(1, 2 3)\n")]
    [InlineData("f(a=1 for a in b)", "SyntaxError", "invalid syntax. Maybe you meant '==' or ':=' instead of '='?", 1, 3, 1, 5, "f(a=1 for a in b)\n")]
    [InlineData("f(True=1)", "SyntaxError", "cannot assign to True", 1, 3, 1, 8, "f(True=1)\n")]
    [InlineData("f(a.b=1)", "SyntaxError", "expression cannot contain assignment, perhaps you meant \"==\"?", 1, 3, 1, 7, "f(a.b=1)\n")]
    [InlineData("f(a=)", "SyntaxError", "expected argument value expression", 1, 3, 1, 5, "f(a=)\n")]
    [InlineData("del f()", "SyntaxError", "cannot delete function call", 1, 5, 1, 8, "del f()\n")]
    [InlineData("for f() in x: pass", "SyntaxError", "cannot assign to function call", 1, 5, 1, 8, "for f() in x: pass\n")]
    [InlineData("with a as f(): pass", "SyntaxError", "cannot assign to function call", 1, 11, 1, 14, "with a as f(): pass\n")]
    [InlineData("f() = 1", "SyntaxError", "cannot assign to function call here. Maybe you meant '==' instead of '='?", 1, 1, 1, 4, "f() = 1\n")]
    [InlineData("a + 1 += 2", "SyntaxError", "'expression' is an illegal expression for augmented assignment", 1, 1, 1, 6, "a + 1 += 2\n")]
    [InlineData("(a, b): int", "SyntaxError", "only single target (not tuple) can be annotated", 1, 1, 1, 7, "(a, b): int\n")]
    [InlineData("[a]: int", "SyntaxError", "only single target (not list) can be annotated", 1, 1, 1, 4, "[a]: int\n")]
    [InlineData("(yield) = 1", "SyntaxError", "cannot assign to yield expression here. Maybe you meant '==' instead of '='?", 1, 2, 1, 7, "(yield) = 1\n")]
    [InlineData("x: y: z", "SyntaxError", "invalid syntax", 1, 5, 1, 6, "x: y: z\n")]
    [InlineData("if x = 1: pass", "SyntaxError", "invalid syntax. Maybe you meant '==' or ':=' instead of '='?", 1, 4, 1, 9, "if x = 1: pass\n")]
    [InlineData("while x.y = 1: pass", "SyntaxError", "cannot assign to attribute here. Maybe you meant '==' instead of '='?", 1, 7, 1, 10, "while x.y = 1: pass\n")]
    [InlineData("assert x = 1", "SyntaxError", "invalid syntax", 1, 10, 1, 11, "assert x = 1\n")]
    [InlineData("assert (x := 1), y := 2", "SyntaxError", "invalid syntax", 1, 20, 1, 22, "assert (x := 1), y := 2\n")]
    [InlineData("raise from x", "SyntaxError", "invalid syntax", 1, 7, 1, 11, "raise from x\n")]
    [InlineData("import a from b", "SyntaxError", "Did you mean to use 'from ... import ...' instead?", 1, 1, 1, 16, "import a from b\n")]
    [InlineData("import a as b.c", "SyntaxError", "cannot use attribute as import target", 1, 13, 1, 16, "import a as b.c\n")]
    [InlineData("from a import b as c[0]", "SyntaxError", "cannot use subscript as import target", 1, 20, 1, 24, "from a import b as c[0]\n")]
    [InlineData("from a import b,", "SyntaxError", "trailing comma not allowed without surrounding parentheses", 1, 17, 1, 18, "from a import b,\n")]
    [InlineData("import", "SyntaxError", "Expected one or more names after 'import'", 1, 7, 1, 7, "import\n")]
    [InlineData("def f(:", "SyntaxError", "invalid syntax", 1, 7, 1, 8, "def f(:\n")]
    [InlineData("def f() pass", "SyntaxError", "expected ':'", 1, 9, 1, 13, "def f() pass\n")]
    [InlineData("class A(B pass", "SyntaxError", "'(' was never closed", 1, 8, 1, 0, "class A(B pass\n")]
    [InlineData("if x\n  pass", "SyntaxError", "expected ':'", 1, 5, 1, 6, "if x\n")]
    [InlineData("if x:\npass", "IndentationError", "expected an indented block after 'if' statement on line 1", 2, 1, 2, 5, "pass\n")]
    [InlineData("for x in y:\npass", "IndentationError", "expected an indented block after 'for' statement on line 1", 2, 1, 2, 5, "pass\n")]
    [InlineData("try:\npass", "IndentationError", "expected an indented block after 'try' statement on line 1", 2, 1, 2, 5, "pass\n")]
    [InlineData("with x:\npass", "IndentationError", "expected an indented block after 'with' statement on line 1", 2, 1, 2, 5, "pass\n")]
    [InlineData("def f():\npass", "IndentationError", "expected an indented block after function definition on line 1", 2, 1, 2, 5, "pass\n")]
    [InlineData("class A:\npass", "IndentationError", "expected an indented block after class definition on line 1", 2, 1, 2, 5, "pass\n")]
    [InlineData("match x:\n  case 1:\n  pass", "IndentationError", "expected an indented block after 'case' statement on line 2", 3, 3, 3, 7, "  pass\n")]
    [InlineData("match x:\npass", "IndentationError", "expected an indented block after 'match' statement on line 1", 2, 1, 2, 5, "pass\n")]
    [InlineData("try:\n  a\nexcept A, B as c:\n  b\n", "SyntaxError", "multiple exception types must be parenthesized when using 'as'", 3, 8, 3, 17, "except A, B as c:\n")]
    [InlineData("try:\n  a\nexcept A:\n  b\nexcept* C:\n  d\n", "SyntaxError", "cannot have both 'except' and 'except*' on the same 'try'", 5, 1, 5, 8, "except* C:\n")]
    [InlineData("try:\n  a\nexcept A as b.c:\n  d\n", "SyntaxError", "cannot use except statement with attribute", 3, 13, 3, 16, "except A as b.c:")]
    [InlineData("if a:\n  b\nelse:\n  c\nelif d:\n  e\n", "SyntaxError", "'elif' block follows an 'else' block", 5, 1, 5, 5, "elif d:\n")]
    [InlineData("[a, b for a in c]", "SyntaxError", "did you forget parentheses around the comprehension target?", 1, 2, 1, 6, "[a, b for a in c]\n")]
    [InlineData("{a, b for a in c}", "SyntaxError", "did you forget parentheses around the comprehension target?", 1, 2, 1, 6, "{a, b for a in c}\n")]
    [InlineData("(*a)", "SyntaxError", "cannot use starred expression here", 1, 2, 1, 4, "(*a)\n")]
    [InlineData("(**a)", "SyntaxError", "cannot use double starred expression here", 1, 2, 1, 4, "(**a)\n")]
    [InlineData("x = pass if 1 else 2", "SyntaxError", "expected expression before 'if', but statement is given", 1, 5, 1, 9, "x = pass if 1 else 2\n")]
    [InlineData("x = 1 if 2 else pass", "SyntaxError", "expected expression after 'else', but statement is given", 1, 17, 1, 21, "x = 1 if 2 else pass\n")]
    [InlineData("'a' b 'c'", "SyntaxError", "invalid syntax. Is this intended to be part of the string?", 1, 5, 1, 6, "'a' b 'c'\n")]
    [InlineData("f'{}'", "SyntaxError", "f-string: valid expression required before '}'", 1, 4, 1, 5, "f'{}'\n")]
    [InlineData("f'{!r}'", "SyntaxError", "f-string: valid expression required before '!'", 1, 4, 1, 5, "f'{!r}'\n")]
    [InlineData("f'{a!}'", "SyntaxError", "f-string: missing conversion character", 1, 6, 1, 7, "f'{a!}'\n")]
    [InlineData("f'{a!x}'", "SyntaxError", "f-string: invalid conversion character 'x': expected 's', 'r', or 'a'", 1, 6, 1, 7, "f'{a!x}'\n")]
    [InlineData("f'{a b}'", "SyntaxError", "invalid syntax. Perhaps you forgot a comma?", 1, 4, 1, 7, "f'{a b}'\n")]
    [InlineData("f'{lambda x: 1}'", "SyntaxError", "f-string: lambda expressions are not allowed without parentheses", 1, 4, 1, 13, "f'{lambda x: 1}'\n")]
    [InlineData("f'{a!r b}'", "SyntaxError", "f-string: expecting ':' or '}'", 1, 8, 1, 9, "f'{a!r b}'\n")]
    [InlineData("t'{}'", "SyntaxError", "t-string: valid expression required before '}'", 1, 4, 1, 5, "t'{}'\n")]
    [InlineData("'a' t'b'", "SyntaxError", "cannot mix t-string literals with string or bytes literals", 1, 1, 1, 9, "'a' t'b'\n")]
    [InlineData("a not b", "SyntaxError", "invalid syntax", 1, 7, 1, 8, "a not b\n")]
    [InlineData("1 + not a", "SyntaxError", "'not' after an operator must be parenthesized", 1, 5, 1, 10, "1 + not a\n")]
    [InlineData("-not a", "SyntaxError", "'not' after an operator must be parenthesized", 1, 2, 1, 7, "-not a\n")]
    [InlineData("case 1:\n  pass", "SyntaxError", "invalid syntax", 1, 6, 1, 7, "case 1:\n")]
    [InlineData("match x:\n  case a as b.c: pass", "SyntaxError", "cannot use attribute as pattern target", 2, 13, 2, 16, "  case a as b.c: pass\n")]
    [InlineData("match x:\n  case A(b=1, c): pass", "SyntaxError", "positional patterns follow keyword patterns", 2, 15, 2, 16, "  case A(b=1, c): pass\n")]
    [InlineData("match x:\n  case a as _: pass", "SyntaxError", "cannot use '_' as a target", 2, 13, 2, 14, "  case a as _: pass\n")]
    [InlineData("def f[]: pass", "SyntaxError", "Type parameter list cannot be empty", 1, 7, 1, 7, "def f[]: pass\n")]
    [InlineData("def f[*A: int]: pass", "SyntaxError", "cannot use bound with TypeVarTuple", 1, 9, 1, 14, "def f[*A: int]: pass\n")]
    [InlineData("x = (1, 2]", "SyntaxError", "closing parenthesis ']' does not match opening parenthesis '('", 1, 10, 1, 10, "x = (1, 2]")]
    [InlineData("x = (\n1, 2]", "SyntaxError", "closing parenthesis ']' does not match opening parenthesis '(' on line 1", 2, 5, 2, 5, "1, 2]")]
    [InlineData("async x", "SyntaxError", "invalid syntax", 1, 7, 1, 8, "async x\n")]
    [InlineData("lambda: (yield) = 1", "SyntaxError", "cannot assign to lambda", 1, 1, 1, 16, "lambda: (yield) = 1\n")]
    [InlineData("a := 1", "SyntaxError", "invalid syntax", 1, 3, 1, 5, "a := 1\n")]
    [InlineData("(a.b := 1)", "SyntaxError", "cannot use assignment expressions with attribute", 1, 2, 1, 5, "(a.b := 1)\n")]
    [InlineData("def f(a=1, b): pass", "SyntaxError", "parameter without a default follows parameter with a default", 1, 12, 1, 13, "def f(a=1, b): pass\n")]
    [InlineData("def f(a=): pass", "SyntaxError", "expected default value expression", 1, 8, 1, 9, "def f(a=): pass\n")]
    [InlineData("x = 'abc", "SyntaxError", "unterminated string literal (detected at line 1)", 1, 5, 1, 5, "x = 'abc")]
    [InlineData("x = {'a': 1 'b'}", "SyntaxError", "invalid syntax. Perhaps you forgot a comma?", 1, 11, 1, 16, "x = {'a': 1 'b'}\n")]
    [InlineData("exec 'x'", "SyntaxError", "Missing parentheses in call to 'exec'. Did you mean exec(...)?", 1, 1, 1, 9, "exec 'x'\n")]
    [InlineData("return 1 +", "SyntaxError", "invalid syntax", 1, 11, 1, 12, "return 1 +\n")]
    [InlineData("global x.y", "SyntaxError", "invalid syntax", 1, 9, 1, 10, "global x.y\n")]
    [InlineData("nonlocal 1", "SyntaxError", "invalid syntax", 1, 10, 1, 11, "nonlocal 1\n")]
    [InlineData("@", "SyntaxError", "invalid syntax", 1, 2, 1, 3, "@\n")]
    [InlineData("@x\n1", "SyntaxError", "invalid syntax", 2, 1, 2, 2, "1\n")]
    [InlineData("else:", "SyntaxError", "invalid syntax", 1, 1, 1, 5, "else:\n")]
    [InlineData("a = b = 1 = c", "SyntaxError", "cannot assign to literal", 1, 9, 1, 10, "a = b = 1 = c\n")]
    [InlineData("None = 1", "SyntaxError", "cannot assign to None", 1, 1, 1, 5, "None = 1\n")]
    [InlineData("x = ...= 2", "SyntaxError", "cannot assign to ellipsis", 1, 5, 1, 8, "x = ...= 2\n")]
    [InlineData("for x y in z: pass", "SyntaxError", "invalid syntax", 1, 7, 1, 8, "for x y in z: pass\n")]
    [InlineData("[x for x y]", "SyntaxError", "'in' expected after for-loop variables", 1, 10, 1, 11, "[x for x y]\n")]
    [InlineData("with a, b,: pass", "SyntaxError", "invalid syntax", 1, 11, 1, 12, "with a, b,: pass\n")]
    [InlineData("with (a, b)\n  pass", "SyntaxError", "expected ':'", 1, 12, 1, 13, "with (a, b)\n")]
    [InlineData("try:\n  a\nexcept:\n", "IndentationError", "expected an indented block after 'except' statement on line 3", 3, 8, 3, -1, "except:\n")]
    [InlineData("f(x for x in y, 1)", "SyntaxError", "Generator expression must be parenthesized", 1, 3, 1, 15, "f(x for x in y, 1)\n")]
    [InlineData("f(1, x for x in y)", "SyntaxError", "Generator expression must be parenthesized", 1, 6, 1, 18, "f(1, x for x in y)\n")]
    [InlineData("f(a, *b, **c, *d)", "SyntaxError", "iterable argument unpacking follows keyword argument unpacking", 1, 13, 1, 17, "f(a, *b, **c, *d)\n")]
    [InlineData("a<>b", "SyntaxError", "invalid syntax", 1, 2, 1, 4, "a<>b\n")]
    [InlineData("x = '\u00e9' y", "SyntaxError", "invalid syntax", 1, 9, 1, 10, "x = '\u00e9' y\n")]
    [InlineData("\u00e9 \u00e8", "SyntaxError", "invalid syntax", 1, 3, 1, 4, "\u00e9 \u00e8\n")]
    public void Reports(string source, string kind, string message, int line, int offset, int endLine, int endOffset, string text)
    {
        var error = Fail(source);
        Assert.Equal(
            (kind, message, line, offset, endLine, endOffset, text),
            (error.Kind.ToString(), error.Message, error.Line, error.Offset, error.EndLine, error.EndOffset, error.Text));
    }

    [Fact]
    public void IncompleteInputIsToldApart()
    {
        var options = new ParseOptions { AllowIncompleteInput = true };
        Assert.Equal(SyntaxErrorKind.IncompleteInput, Fail("if x:\n", ParseMode.Module, options).Kind);
        Assert.Equal(SyntaxErrorKind.IncompleteInput, Fail("x = '''a", ParseMode.Module, options).Kind);
        Assert.Equal(SyntaxErrorKind.SyntaxError, Fail("x = )", ParseMode.Module, options).Kind);
    }

    [Fact]
    public void DeepNestingIsAnErrorAndNoCrash()
    {
        Assert.Equal(SyntaxErrorKind.StackOverflow, Fail(new string('-', 100_000) + "1").Kind);
        Assert.Equal("too many nested parentheses", Fail(new string('(', 100_000)).Message);
    }

    [Fact]
    public void HugeDecimalLiteral()
    {
        Assert.StartsWith("Exceeds the limit (4300 digits) for integer string conversion: value has 4301 digits;", Fail(new string('1', 4301)).Message);
        PythonParser.Parse(Text.FromUtf16(new string('1', 4300)), ParseMode.Expression, new ParseOptions());
    }

    [Fact]
    public void FeatureVersion()
    {
        var error = Fail("match x:\n  case 1: pass\n", ParseMode.Module, new ParseOptions { FeatureVersion = 9 });
        Assert.Equal("Pattern matching is only supported in Python 3.10 and greater", error.Message);
    }

    [Fact]
    public void SourceMustBeUtf8()
    {
        var error = Assert.Throws<SyntaxErrorException>(() =>
            PythonParser.Parse("x = '\xf6'\n"u8.ToArray().Select(b => b == 0xC3 ? (byte)0xF6 : b).ToArray(), ParseMode.Module, new ParseOptions()));
        Assert.Equal(
            "Non-UTF-8 code starting with '\\xf6' on line 1, but no encoding declared; see https://peps.python.org/pep-0263/ for details",
            error.Message);
    }
}
