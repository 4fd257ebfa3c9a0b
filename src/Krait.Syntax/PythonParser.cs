using System.Text;
using Krait.Syntax.Ast;

namespace Krait.Syntax;

/// <summary>Reads Python source text into a syntax tree.</summary>
public static class PythonParser
{
    /// <summary>Parses source text; its lines may end in <c>\n</c>, <c>\r\n</c> or <c>\r</c>.</summary>
    /// <exception cref="SyntaxErrorException">The text is no Python.</exception>
    /// <exception cref="SourceSurrogateException">The text has a lone surrogate.</exception>
    public static Mod Parse(Text source, ParseMode mode, ParseOptions options)
    {
        var bytes = SourceReader.Encode(source, out var length);
        return Parse(bytes, length, mode, options);
    }

    /// <summary>Parses source bytes, in UTF-8 or in the encoding that a cookie on one of the first two lines names (PEP 263).</summary>
    /// <exception cref="SyntaxErrorException">The bytes are no Python.</exception>
    public static Mod Parse(ReadOnlySpan<byte> source, ParseMode mode, ParseOptions options)
    {
        // What comes first in a file counts: bytes of a wrong encoding on a later line are not looked at any more.
        var zero = options.FromFile ? source.IndexOf((byte)0) : -1;
        if (zero >= 0 && System.Text.Unicode.Utf8.IsValid(source[..zero]))
            throw NullByte(source[..zero], options);
        var bytes = SourceReader.Decode(source, options, out var length);
        return Parse(bytes, length, mode, options);
    }

    /// <summary>A line of source bytes with its line break, decoded as for <see cref="Parse(ReadOnlySpan{byte}, ParseMode, ParseOptions)"/>; null for none.</summary>
    public static string? LineOf(ReadOnlySpan<byte> source, int number, ParseOptions options)
    {
        byte[] bytes;
        int length;
        try
        {
            bytes = SourceReader.Decode(source, options, out length);
        }
        catch (SyntaxErrorException)
        {
            return null;
        }
        var rest = bytes.AsSpan(0, length);
        for (var i = 1; i < number; i++)
        {
            var next = rest.IndexOf((byte)'\n') + 1;
            if (next == 0)
                return null;
            rest = rest[next..];
        }
        var end = rest.IndexOf((byte)'\n') + 1;
        return Encoding.UTF8.GetString(end == 0 ? rest : rest[..end]);
    }

    private static Mod Parse(byte[] source, int length, ParseMode mode, ParseOptions options)
    {
        length = SourceReader.TranslateNewlines(ref source, length, mode == ParseMode.Module);
        var zero = source.AsSpan(0, length).IndexOf((byte)0);
        if (zero >= 0)
            throw NullByte(source.AsSpan(0, zero), options);
        var stream = new TokenStream(new Tokenizer(source, length, options), mode, options);
        try
        {
            return Run(stream, mode, options);
        }
        catch (SyntaxErrorException error)
        {
            error.FromParser = true;
            if (!options.FromFile)
                error.SourceText = Encoding.UTF8.GetString(source, 0, length);
            throw;
        }
    }

    /// <param name="before">The source in front of the null byte.</param>
    private static SyntaxErrorException NullByte(ReadOnlySpan<byte> before, ParseOptions options)
    {
        if (!options.FromFile)
        {
            return new SyntaxErrorException(
                SyntaxErrorKind.SyntaxError, "source code string cannot contain null bytes", options.Filename, -1, -1, -1, -1, null);
        }
        var line = before.Count((byte)'\n') + 1;
        var text = Encoding.UTF8.GetString(before[(before.LastIndexOf((byte)'\n') + 1)..]);
        return new SyntaxErrorException(SyntaxErrorKind.SyntaxError, "source code cannot contain null bytes", options.Filename, line, 0, line, 0, text);
    }

    private static Mod Run(TokenStream stream, ParseMode mode, ParseOptions options)
    {
        var parser = new Parser(stream, options);
        try
        {
            var tree = mode switch
            {
                ParseMode.Module => parser.ParseModule(),
                ParseMode.Interactive => parser.ParseInteractive(),
                ParseMode.Expression => parser.ParseExpression(),
                _ => parser.ParseFunctionType(),
            };
            if (mode != ParseMode.Interactive || !stream.HasMoreThanOneStatement())
                return tree;
        }
        catch (SyntaxErrorException error) when (error.Kind != SyntaxErrorKind.StackOverflow)
        {
            if (options.AllowIncompleteInput && stream.AtEnd)
                throw stream.Error("incomplete input", SyntaxErrorKind.IncompleteInput);
            if (stream.CanReadOn)
                throw stream.PreferTokenizerErrors(error);
            throw;
        }
        catch (ParseFailure)
        {
            if (options.AllowIncompleteInput && stream.AtEnd)
                throw stream.Error("incomplete input", SyntaxErrorKind.IncompleteInput);
            return Explain(stream, parser.Farthest, options);
        }
        throw stream.Error("multiple statements found while compiling a single statement");
    }

    private static Mod Explain(TokenStream stream, int failed, ParseOptions options)
    {
        // The second pass starts with what the first one has looked at and no more: some errors are reported at the last token read.
        var again = stream.Restart();
        throw new ErrorParser(again, options).Explain(failed);
    }
}
