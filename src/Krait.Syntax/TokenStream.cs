using System.Text;
using Krait.Syntax.Ast;

namespace Krait.Syntax;

/// <summary>The tokens of a source, read as far as a parser has asked for them, and the errors that name a place among them.</summary>
internal sealed partial class TokenStream
{
    private readonly Tokenizer _tokenizer;
    private readonly ParseOptions _options;
    private readonly ParseMode _mode;
    private readonly NameTable _names = new();
    private Token[] _tokens;
    private bool _started;

    public TokenStream(Tokenizer tokenizer, ParseMode mode, ParseOptions options)
    {
        _tokenizer = tokenizer;
        _mode = mode;
        _options = options;
        Barry = options.FutureBarryAsBdfl;
        _tokens = new Token[Math.Clamp(tokenizer.Length / 6, 16, 1 << 20)];
    }

    public Tokenizer Tokenizer => _tokenizer;
    public ParseOptions Options => _options;
    public ParseMode Mode => _mode;
    public List<TypeIgnore> TypeIgnores { get; } = [];

    /// <summary>How many tokens have been read.</summary>
    public int Count { get; private set; }

    /// <summary>True while a piece of source is tried that may be read again in another way.</summary>
    public bool Speculating { get; set; }

    /// <summary>True in the second pass, which gives no warnings.</summary>
    public bool ErrorPass { get; set; }

    public Tok KindAt(int position)
    {
        while (position >= Count)
            Fill();
        return _tokens[position].Kind;
    }

    public ref Token At(int position)
    {
        while (position >= Count)
            Fill();
        return ref _tokens[position];
    }

    public ReadOnlySpan<byte> BytesAt(int position)
    {
        ref var token = ref _tokens[position];
        return _tokenizer.Buffer.AsSpan(token.Start, token.End - token.Start);
    }

    public ReadOnlySpan<byte> Bytes(int start, int end) => _tokenizer.Buffer.AsSpan(start, end - start);

    public string TextOf(in Token token) => Encoding.UTF8.GetString(_tokenizer.Buffer, token.Start, token.End - token.Start);

    /// <summary>The identifier at <paramref name="position"/>, in normalization form KC; equal ones are the same string.</summary>
    public string NameAt(int position)
    {
        var bytes = BytesAt(position);
        Span<char> chars = bytes.Length <= 256 ? stackalloc char[bytes.Length] : new char[bytes.Length];
        var length = Encoding.UTF8.GetChars(bytes, chars);
        var name = chars[..length];
        if (length != bytes.Length)
        {
            name = Normalization.Nfkc(name.ToString()).ToCharArray();
            if (name is "True" or "False" or "None")
                throw Located(SyntaxErrorKind.ConstantAsName, $"identifier field can't represent '{name}' constant", 0, 0, 0, 0);
        }
        return _names.Get(name);
    }

    private void Fill()
    {
        if (Count == _tokens.Length)
        {
            // The framework's resize of an array of structs is not precompiled.
            var grown = new Token[Count * 2];
            Array.Copy(_tokens, grown, Count);
            _tokens = grown;
        }
        ref var token = ref _tokens[Count];
        _tokenizer.Next(ref token);
        while (token.Kind == Tok.TypeIgnore)
        {
            TypeIgnores.Add(new TypeIgnore(token.Line, TextOf(token)));
            _tokenizer.Next(ref token);
        }
        if (_mode == ParseMode.Interactive && token.Kind == Tok.EndMarker && _started)
        {
            token.Kind = Tok.Newline;
            _started = false;
            if (!_options.DontImplyDedent)
                _tokenizer.ImplyDedents();
        }
        else
        {
            _started = true;
        }
        Count++;
        if (token.Kind == Tok.ErrorToken)
            throw TokenizerError();
    }

    /// <summary>The same source from its beginning, for the second pass.</summary>
    public TokenStream Restart() =>
        new(new Tokenizer(_tokenizer.Buffer, _tokenizer.Length, _options) { ReportWarnings = false }, _mode, _options)
        {
            ErrorPass = true,
            Barry = Barry,
        };

    /// <summary>Set by <c>from __future__ import barry_as_FLUFL</c>.</summary>
    public bool Barry { get; set; }

    /// <summary>The source ended, in the middle of a string or elsewhere.</summary>
    public bool AtEnd => _tokenizer.Done is Done.Eof or Done.EofInString or Done.EolInString;

    /// <summary>The tokenizer has neither failed nor come to the end.</summary>
    public bool CanReadOn => _tokenizer.Done == Done.Ok;

    /// <summary>Whether the token is the operator that means "not equal" here: <c>!=</c>, or <c>&lt;&gt;</c> under PEP 401.</summary>
    public bool IsRightNotEqual(int position)
    {
        var diamond = BytesAt(position)[0] == '<';
        if (!Barry)
            return !diamond;
        return diamond ? true : throw Error("with Barry as BDFL, use '<>' instead of '!='");
    }

    /// <summary>After an interactive statement: whether more than blanks and comments follow it.</summary>
    public bool HasMoreThanOneStatement()
    {
        var rest = _tokenizer.Buffer.AsSpan(_tokenizer.Cursor, _tokenizer.Length - _tokenizer.Cursor);
        while (!rest.IsEmpty)
        {
            if (rest[0] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\f')
            {
                rest = rest[1..];
                continue;
            }
            if (rest[0] != '#')
                return true;
            var end = rest.IndexOf((byte)'\n');
            rest = end < 0 ? default : rest[end..];
        }
        return false;
    }
}
