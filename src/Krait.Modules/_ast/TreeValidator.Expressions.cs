using Krait.Runtime;
using Krait.Syntax.Ast;

namespace Krait.Modules.Ast;

internal sealed partial class TreeValidator
{
    private void Optional(Expr? expression)
    {
        if (expression is not null)
            Expression(expression, ExprContext.Load);
    }

    private void Load(Expr expression) => Expression(expression, ExprContext.Load);

    private void Expressions(Expr?[] expressions, ExprContext context, bool nullAllowed = false)
    {
        foreach (var expression in expressions)
        {
            if (expression is not null)
                Expression(expression, context);
            else if (!nullAllowed)
                throw Errors.Value("None disallowed in expression list");
        }
    }

    private void Expression(Expr expression, ExprContext context)
    {
        Positions(expression);
        Enter();
        ExprContext? actual = expression switch
        {
            AttributeExpr attribute => attribute.Ctx,
            SubscriptExpr subscript => subscript.Ctx,
            StarredExpr starred => starred.Ctx,
            NameExpr name => name.Ctx,
            ListExpr list => list.Ctx,
            TupleExpr tuple => tuple.Ctx,
            _ => null,
        };
        if (expression is NameExpr identifier)
            Name(identifier.Id);
        if (actual is null && context != ExprContext.Load)
            throw Errors.Value($"expression which can't be assigned to in {context} context");
        if (actual is not null && actual != context)
            throw Errors.Value($"expression must have {context} context but has {actual} instead");
        if (!Targets(expression, context) && !Displays(expression))
            Operations(expression);
    }

    private bool Targets(Expr expression, ExprContext context)
    {
        switch (expression)
        {
            case NameExpr:
                return true;
            case AttributeExpr attribute:
                Load(attribute.Value);
                return true;
            case SubscriptExpr subscript:
                Load(subscript.Slice);
                Load(subscript.Value);
                return true;
            case StarredExpr starred:
                Expression(starred.Value, context);
                return true;
            case ListExpr list:
                Expressions(list.Elts, context);
                return true;
            case TupleExpr tuple:
                Expressions(tuple.Elts, context);
                return true;
            default:
                return false;
        }
    }

    private bool Displays(Expr expression)
    {
        switch (expression)
        {
            case DictExpr dict:
                if (dict.Keys.Length != dict.Values.Length)
                    throw Errors.Value("Dict doesn't have the same number of keys as values");
                // A key that is None stands for **mapping.
                Expressions(dict.Keys, ExprContext.Load, nullAllowed: true);
                Expressions(dict.Values, ExprContext.Load);
                return true;
            case SetExpr set:
                Expressions(set.Elts, ExprContext.Load);
                return true;
            case ListCompExpr list:
                Generators(list.Generators);
                Load(list.Elt);
                return true;
            case SetCompExpr set:
                Generators(set.Generators);
                Load(set.Elt);
                return true;
            case GeneratorExpExpr generator:
                Generators(generator.Generators);
                Load(generator.Elt);
                return true;
            case DictCompExpr dict:
                Generators(dict.Generators);
                Load(dict.Key);
                Load(dict.Value);
                return true;
            case JoinedStrExpr joined:
                Expressions(joined.Values, ExprContext.Load);
                return true;
            case TemplateStrExpr template:
                Expressions(template.Values, ExprContext.Load);
                return true;
            case FormattedValueExpr formatted:
                Load(formatted.Value);
                Optional(formatted.FormatSpec);
                return true;
            case InterpolationExpr interpolation:
                Constant(interpolation.Str);
                Load(interpolation.Value);
                Optional(interpolation.FormatSpec);
                return true;
            default:
                return false;
        }
    }

    private void Operations(Expr expression)
    {
        switch (expression)
        {
            case ConstantExpr constant:
                Constant(constant.Value);
                break;
            case BoolOpExpr boolean:
                if (boolean.Values.Length < 2)
                    throw Errors.Value("BoolOp with less than 2 values");
                Expressions(boolean.Values, ExprContext.Load);
                break;
            case BinOpExpr binary:
                Load(binary.Left);
                Load(binary.Right);
                break;
            case UnaryOpExpr unary:
                Load(unary.Operand);
                break;
            case LambdaExpr lambda:
                Arguments(lambda.Args);
                Load(lambda.Body);
                break;
            case IfExpExpr conditional:
                Load(conditional.Test);
                Load(conditional.Body);
                Load(conditional.Orelse);
                break;
            case YieldExpr yield:
                Optional(yield.Value);
                break;
            case YieldFromExpr from:
                Load(from.Value);
                break;
            case AwaitExpr awaiting:
                Load(awaiting.Value);
                break;
            case CompareExpr compare:
                if (compare.Comparators.Length == 0)
                    throw Errors.Value("Compare with no comparators");
                if (compare.Comparators.Length != compare.Ops.Length)
                    throw Errors.Value("Compare has a different number of comparators and operands");
                Expressions(compare.Comparators, ExprContext.Load);
                Load(compare.Left);
                break;
            case CallExpr call:
                Load(call.Func);
                Expressions(call.Args, ExprContext.Load);
                Keywords(call.Keywords);
                break;
            case SliceExpr slice:
                Optional(slice.Lower);
                Optional(slice.Upper);
                Optional(slice.Step);
                break;
            case NamedExpr named:
                if (named.Target is not NameExpr)
                    throw Errors.Type("NamedExpr target must be a Name");
                Load(named.Value);
                break;
        }
    }

    private void Generators(Comprehension[] generators)
    {
        if (generators.Length == 0)
            throw Errors.Value("comprehension with no generators");
        foreach (var generator in generators)
        {
            Expression(generator.Target, ExprContext.Store);
            Load(generator.Iter);
            Expressions(generator.Ifs, ExprContext.Load);
        }
    }
}
