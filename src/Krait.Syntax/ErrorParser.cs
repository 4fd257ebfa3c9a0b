namespace Krait.Syntax;

/// <summary>The second pass over a source that the fast one could not parse: finds the words for what is wrong.</summary>
internal sealed partial class ErrorParser(TokenStream stream, ParseOptions options)
{
    /// <summary>The error; the token at <paramref name="failed"/> is the one where the fast pass stopped.</summary>
    public SyntaxErrorException Explain(int failed)
    {
        _ = options;
        var token = stream.At(failed);
        return stream.ErrorAt(token, "invalid syntax");
    }
}
