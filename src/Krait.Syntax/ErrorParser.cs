using System.Runtime.CompilerServices;
using Krait.Syntax.Ast;

namespace Krait.Syntax;

/// <summary>
/// The second pass over a source that the fast one could not parse: finds the words for what is wrong.
/// It reads as a parsing expression grammar does, with alternatives tried in order and taken back, because CPython's messages are
/// alternatives among the others and the first that fits is raised. A method that fails leaves the position where it was.
/// </summary>
internal sealed partial class ErrorParser(TokenStream stream, ParseOptions options)
{
    private readonly Dictionary<(Rule Rule, int Position), (object? Result, int End)> _memo = [];
    private int _pos;
    private int _depth;

    /// <summary>False while a piece is only tried and its own errors do not count.</summary>
    private bool _raising = true;

    /// <summary>The rules whose results are kept by position. A result found without raising counts for later, too.</summary>
    private enum Rule
    {
        SimpleStatement,
        Import,
        Block,
        Expression,
        StarExpression,
        Disjunction,
        Conjunction,
        Inversion,
        BitwiseOr,
        BitwiseXor,
        BitwiseAnd,
        Shift,
        Sum,
        Term,
        Factor,
        AwaitPrimary,
        Primary,
        TargetPrimary,
        Strings,
        Arguments,
        StarTarget,
        TargetWithStarAtom,
        DelTarget,
        ClosedPattern,
        StarPattern,
        TypeParameter,
        NamedExpressionError,
        TString,
    }

    /// <summary>The error; the token at <paramref name="failed"/> is the one where the fast pass stopped.</summary>
    public SyntaxErrorException Explain(int failed)
    {
        stream.At(failed);
        try
        {
            Start();
        }
        catch (SyntaxErrorException error)
        {
            return error.Kind != SyntaxErrorKind.StackOverflow && stream.CanReadOn ? stream.PreferTokenizerErrors(error) : error;
        }
        var last = stream.At(failed);
        if (last.Kind is Tok.Indent or Tok.Dedent)
            return stream.Error(last.Kind == Tok.Indent ? "unexpected indent" : "unexpected unindent", SyntaxErrorKind.IndentationError);
        return stream.PreferTokenizerErrors(stream.ErrorAt(last, "invalid syntax"));
    }

    private void Start()
    {
        switch (stream.Mode)
        {
            case ParseMode.Module:
                Statements();
                break;
            case ParseMode.Interactive:
                var single = CompoundStatement() && Take(Tok.Newline);
                _pos = single ? _pos : 0;
                _ = single || SimpleStatements();
                break;
            case ParseMode.Expression:
                Expressions();
                break;
            default:
                _ = Take(Tok.LPar) && Maybe(TypeExpressions) && Take(Tok.RPar) && Take(Tok.RArrow) && Expression() is not null;
                break;
        }
    }

    private bool TypeExpressions()
    {
        var start = _pos;
        if (Gather(IsExpression))
        {
            Maybe(() => Take(Tok.Comma) && Take(Tok.Star) && IsExpression());
            Maybe(() => Take(Tok.Comma) && Take(Tok.DoubleStar) && IsExpression());
            return true;
        }
        _pos = start;
        return Sequence(() => Take(Tok.Star) && IsExpression() && Maybe(() => Take(Tok.Comma) && Take(Tok.DoubleStar) && IsExpression()))
            || Sequence(() => Take(Tok.DoubleStar) && IsExpression());
    }

    private Tok Kind => stream.KindAt(_pos);

    private bool Take(Tok kind)
    {
        if (stream.KindAt(_pos) != kind)
            return false;
        _pos++;
        return true;
    }

    private bool TakeName() => Take(Tok.Name);

    private bool TakeWord(ReadOnlySpan<byte> word)
    {
        if (Kind != Tok.Name || !stream.BytesAt(_pos).SequenceEqual(word))
            return false;
        _pos++;
        return true;
    }

    /// <summary>Runs <paramref name="parts"/>; takes everything back if it fails.</summary>
    private bool Sequence(Func<bool> parts)
    {
        var start = _pos;
        if (parts())
            return true;
        _pos = start;
        return false;
    }

    private bool Maybe(Func<bool> parts)
    {
        Sequence(parts);
        return true;
    }

    private bool Looks(Func<bool> parts)
    {
        var start = _pos;
        var result = parts();
        _pos = start;
        return result;
    }

    private bool Any(Func<bool> item)
    {
        while (Sequence(item))
        {
        }
        return true;
    }

    private bool Some(Func<bool> item) => Sequence(item) && Any(item);

    /// <summary>Items with commas between them.</summary>
    private bool Gather(Func<bool> item) => Sequence(item) && Any(() => Take(Tok.Comma) && item());

    private T? Remember<T>(Rule rule, Func<T?> parse)
        where T : class
    {
        var start = _pos;
        if (_memo.TryGetValue((rule, start), out var known))
        {
            _pos = known.End;
            return (T?)known.Result;
        }
        Enter();
        var result = parse();
        _depth--;
        if (result is null)
            _pos = start;
        _memo[(rule, start)] = (result, _pos);
        return result;
    }

    private bool Remember(Rule rule, Func<bool> parse) => Remember(rule, () => parse() ? this : null) is not null;

    private void Enter()
    {
        if (++_depth > 20000 || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw stream.StackOverflow();
    }

    private SourceSpan From(int first)
    {
        ref var a = ref stream.At(first);
        ref var b = ref stream.At(_pos - 1);
        return new SourceSpan(a.Line, a.Column, b.EndLine, b.EndColumn);
    }

    private SourceSpan SpanOf(int token)
    {
        ref var t = ref stream.At(token);
        return new SourceSpan(t.Line, t.Column, t.EndLine, t.EndColumn);
    }

    private SyntaxErrorException ErrorAtToken(int token, string message) => stream.ErrorAt(SpanOf(token), message);

    private SyntaxErrorException ErrorOver(int first, int last, string message) =>
        stream.ErrorAt(SourceSpan.Cover(SpanOf(first), SpanOf(last)), message);

    private SyntaxErrorException ErrorOver(SourceSpan first, SourceSpan last, string message) =>
        stream.ErrorAt(SourceSpan.Cover(first, last), message);

    private SyntaxErrorException ErrorFromToken(int token, string message)
    {
        var t = stream.At(token);
        return stream.ErrorFrom(t.Line, t.Column, message);
    }

    /// <summary>An error at the token that comes next.</summary>
    private SyntaxErrorException ErrorAtNext(string message) => stream.ErrorAtLast(stream.At(_pos), message);

    private SyntaxErrorException IndentationError(string message) => stream.Error(message, SyntaxErrorKind.IndentationError);

    private void ExpectForced(Tok kind, string text)
    {
        if (!Take(kind))
            throw stream.ErrorAt(stream.At(_pos), $"expected '{text}'");
    }

    /// <summary>The words that messages have for a kind of expression.</summary>
    private static string NameOf(Expr e) => e switch
    {
        AttributeExpr => "attribute",
        SubscriptExpr => "subscript",
        StarredExpr => "starred",
        NameExpr => "name",
        ListExpr => "list",
        TupleExpr => "tuple",
        LambdaExpr => "lambda",
        CallExpr => "function call",
        BoolOpExpr or BinOpExpr or UnaryOpExpr => "expression",
        GeneratorExpExpr => "generator expression",
        YieldExpr or YieldFromExpr => "yield expression",
        AwaitExpr => "await expression",
        ListCompExpr => "list comprehension",
        SetCompExpr => "set comprehension",
        DictCompExpr => "dict comprehension",
        DictExpr => "dict literal",
        SetExpr => "set display",
        JoinedStrExpr or FormattedValueExpr => "f-string expression",
        TemplateStrExpr or InterpolationExpr => "t-string expression",
        CompareExpr => "comparison",
        IfExpExpr => "conditional expression",
        NamedExpr => "named expression",
        ConstantExpr { Value: NoneConstant } => "None",
        ConstantExpr { Value: BoolConstant { Value: true } } => "True",
        ConstantExpr { Value: BoolConstant } => "False",
        ConstantExpr { Value: EllipsisConstant } => "ellipsis",
        _ => "literal",
    };

    private enum Targets
    {
        Star,
        Del,
        For,
    }

    /// <summary>Raises if there is something in the expression that cannot be a target.</summary>
    private void CheckTarget(Targets kind, Expr expression)
    {
        if (InvalidTarget(kind, expression) is { } bad)
            throw stream.ErrorAt(bad.Span, (kind == Targets.Del ? "cannot delete " : "cannot assign to ") + NameOf(bad));
    }

    private static Expr? InvalidTarget(Targets kind, Expr e)
    {
        switch (e)
        {
            case ListExpr list:
                return InvalidTarget(kind, list.Elts);
            case TupleExpr tuple:
                return InvalidTarget(kind, tuple.Elts);
            case StarredExpr starred:
                return kind == Targets.Del ? e : InvalidTarget(kind, starred.Value);
            case CompareExpr compare when kind == Targets.For:
                // "a in b" of "for a in b" has been read as a comparison.
                return compare.Ops[0] == ComparisonOperator.In ? InvalidTarget(kind, compare.Left) : null;
            case NameExpr or SubscriptExpr or AttributeExpr:
                return null;
            default:
                return e;
        }
    }

    private static Expr? InvalidTarget(Targets kind, Expr[] elements)
    {
        foreach (var element in elements)
        {
            if (InvalidTarget(kind, element) is { } bad)
                return bad;
        }
        return null;
    }
}
