using System.Runtime.CompilerServices;
using System.Text;
using Krait.Syntax.Ast;

namespace Krait.Syntax;

/// <summary>
/// The fast pass: recursive descent that builds the tree and, where the source is wrong, stops at the first token that does not fit
/// (<see cref="ParseFailure"/>). What is wrong with it is then found out by <see cref="ErrorParser"/>.
/// </summary>
internal sealed partial class Parser
{
    private const int MaxDepth = 6000;

    private readonly TokenStream _stream;
    private readonly ParseOptions _options;
    private readonly List<Stmt> _statements = [];
    private readonly List<Expr> _expressions = [];
    private int _pos;
    private int _depth;

    public Parser(TokenStream stream, ParseOptions options)
    {
        _stream = stream;
        _options = options;
    }

    /// <summary>The last token that the parser has looked at.</summary>
    public int Farthest { get; private set; }

    private Tok Kind => _stream.KindAt(_pos);

    private ref Token Current => ref _stream.At(_pos);

    private ref Token Previous => ref _stream.At(_pos - 1);

    public Mod ParseModule()
    {
        var body = Kind == Tok.EndMarker ? [] : Statements();
        Expect(Tok.EndMarker);
        return new ModuleMod(body, _stream.TypeIgnores.ToArray());
    }

    public Mod ParseInteractive()
    {
        switch (Kind)
        {
            case Tok.Newline:
                var span = Current;
                _pos++;
                return new InteractiveMod([new PassStmt(new SourceSpan(span.Line, span.Column, span.Line, span.Column))]);
            case Tok.EndMarker:
                throw Failure();
        }
        var mark = _statements.Count;
        if (Statement())
            Expect(Tok.Newline);
        return new InteractiveMod(TakeStatements(mark));
    }

    public Mod ParseExpression()
    {
        var body = Expressions();
        while (Accept(Tok.Newline))
        {
        }
        Expect(Tok.EndMarker);
        return new ExpressionMod(body);
    }

    public Mod ParseFunctionType()
    {
        Expect(Tok.LPar);
        var mark = _expressions.Count;
        if (Kind != Tok.RPar)
            TypeExpressions();
        Expect(Tok.RPar);
        var args = TakeExpressions(mark);
        Expect(Tok.RArrow);
        var returns = Expression();
        while (Accept(Tok.Newline))
        {
        }
        Expect(Tok.EndMarker);
        return new FunctionTypeMod(args, returns);
    }

    private void TypeExpressions()
    {
        while (Kind is not (Tok.Star or Tok.DoubleStar))
        {
            _expressions.Add(Expression());
            if (!Accept(Tok.Comma))
                return;
        }
        if (Accept(Tok.Star))
        {
            _expressions.Add(Expression());
            if (!Accept(Tok.Comma))
                return;
        }
        Expect(Tok.DoubleStar);
        _expressions.Add(Expression());
    }

    private bool Accept(Tok kind)
    {
        if (Kind != kind)
            return false;
        _pos++;
        return true;
    }

    private void Expect(Tok kind)
    {
        if (Kind != kind)
            throw Failure();
        _pos++;
    }

    /// <summary>Takes a token that nothing else could stand for: another one is an error at once, in words of its own.</summary>
    private void ExpectForced(Tok kind, string text)
    {
        if (Kind != kind)
            throw _stream.ErrorAt(Current, $"expected '{text}'");
        _pos++;
    }

    /// <summary>The token after the current one.</summary>
    private Tok Ahead => _stream.KindAt(_pos + 1);

    private ParseFailure Failure()
    {
        _stream.KindAt(_pos);
        if (_pos > Farthest)
            Farthest = _pos;
        return ParseFailure.Instance;
    }

    private void Enter()
    {
        if (++_depth > MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw _stream.StackOverflow();
    }

    private void CheckVersion(int version, string what)
    {
        if (_options.FeatureVersion < version)
            throw _stream.Error($"{what} only supported in Python 3.{version} and greater");
    }

    private string Name()
    {
        if (Kind != Tok.Name)
            throw Failure();
        return _stream.NameAt(_pos++);
    }

    private bool IsName(int position, ReadOnlySpan<byte> text) =>
        _stream.KindAt(position) == Tok.Name && _stream.BytesAt(position).SequenceEqual(text);

    private SourceSpan SpanOf(int token)
    {
        ref var t = ref _stream.At(token);
        return new SourceSpan(t.Line, t.Column, t.EndLine, t.EndColumn);
    }

    /// <summary>From the token at <paramref name="first"/> to the last one taken.</summary>
    private SourceSpan From(int first)
    {
        ref var a = ref _stream.At(first);
        ref var b = ref Previous;
        return new SourceSpan(a.Line, a.Column, b.EndLine, b.EndColumn);
    }

    private SourceSpan From(SourceSpan first)
    {
        ref var b = ref Previous;
        return new SourceSpan(first.Line, first.Column, b.EndLine, b.EndColumn);
    }

    /// <summary>As <see cref="From(int)"/>, without the line breaks and dedents at the end.</summary>
    private SourceSpan FromWithBlock(int first)
    {
        var last = _pos - 1;
        while (last > first && _stream.At(last).Kind is Tok.EndMarker or Tok.Newline or Tok.Indent or Tok.Dedent)
            last--;
        ref var a = ref _stream.At(first);
        ref var b = ref _stream.At(last);
        return new SourceSpan(a.Line, a.Column, b.EndLine, b.EndColumn);
    }

    private Stmt[] TakeStatements(int mark)
    {
        var count = _statements.Count - mark;
        var result = new Stmt[count];
        _statements.CopyTo(mark, result, 0, count);
        _statements.RemoveRange(mark, count);
        return result;
    }

    private Expr[] TakeExpressions(int mark)
    {
        var count = _expressions.Count - mark;
        if (count == 0)
            return [];
        var result = new Expr[count];
        _expressions.CopyTo(mark, result, 0, count);
        _expressions.RemoveRange(mark, count);
        return result;
    }
}

/// <summary>The fast pass met a token that does not fit.</summary>
internal sealed class ParseFailure : Exception
{
    public static readonly ParseFailure Instance = new();
}
