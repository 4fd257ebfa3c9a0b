using Xunit;

namespace Krait.Syntax.Tests;

/// <summary>The tokens that <c>tokenize</c> shows.</summary>
public sealed class TokenizerTests
{
    private static List<TokenInfo> Tokens(string source, bool extra = true)
    {
        var position = 0;
        var tokenizer = new PythonTokenizer(
            () =>
            {
                if (position >= source.Length)
                    return null;
                var end = source.IndexOf('\n', position);
                end = end < 0 ? source.Length : end + 1;
                var line = source[position..end];
                position = end;
                return Text.FromUtf16(line);
            },
            extra);
        var tokens = new List<TokenInfo>();
        while (tokenizer.TryNext(out var token))
            tokens.Add(token);
        return tokens;
    }

    [Fact]
    public void CommentsAndLineBreaks() => Assert.Equal(
        [
            new(TokenKind.Name, "x", 1, 0, 1, 1, "x # c\n"),
            new(TokenKind.Comment, "# c", 1, 2, 1, 5, "x # c\n"),
            new(TokenKind.Newline, "\n", 1, 5, 1, 6, "x # c\n"),
            new(TokenKind.NL, "\n", 2, 0, 2, 1, "\n"),
            new(TokenKind.Op, "(", 3, 0, 3, 1, "(\n"),
            new(TokenKind.NL, "\n", 3, 1, 3, 2, "(\n"),
            new(TokenKind.Op, ")", 4, 0, 4, 1, ")"),
            new(TokenKind.Newline, "", 4, 1, 4, 2, ")"),
            new(TokenKind.EndMarker, "", 5, 0, 5, 0, ""),
        ],
        Tokens("x # c\n\n(\n)"));

    [Fact]
    public void Indentation() => Assert.Equal(
        [TokenKind.Name, TokenKind.Name, TokenKind.Op, TokenKind.Newline, TokenKind.Indent, TokenKind.Name, TokenKind.Newline,
            TokenKind.Dedent, TokenKind.EndMarker],
        Tokens("if x:\n  y\n").Select(t => t.Kind));

    [Fact]
    public void FStrings() => Assert.Equal(
        ["f'", "a{", "{", "b", "!", "r", ":", ">", "{", "c", "}", "", "}", "'", "\n", ""],
        Tokens("f'a{{{b!r:>{c}}'\n").Select(t => t.Text));

    [Fact]
    public void ColumnsAreCodePoints()
    {
        var tokens = Tokens("é = '€' + b\n");
        Assert.Equal((4, 7), (tokens[2].Column, tokens[2].EndColumn));
        Assert.Equal((10, 11), (tokens[4].Column, tokens[4].EndColumn));
    }

    [Fact]
    public void ExactKinds() => Assert.Equal(
        [TokenKind.Name, TokenKind.ColonEqual, TokenKind.Number, TokenKind.Newline, TokenKind.EndMarker],
        Tokens("x := 1\n", extra: false).Select(t => t.Kind));

    [Fact]
    public void EndsWithinBrackets()
    {
        var error = Assert.Throws<SyntaxErrorException>(() => Tokens("("));
        Assert.Equal(("unexpected EOF in multi-line statement", 1, 0), (error.Message, error.Line, error.Offset));
    }
}
