using Xunit;

namespace Krait.Compiler.Tests;

/// <summary>Errors and warnings of the compiler have CPython's words and places.</summary>
public sealed class ErrorTests
{
    [Theory]
    [InlineData("return 1\n", "'return' outside function", 1, 1, 9)]
    [InlineData("break\n", "'break' outside loop", 1, 1, 6)]
    [InlineData("continue\n", "'continue' not properly in loop", 1, 1, 9)]
    [InlineData("def f(x, x): pass\n", "duplicate argument 'x' in function definition", 1, 10, 11)]
    [InlineData("def f(x):\n    global x\n", "name 'x' is parameter and global", 2, 5, 13)]
    [InlineData("def f():\n    nonlocal y\n", "no binding for nonlocal 'y' found", 2, 5, 15)]
    [InlineData("nonlocal z\n", "nonlocal declaration not allowed at module level", 1, 1, 11)]
    [InlineData("def f():\n    await x\n", "'await' outside async function", 2, 5, 12)]
    [InlineData("def f():\n    from a import *\n", "import * only allowed at module level", 2, 19, 20)]
    [InlineData("a, *b, *c = d\n", "multiple starred expressions in assignment", 1, 1, 10)]
    [InlineData("from __future__ import braces\n", "not a chance", 1, 24, 30)]
    [InlineData("[(i := 1) for i in x]\n", "assignment expression cannot rebind comprehension iteration variable 'i'", 1, 3, 4)]
    [InlineData("type X = (yield)\n", "yield expression cannot be used within a type alias", 1, 11, 16)]
    [InlineData("__debug__ = 1\n", "cannot assign to __debug__", 1, 1, 10)]
    public void Errors(string source, string message, int line, int offset, int endOffset)
    {
        var error = Source.Error(source);
        Assert.Equal((message, line, offset, endOffset), (error.Message, error.Line, error.Offset, error.EndOffset));
    }

    [Theory]
    [InlineData("x is 1\n", "\"is\" with 'int' literal. Did you mean \"==\"?", 1)]
    [InlineData("(1, 2)(3)\n", "'tuple' object is not callable; perhaps you missed a comma?", 1)]
    [InlineData("[1, 2]['a']\n", "list indices must be integers or slices, not str; perhaps you missed a comma?", 1)]
    [InlineData("assert (1, 'x')\n", "assertion is always true, perhaps remove parentheses?", 1)]
    [InlineData("def f():\n    try: pass\n    finally:\n        return 1\n", "'return' in a 'finally' block", 4)]
    [InlineData("try: pass\nfinally:\n    x is 1\n", "\"is\" with 'int' literal. Did you mean \"==\"?", 3)]
    public void WarningsAreGivenOnce(string source, string message, int line)
    {
        var warnings = new Warnings();
        Source.Compile(source, warnings: warnings);
        Assert.Equal([(message, line)], warnings.Items);
    }
}
