using Krait.Runtime;
using Krait.Syntax.Ast;

namespace Krait.Modules.Ast;

internal sealed partial class TreeValidator
{
    private void Statements(Stmt?[] statements)
    {
        foreach (var statement in statements)
            Statement(statement ?? throw Errors.Value("None disallowed in statement list"));
    }

    private void Body(Stmt[] body, string owner)
    {
        NotEmpty(body, "body", owner);
        Statements(body);
    }

    private void Statement(Stmt statement)
    {
        Positions(statement);
        Enter();
        if (!Definition(statement) && !Assignment(statement) && !Compound(statement))
            Simple(statement);
    }

    private bool Definition(Stmt statement)
    {
        switch (statement)
        {
            case FunctionDefStmt function:
                Function(function.Body, "FunctionDef", function.TypeParams, function.Args, function.DecoratorList, function.Returns);
                return true;
            case AsyncFunctionDefStmt function:
                Function(function.Body, "AsyncFunctionDef", function.TypeParams, function.Args, function.DecoratorList, function.Returns);
                return true;
            case ClassDefStmt cls:
                Body(cls.Body, "ClassDef");
                TypeParams(cls.TypeParams);
                Expressions(cls.Bases, ExprContext.Load);
                Keywords(cls.Keywords);
                Expressions(cls.DecoratorList, ExprContext.Load);
                return true;
            default:
                return false;
        }
    }

    private void Function(Stmt[] body, string owner, TypeParam[] typeParams, Arguments args, Expr[] decorators, Expr? returns)
    {
        Body(body, owner);
        TypeParams(typeParams);
        Arguments(args);
        Expressions(decorators, ExprContext.Load);
        Optional(returns);
    }

    private bool Assignment(Stmt statement)
    {
        switch (statement)
        {
            case DeleteStmt delete:
                NotEmpty(delete.Targets, "targets", "Delete");
                Expressions(delete.Targets, ExprContext.Del);
                return true;
            case AssignStmt assign:
                NotEmpty(assign.Targets, "targets", "Assign");
                Expressions(assign.Targets, ExprContext.Store);
                Load(assign.Value);
                return true;
            case AugAssignStmt augmented:
                Expression(augmented.Target, ExprContext.Store);
                Load(augmented.Value);
                return true;
            case AnnAssignStmt annotated:
                if (annotated.Target is not NameExpr && annotated.Simple != 0)
                    throw Errors.Type("AnnAssign with simple non-Name target");
                Expression(annotated.Target, ExprContext.Store);
                Optional(annotated.Value);
                Load(annotated.Annotation);
                return true;
            case TypeAliasStmt alias:
                if (alias.Name is not NameExpr)
                    throw Errors.Type("TypeAlias with non-Name name");
                Expression(alias.Name, ExprContext.Store);
                TypeParams(alias.TypeParams);
                Load(alias.Value);
                return true;
            default:
                return false;
        }
    }

    private bool Compound(Stmt statement)
    {
        switch (statement)
        {
            case ForStmt loop:
                Loop(loop.Target, loop.Iter, loop.Body, loop.Orelse, "For");
                return true;
            case AsyncForStmt loop:
                Loop(loop.Target, loop.Iter, loop.Body, loop.Orelse, "AsyncFor");
                return true;
            case WhileStmt loop:
                Load(loop.Test);
                Body(loop.Body, "While");
                Statements(loop.Orelse);
                return true;
            case IfStmt condition:
                Load(condition.Test);
                Body(condition.Body, "If");
                Statements(condition.Orelse);
                return true;
            case WithStmt with:
                With(with.Items, with.Body, "With");
                return true;
            case AsyncWithStmt with:
                With(with.Items, with.Body, "AsyncWith");
                return true;
            case MatchStmt match:
                Match(match);
                return true;
            case TryStmt attempt:
                Try(attempt.Body, attempt.Handlers, attempt.Orelse, attempt.Finalbody, "Try");
                return true;
            case TryStarStmt attempt:
                Try(attempt.Body, attempt.Handlers, attempt.Orelse, attempt.Finalbody, "TryStar");
                return true;
            default:
                return false;
        }
    }

    private void Loop(Expr target, Expr iter, Stmt[] body, Stmt[] orelse, string owner)
    {
        Expression(target, ExprContext.Store);
        Load(iter);
        Body(body, owner);
        Statements(orelse);
    }

    private void With(WithItem[] items, Stmt[] body, string owner)
    {
        NotEmpty(items, "items", owner);
        foreach (var item in items)
        {
            Load(item.ContextExpr);
            if (item.OptionalVars is { } target)
                Expression(target, ExprContext.Store);
        }
        Body(body, owner);
    }

    private void Match(MatchStmt match)
    {
        Load(match.Subject);
        NotEmpty(match.Cases, "cases", "Match");
        foreach (var matchCase in match.Cases)
        {
            Pattern(matchCase.Pattern, starAllowed: false);
            Optional(matchCase.Guard);
            Body(matchCase.Body, "match_case");
        }
    }

    private void Try(Stmt[] body, ExceptHandler[] handlers, Stmt[] orelse, Stmt[] finalbody, string owner)
    {
        Body(body, owner);
        if (handlers.Length == 0 && finalbody.Length == 0)
            throw Errors.Value($"{owner} has neither except handlers nor finalbody");
        if (handlers.Length == 0 && orelse.Length > 0)
            throw Errors.Value($"{owner} has orelse but no except handlers");
        foreach (var handler in handlers)
        {
            Positions(handler);
            Optional(handler.Type);
            Body(handler.Body, "ExceptHandler");
        }
        Statements(finalbody);
        Statements(orelse);
    }

    private void Simple(Stmt statement)
    {
        switch (statement)
        {
            case ReturnStmt result:
                Optional(result.Value);
                break;
            case RaiseStmt raise:
                if (raise.Exc is null && raise.Cause is not null)
                    throw Errors.Value("Raise with cause but no exception");
                Optional(raise.Exc);
                Optional(raise.Cause);
                break;
            case AssertStmt assertion:
                Load(assertion.Test);
                Optional(assertion.Msg);
                break;
            case ImportStmt import:
                NotEmpty(import.Names, "names", "Import");
                break;
            case ImportFromStmt import:
                if (import.Level < 0)
                    throw Errors.Value("Negative ImportFrom level");
                NotEmpty(import.Names, "names", "ImportFrom");
                break;
            case GlobalStmt global:
                NotEmpty(global.Names, "names", "Global");
                break;
            case NonlocalStmt nonlocal:
                NotEmpty(nonlocal.Names, "names", "Nonlocal");
                break;
            case ExprStmt expression:
                Load(expression.Value);
                break;
        }
    }
}
