using Krait.Syntax.Ast;

namespace Krait.Syntax;

internal sealed partial class Parser
{
    /// <summary>The parameters of a function (<paramref name="end"/> is a bracket) or of a lambda (a colon), up to the end.</summary>
    private Arguments Parameters(Tok end)
    {
        var isDef = end == Tok.RPar;
        if (Kind == end)
            return new Arguments([], [], null, [], [], null, []);
        List<Arg> positionalOnly = [], args = [], keywordOnly = [];
        List<Expr> defaults = [];
        List<Expr?> keywordDefaults = [];
        Arg? vararg = null, kwarg = null;
        bool star = false, slash = false;
        while (Kind != end)
        {
            if (Kind == Tok.Slash)
            {
                if (slash || star || args.Count == 0)
                    throw Failure();
                slash = true;
                _pos++;
                (positionalOnly, args) = (args, []);
                CheckVersion(8, "Positional-only parameters are");
                NextParameter(end);
            }
            else if (Kind == Tok.Star)
            {
                if (star)
                    throw Failure();
                star = true;
                _pos++;
                if (Kind == Tok.Comma)
                {
                    _pos++;
                    if (Kind != Tok.Name)
                        throw Failure();
                    continue;
                }
                vararg = Parameter(isDef, isDef, end);
            }
            else if (Kind == Tok.DoubleStar)
            {
                _pos++;
                kwarg = Parameter(isDef, false, end);
                if (Kind != end)
                    throw Failure();
            }
            else
            {
                PlainParameter(isDef, end, star, args, defaults, keywordOnly, keywordDefaults);
            }
        }
        return new Arguments(
            positionalOnly.ToArray(), args.ToArray(), vararg, keywordOnly.ToArray(), keywordDefaults.ToArray(), kwarg, defaults.ToArray());
    }

    private void PlainParameter(
        bool isDef, Tok end, bool star, List<Arg> args, List<Expr> defaults, List<Arg> keywordOnly, List<Expr?> keywordDefaults)
    {
        var arg = ParameterName(isDef, false);
        var value = Accept(Tok.Equal) ? Expression() : null;
        NextParameter(end);
        AddTypeComment(arg, isDef);
        if (star)
        {
            keywordOnly.Add(arg);
            keywordDefaults.Add(value);
            return;
        }
        if (value is not null)
            defaults.Add(value);
        else if (defaults.Count > 0)
            throw Failure();
        args.Add(arg);
    }

    private Arg Parameter(bool isDef, bool starAnnotation, Tok end)
    {
        var arg = ParameterName(isDef, starAnnotation);
        NextParameter(end);
        AddTypeComment(arg, isDef);
        return arg;
    }

    private Arg ParameterName(bool isDef, bool starAnnotation)
    {
        var first = _pos;
        var name = Name();
        Expr? annotation = null;
        if (isDef && Accept(Tok.Colon))
            annotation = starAnnotation ? StarExpression() : Expression();
        return new Arg(name, annotation, null, From(first));
    }

    private void NextParameter(Tok end)
    {
        if (Kind == Tok.TypeComment && Ahead == end)
            return;
        if (!Accept(Tok.Comma) && Kind != end)
            throw Failure();
    }

    private void AddTypeComment(Arg arg, bool isDef)
    {
        if (isDef && Kind == Tok.TypeComment)
            arg.TypeComment = TypeComment();
    }
}
