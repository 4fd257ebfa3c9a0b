using Krait.Syntax.Ast;

namespace Krait.Syntax;

internal sealed partial class ErrorParser
{
    private bool CompoundStatement()
    {
        var kind = Kind;
        var isAsync = kind == Tok.KwAsync;
        if ((kind is Tok.KwDef or Tok.At || isAsync) && Sequence(() => Maybe(Decorators) && FunctionDef()))
            return true;
        if (kind == Tok.KwIf && Sequence(() => If("if")))
            return true;
        if (kind is Tok.KwClass or Tok.At && Sequence(() => Maybe(Decorators) && ClassDef()))
            return true;
        if ((kind == Tok.KwWith || isAsync) && Sequence(With))
            return true;
        if ((kind == Tok.KwFor || isAsync) && Sequence(For))
            return true;
        if (kind == Tok.KwTry && Sequence(Try))
            return true;
        if (kind == Tok.KwWhile && Sequence(While))
            return true;
        return Sequence(Match);
    }

    private bool Decorators() => Some(() => Take(Tok.At) && NamedExpression() is not null && Take(Tok.Newline));

    /// <summary>At a colon, a line break and no indent; the rest of the rule stands before it.</summary>
    private bool BlockMissing() => Take(Tok.Colon) && Take(Tok.Newline) && Kind != Tok.Indent;

    private SyntaxErrorException NoBlock(string what, int keyword) =>
        IndentationError($"expected an indented block after {what} on line {stream.At(keyword).Line}");

    private bool MaybeAsync()
    {
        Take(Tok.KwAsync);
        return true;
    }

    private bool ClassDef()
    {
        var start = _pos;
        if (_raising)
        {
            if (ClassHead() && Take(Tok.Newline))
                throw stream.Error("expected ':'");
            _pos = start;
            if (ClassHead() && BlockMissing())
                throw NoBlock("class definition", start);
            _pos = start;
        }
        return Sequence(() => ClassHead() && Take(Tok.Colon) && Block());
    }

    private bool ClassHead() =>
        Take(Tok.KwClass) && TakeName() && TypeParameters()
        && Maybe(() => Take(Tok.LPar) && (Arguments() is not null || true) && Take(Tok.RPar));

    private bool FunctionDef()
    {
        var start = _pos;
        if (_raising)
        {
            var def = Kind == Tok.KwAsync ? _pos + 1 : _pos;
            if (MaybeAsync() && DefHead(false) && BlockMissing())
                throw NoBlock("function definition", def);
            _pos = start;
            if (MaybeAsync() && DefHead(true))
            {
                ExpectForced(Tok.Colon, ":");
                _ = Maybe(FunctionTypeComment) && Block();
            }
            _pos = start;
        }
        return Sequence(() => MaybeAsync() && DefHead(false) && Take(Tok.Colon) && Maybe(FunctionTypeComment) && Block());
    }

    private bool DefHead(bool forced)
    {
        if (!(Take(Tok.KwDef) && TakeName() && TypeParameters()))
            return false;
        if (forced)
            ExpectForced(Tok.LPar, "(");
        else if (!Take(Tok.LPar))
            return false;
        Parameters(DefParameters);
        return Take(Tok.RPar) && Maybe(() => Take(Tok.RArrow) && IsExpression());
    }

    private bool FunctionTypeComment()
    {
        if (Sequence(() => Take(Tok.Newline) && Take(Tok.TypeComment) && Looks(() => Take(Tok.Newline) && Take(Tok.Indent))))
            return true;
        var start = _pos;
        if (_raising && Take(Tok.TypeComment) && Take(Tok.Newline) && Take(Tok.TypeComment) && Take(Tok.Newline) && Take(Tok.Indent))
            throw stream.Error("Cannot have two type comments on def");
        _pos = start;
        return Take(Tok.TypeComment);
    }

    private bool If(string keyword)
    {
        var start = _pos;
        var kind = keyword == "if" ? Tok.KwIf : Tok.KwElif;
        if (_raising)
        {
            if (Take(kind) && NamedExpression() is not null && Take(Tok.Newline))
                throw stream.Error("expected ':'");
            _pos = start;
            if (Take(kind) && NamedExpression() is not null && BlockMissing())
                throw NoBlock($"'{keyword}' statement", start);
            _pos = start;
        }
        Enter();
        var result = Sequence(() => Take(kind) && NamedExpression() is not null && Take(Tok.Colon) && Block() && If("elif"))
            || Sequence(() => Take(kind) && NamedExpression() is not null && Take(Tok.Colon) && Block() && Maybe(Else));
        _depth--;
        return result;
    }

    private bool Else()
    {
        var start = _pos;
        if (_raising)
        {
            if (Take(Tok.KwElse) && BlockMissing())
                throw NoBlock("'else' statement", start);
            _pos = start;
            if (Take(Tok.KwElse) && Take(Tok.Colon) && Block() && Take(Tok.KwElif))
                throw stream.Error("'elif' block follows an 'else' block");
            _pos = start;
        }
        if (!Take(Tok.KwElse))
            return false;
        ExpectForced(Tok.Colon, ":");
        return Block();
    }

    private bool While()
    {
        var start = _pos;
        if (_raising)
        {
            if (Take(Tok.KwWhile) && NamedExpression() is not null && Take(Tok.Newline))
                throw stream.Error("expected ':'");
            _pos = start;
            if (Take(Tok.KwWhile) && NamedExpression() is not null && BlockMissing())
                throw NoBlock("'while' statement", start);
            _pos = start;
        }
        return Take(Tok.KwWhile) && NamedExpression() is not null && Take(Tok.Colon) && Block() && Maybe(Else);
    }

    private bool For()
    {
        var start = _pos;
        var keyword = Kind == Tok.KwAsync ? _pos + 1 : _pos;
        if (_raising)
        {
            if (ForHead() && Take(Tok.Newline))
                throw stream.Error("expected ':'");
            _pos = start;
            if (ForHead() && BlockMissing())
                throw NoBlock("'for' statement", keyword);
            _pos = start;
        }
        if (Take(keyword == start ? Tok.KwFor : Tok.KwAsync) && (keyword == start || Take(Tok.KwFor)) && StarTargets() && Take(Tok.KwIn))
        {
            // After "in" there is no way back to the other readings.
            return StarExpressions() is not null && Take(Tok.Colon) && Maybe(() => Take(Tok.TypeComment)) && Block() && Maybe(Else);
        }
        _pos = start;
        if (_raising)
            InvalidForTarget();
        return false;
    }

    private bool ForHead() =>
        MaybeAsync() && Take(Tok.KwFor) && StarTargets() && Take(Tok.KwIn) && StarExpressions() is not null;

    private void InvalidForTarget()
    {
        var start = _pos;
        if (MaybeAsync() && Take(Tok.KwFor) && StarExpressions() is { } target)
            CheckTarget(Targets.For, target);
        _pos = start;
    }

    private bool With()
    {
        var start = _pos;
        var keyword = Kind == Tok.KwAsync ? _pos + 1 : _pos;
        if (_raising)
        {
            if (MaybeAsync() && Take(Tok.KwWith) && Gather(LooseItem) && BlockMissing())
                throw NoBlock("'with' statement", keyword);
            _pos = start;
            if (MaybeAsync() && Take(Tok.KwWith) && LooseItemsInParentheses() && BlockMissing())
                throw NoBlock("'with' statement", keyword);
            _pos = start;
        }
        if (Sequence(() => MaybeAsync() && Take(Tok.KwWith) && Take(Tok.LPar) && Gather(WithItem) && Maybe(() => Take(Tok.Comma))
            && Take(Tok.RPar) && Take(Tok.Colon) && Maybe(() => Take(Tok.TypeComment)) && Block()))
            return true;
        if (Sequence(() => MaybeAsync() && Take(Tok.KwWith) && Gather(WithItem) && Take(Tok.Colon)
            && Maybe(() => Take(Tok.TypeComment)) && Block()))
            return true;
        if (_raising)
            InvalidWith(start);
        return false;
    }

    private void InvalidWith(int start)
    {
        if (MaybeAsync() && Take(Tok.KwWith) && Gather(LooseItem) && Take(Tok.Newline))
            throw stream.Error("expected ':'");
        _pos = start;
        if (MaybeAsync() && Take(Tok.KwWith) && LooseItemsInParentheses() && Take(Tok.Newline))
            throw stream.Error("expected ':'");
        _pos = start;
    }

    private bool LooseItem() => IsExpression() && Maybe(() => Take(Tok.KwAs) && StarTarget());

    private bool LooseItemsInParentheses() =>
        Take(Tok.LPar) && Gather(() => Expressions() is not null && Maybe(() => Take(Tok.KwAs) && StarTarget()))
        && Maybe(() => Take(Tok.Comma)) && Take(Tok.RPar);

    private bool WithItem()
    {
        if (Sequence(() => IsExpression() && Take(Tok.KwAs) && StarTarget() && AtItemEnd()))
            return true;
        var start = _pos;
        if (_raising && IsExpression() && Take(Tok.KwAs) && Expression() is { } target && AtItemEnd())
            CheckTarget(Targets.Star, target);
        _pos = start;
        return IsExpression();
    }

    private bool AtItemEnd() => Kind is Tok.Comma or Tok.RPar or Tok.Colon;

    private bool Try()
    {
        var start = _pos;
        if (_raising)
            InvalidTry(start);
        if (!Take(Tok.KwTry))
            return false;
        ExpectForced(Tok.Colon, ":");
        var body = _pos;
        if (Block() && Finally())
            return true;
        _pos = body;
        if (Block() && Some(Except) && Maybe(Else) && Maybe(Finally))
            return true;
        _pos = body;
        return Block() && Some(ExceptStar) && Maybe(Else) && Maybe(Finally);
    }

    private void InvalidTry(int start)
    {
        if (Take(Tok.KwTry) && BlockMissing())
            throw NoBlock("'try' statement", start);
        _pos = start;
        if (Take(Tok.KwTry) && Take(Tok.Colon) && Block() && Kind is not (Tok.KwExcept or Tok.KwFinally))
            throw stream.Error("expected 'except' or 'finally' block");
        const string Both = "cannot have both 'except' and 'except*' on the same 'try'";
        _pos = start;
        if (Take(Tok.KwTry) && Take(Tok.Colon) && Any(Block) && Some(Except))
        {
            var except = _pos;
            if (Take(Tok.KwExcept) && Take(Tok.Star) && IsExpression() && MaybeAsName() && Take(Tok.Colon))
                throw ErrorOver(except, except + 1, Both);
        }
        _pos = start;
        if (Take(Tok.KwTry) && Take(Tok.Colon) && Any(Block) && Some(ExceptStar))
        {
            var except = _pos;
            if (Take(Tok.KwExcept) && Maybe(() => IsExpression() && MaybeAsName()) && Take(Tok.Colon))
                throw ErrorAtToken(except, Both);
        }
        _pos = start;
    }

    private bool MaybeAsName() => Maybe(() => Take(Tok.KwAs) && TakeName());

    private bool Finally()
    {
        var start = _pos;
        if (_raising && Take(Tok.KwFinally) && BlockMissing())
            throw NoBlock("'finally' statement", start);
        _pos = start;
        if (!Take(Tok.KwFinally))
            return false;
        ExpectForced(Tok.Colon, ":");
        return Block();
    }

    private bool Except()
    {
        var start = _pos;
        if (_raising)
        {
            if (Take(Tok.KwExcept) && IsExpression() && MaybeAsName() && BlockMissing())
                throw NoBlock("'except' statement", start);
            _pos = start;
            if (Take(Tok.KwExcept) && BlockMissing())
                throw NoBlock("'except' statement", start);
            _pos = start;
        }
        if (Sequence(() => Take(Tok.KwExcept) && IsExpression() && Take(Tok.Colon) && Block())
            || Sequence(() => Take(Tok.KwExcept) && IsExpression() && Take(Tok.KwAs) && TakeName() && Take(Tok.Colon) && Block())
            || Sequence(() => Take(Tok.KwExcept) && Expressions() is not null && Take(Tok.Colon) && Block())
            || Sequence(() => Take(Tok.KwExcept) && Take(Tok.Colon) && Block()))
            return true;
        if (_raising)
            InvalidExcept(start, false);
        return false;
    }

    private bool ExceptStar()
    {
        var start = _pos;
        if (_raising)
        {
            if (ExceptAndStar() && IsExpression() && MaybeAsName() && BlockMissing())
                throw NoBlock("'except*' statement", start);
            _pos = start;
        }
        if (Sequence(() => ExceptAndStar() && IsExpression() && Take(Tok.Colon) && Block())
            || Sequence(() => ExceptAndStar() && IsExpression() && Take(Tok.KwAs) && TakeName() && Take(Tok.Colon) && Block())
            || Sequence(() => ExceptAndStar() && Expressions() is not null && Take(Tok.Colon) && Block()))
            return true;
        if (_raising)
            InvalidExcept(start, true);
        return false;
    }

    private bool ExceptAndStar() => Take(Tok.KwExcept) && Take(Tok.Star);

    private void InvalidExcept(int start, bool star)
    {
        bool Head() => star ? ExceptAndStar() : Take(Tok.KwExcept);
        if (Head() && Expression() is { } first && Take(Tok.Comma) && Expressions() is not null && Take(Tok.KwAs) && TakeName() && Take(Tok.Colon))
        {
            throw stream.ErrorFrom(
                first.Span.Line, first.Span.Column, "multiple exception types must be parenthesized when using 'as'");
        }
        _pos = start;
        if (Head() && IsExpression() && MaybeAsName() && Take(Tok.Newline))
            throw stream.Error("expected ':'");
        _pos = start;
        if (Head())
        {
            if (!star && Take(Tok.Newline))
                throw stream.Error("expected ':'");
            if (star && (Take(Tok.Newline) || Take(Tok.Colon)))
                throw stream.Error("expected one or more exception types");
        }
        _pos = start;
        if (Head() && IsExpression() && Take(Tok.KwAs) && Expression() is { } target && Take(Tok.Colon) && Block())
            throw stream.ErrorAt(target.Span, $"cannot use except{(star ? "*" : "")} statement with {NameOf(target)}");
        _pos = start;
    }

    private bool TypeParameters() => Maybe(() =>
    {
        if (_raising && Kind == Tok.LSqb && stream.KindAt(_pos + 1) == Tok.RSqb)
        {
            _pos += 2;
            throw ErrorFromToken(_pos - 1, "Type parameter list cannot be empty");
        }
        return Take(Tok.LSqb) && Gather(TypeParameter) && Maybe(() => Take(Tok.Comma)) && Take(Tok.RSqb);
    });

    private bool TypeParameter() => Remember(Rule.TypeParameter, () =>
    {
        if (Sequence(() => TakeName() && Maybe(() => Take(Tok.Colon) && IsExpression()) && Maybe(() => Take(Tok.Equal) && IsExpression())))
            return true;
        var start = _pos;
        if (_raising && Kind is Tok.Star or Tok.DoubleStar)
        {
            var what = Kind == Tok.Star ? "TypeVarTuple" : "ParamSpec";
            _pos++;
            var colon = _pos + 1;
            if (TakeName() && Take(Tok.Colon) && Expression() is { } bound)
                throw ErrorFromToken(colon, $"cannot use {(bound is TupleExpr ? "constraints" : "bound")} with {what}");
            _pos = start;
        }
        return Sequence(() => Take(Tok.Star) && TakeName() && Maybe(() => Take(Tok.Equal) && StarExpression() is not null))
            || Sequence(() => Take(Tok.DoubleStar) && TakeName() && Maybe(() => Take(Tok.Equal) && IsExpression()));
    });
}
