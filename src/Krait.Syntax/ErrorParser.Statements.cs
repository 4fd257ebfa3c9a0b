using Krait.Syntax.Ast;

namespace Krait.Syntax;

internal sealed partial class ErrorParser
{
    private bool Statements() => Some(Statement);

    private bool Statement() => CompoundStatement() || SimpleStatements();

    private bool SimpleStatements() =>
        Sequence(() => SimpleStatement() && Kind != Tok.Semi && Take(Tok.Newline))
        || Sequence(() => SimpleStatement()
            && Any(() => Take(Tok.Semi) && SimpleStatement())
            && Maybe(() => Take(Tok.Semi))
            && Take(Tok.Newline));

    private bool Block() => Remember(Rule.Block, () =>
    {
        if (Sequence(() => Take(Tok.Newline) && Take(Tok.Indent) && Statements() && Take(Tok.Dedent)) || SimpleStatements())
            return true;
        if (_raising && Take(Tok.Newline) && Kind != Tok.Indent)
            throw IndentationError("expected an indented block");
        return false;
    });

    private bool SimpleStatement() => Remember(Rule.SimpleStatement, () =>
    {
        if (Assignment() || Sequence(TypeAlias))
            return true;
        if (Kind is Tok.KwImport or Tok.KwFrom)
            return ImportStatement();
        if (StarExpressions() is not null)
            return true;
        switch (Kind)
        {
            case Tok.KwReturn:
                _pos++;
                StarExpressions();
                return true;
            case Tok.KwRaise:
                return Raise();
            case Tok.KwPass or Tok.KwBreak or Tok.KwContinue:
                _pos++;
                return true;
            case Tok.KwDel:
                return Delete();
            case Tok.KwYield:
                return Yield() is not null;
            case Tok.KwAssert:
                _pos++;
                return IsExpression() && Maybe(() => Take(Tok.Comma) && IsExpression());
            case Tok.KwGlobal or Tok.KwNonlocal:
                _pos++;
                return Gather(TakeName);
            default:
                return false;
        }
    });

    private bool TypeAlias() =>
        TakeWord("type"u8) && TakeName() && TypeParameters() && Take(Tok.Equal) && IsExpression();

    private bool Assignment()
    {
        if (Sequence(() => TakeName() && Take(Tok.Colon) && IsExpression() && Maybe(() => Take(Tok.Equal) && AnnotatedRhs() is not null)))
            return true;
        if (Sequence(() =>
            (Sequence(() => Take(Tok.LPar) && SingleTarget() && Take(Tok.RPar)) || SubscriptOrAttributeTarget())
            && Take(Tok.Colon) && IsExpression() && Maybe(() => Take(Tok.Equal) && AnnotatedRhs() is not null)))
            return true;
        if (Sequence(() =>
            Some(() => StarTargets() && Take(Tok.Equal)) && AnnotatedRhs() is not null && Kind != Tok.Equal && Maybe(() => Take(Tok.TypeComment))))
            return true;
        var start = _pos;
        if (SingleTarget() && AugmentedOperator())
        {
            // Nothing else is tried once the operator is there.
            if (AnnotatedRhs() is not null)
                return true;
            _pos = start;
            return false;
        }
        _pos = start;
        if (_raising)
            InvalidAssignment();
        _pos = start;
        return false;
    }

    private bool AugmentedOperator()
    {
        if (Kind is Tok.DoubleSlashEqual or Tok.DoubleStarEqual or Tok.AtEqual or (>= Tok.PlusEqual and <= Tok.RightShiftEqual))
        {
            _pos++;
            return true;
        }
        return false;
    }

    private void InvalidAssignment()
    {
        var start = _pos;
        if (InvalidAnnotationTarget() is { } target && Take(Tok.Colon) && IsExpression())
            throw stream.ErrorAt(target.Span, $"only single target (not {NameOf(target)}) can be annotated");
        _pos = start;
        if (StarNamedExpression() is { } first && Take(Tok.Comma) && Any(StarNamedExpressions) && Take(Tok.Colon) && IsExpression())
            throw stream.ErrorAt(first.Span, "only single target (not tuple) can be annotated");
        _pos = start;
        if (Expression() is { } annotated && Take(Tok.Colon) && IsExpression())
            throw stream.ErrorAt(annotated.Span, "illegal target for annotation");
        _pos = start;
        Any(() => StarTargets() && Take(Tok.Equal));
        if (StarExpressions() is { } value && Take(Tok.Equal))
        {
            CheckTarget(Targets.Star, value);
            return;
        }
        _pos = start;
        Any(() => StarTargets() && Take(Tok.Equal));
        if (Yield() is { } yielded && Take(Tok.Equal))
            throw stream.ErrorAt(yielded.Span, "assignment to yield expression not possible");
        _pos = start;
        if (StarExpressions() is { } augmented && AugmentedOperator() && AnnotatedRhs() is not null)
            throw stream.ErrorAt(augmented.Span, $"'{NameOf(augmented)}' is an illegal expression for augmented assignment");
    }

    private Expr? InvalidAnnotationTarget()
    {
        if ((List() ?? Tuple()) is { } found)
            return found;
        var start = _pos;
        if (Take(Tok.LPar) && InvalidAnnotationTarget() is { } inner && Take(Tok.RPar))
            return inner;
        _pos = start;
        return null;
    }

    private Expr? AnnotatedRhs() => Yield() ?? StarExpressions();

    private bool Raise()
    {
        _pos++;
        if (Sequence(() => IsExpression() && Take(Tok.KwFrom) && IsExpression()))
            return true;
        Expression();
        return true;
    }

    private bool Delete()
    {
        var start = _pos++;
        if (Sequence(() => DelTargets() && Kind is Tok.Semi or Tok.Newline))
            return true;
        if (_raising && StarExpressions() is { } value)
            CheckTarget(Targets.Del, value);
        _pos = start;
        return false;
    }

    private bool ImportStatement() => Remember(Rule.Import, () =>
    {
        var start = _pos;
        if (_raising)
        {
            if (Take(Tok.KwImport) && Gather(DottedName) && Take(Tok.KwFrom) && DottedName())
                throw ErrorFromToken(start, "Did you mean to use 'from ... import ...' instead?");
            _pos = start;
            if (Take(Tok.KwImport) && Kind == Tok.Newline)
            {
                _pos++;
                throw ErrorFromToken(_pos - 1, "Expected one or more names after 'import'");
            }
            _pos = start;
        }
        if (Sequence(() => Take(Tok.KwImport) && Gather(DottedAsName)))
            return true;
        if (Sequence(() => Take(Tok.KwFrom) && Any(Dots) && DottedName() && Take(Tok.KwImport) && ImportTargets()))
            return true;
        return Sequence(() => Take(Tok.KwFrom) && Some(Dots) && Take(Tok.KwImport) && ImportTargets());
    });

    private bool Dots() => Take(Tok.Dot) || Take(Tok.Ellipsis);

    private bool DottedName() => TakeName() && Any(() => Take(Tok.Dot) && TakeName());

    private bool DottedAsName()
    {
        var start = _pos;
        if (_raising && DottedName())
            InvalidImportTarget();
        _pos = start;
        return DottedName() && Maybe(() => Take(Tok.KwAs) && TakeName());
    }

    private bool ImportFromAsName()
    {
        var start = _pos;
        if (_raising && TakeName())
            InvalidImportTarget();
        _pos = start;
        return TakeName() && Maybe(() => Take(Tok.KwAs) && TakeName());
    }

    private void InvalidImportTarget()
    {
        if (Take(Tok.KwAs)
            && !Looks(() => TakeName() && Kind is Tok.Comma or Tok.RPar or Tok.Semi or Tok.Newline)
            && Expression() is { } target)
        {
            throw stream.ErrorAt(target.Span, $"cannot use {NameOf(target)} as import target");
        }
    }

    private bool ImportTargets()
    {
        if (Sequence(() => Take(Tok.LPar) && Gather(ImportFromAsName) && Maybe(() => Take(Tok.Comma)) && Take(Tok.RPar)))
            return true;
        if (Sequence(() => Gather(ImportFromAsName) && Kind != Tok.Comma) || Take(Tok.Star))
            return true;
        if (!_raising)
            return false;
        var start = _pos;
        if (Gather(ImportFromAsName) && Take(Tok.Comma) && Take(Tok.Newline))
            throw stream.Error("trailing comma not allowed without surrounding parentheses");
        _pos = start;
        if (Take(Tok.Newline))
            throw ErrorFromToken(start, "Expected one or more names after 'import'");
        return false;
    }
}
