using Krait.Syntax;
using Krait.Syntax.Ast;

namespace Krait.Compiler;

internal sealed partial class TreeOptimizer
{
    private void Fold(Expr[] expressions)
    {
        for (var i = 0; i < expressions.Length; i++)
            expressions[i] = Fold(expressions[i]);
    }

    private void FoldOptionals(Expr?[] expressions)
    {
        for (var i = 0; i < expressions.Length; i++)
            expressions[i] = FoldOptional(expressions[i]);
    }

    private Expr? FoldOptional(Expr? expression) => expression is null ? null : Fold(expression);

    private void Fold(Keyword[] keywords)
    {
        foreach (var keyword in keywords)
            keyword.Value = Fold(keyword.Value);
    }

    private Expr Fold(Expr expression)
    {
        switch (expression)
        {
            case NameExpr { Id: "__debug__", Ctx: ExprContext.Load } e:
                return new ConstantExpr(options.OptimizationLevel == 0 ? ConstantValue.True : ConstantValue.False, null, e.Span);
            case NameExpr or ConstantExpr:
                return expression;
            case BinOpExpr e:
                return FoldBinary(e);
            default:
                EnsureStack();
                FoldChildren(expression);
                return expression;
        }
    }

    private Expr FoldBinary(BinOpExpr binary)
    {
        // Long sums lean to the left: go down that side in a loop.
        var chain = new Stack<BinOpExpr>();
        Expr result = binary;
        for (; result is BinOpExpr e; result = e.Left)
            chain.Push(e);
        EnsureStack();
        result = Fold(result);
        while (chain.TryPop(out var e))
        {
            e.Left = result;
            e.Right = Fold(e.Right);
            result = (Expr?)TryFormat(e) ?? e;
        }
        return result;
    }

    private void FoldChildren(Expr expression)
    {
        switch (expression)
        {
            case AttributeExpr e:
                e.Value = Fold(e.Value);
                break;
            case CallExpr e:
                e.Func = Fold(e.Func);
                Fold(e.Args);
                Fold(e.Keywords);
                break;
            case SubscriptExpr e:
                e.Value = Fold(e.Value);
                e.Slice = Fold(e.Slice);
                break;
            case CompareExpr e:
                e.Left = Fold(e.Left);
                Fold(e.Comparators);
                break;
            case BoolOpExpr e:
                Fold(e.Values);
                break;
            case UnaryOpExpr e:
                e.Operand = Fold(e.Operand);
                break;
            case NamedExpr e:
                e.Value = Fold(e.Value);
                break;
            case IfExpExpr e:
                e.Test = Fold(e.Test);
                e.Body = Fold(e.Body);
                e.Orelse = Fold(e.Orelse);
                break;
            case LambdaExpr e:
                Fold(e.Args);
                e.Body = Fold(e.Body);
                break;
            case TupleExpr e:
                Fold(e.Elts);
                break;
            case ListExpr e:
                Fold(e.Elts);
                break;
            case SetExpr e:
                Fold(e.Elts);
                break;
            case DictExpr e:
                FoldOptionals(e.Keys);
                Fold(e.Values);
                break;
            case StarredExpr e:
                e.Value = Fold(e.Value);
                break;
            case SliceExpr e:
                e.Lower = FoldOptional(e.Lower);
                e.Upper = FoldOptional(e.Upper);
                e.Step = FoldOptional(e.Step);
                break;
            default:
                FoldOther(expression);
                break;
        }
    }

    private void FoldOther(Expr expression)
    {
        switch (expression)
        {
            case JoinedStrExpr e:
                Fold(e.Values);
                break;
            case TemplateStrExpr e:
                Fold(e.Values);
                break;
            case FormattedValueExpr e:
                e.Value = Fold(e.Value);
                e.FormatSpec = FoldOptional(e.FormatSpec);
                break;
            case InterpolationExpr e:
                e.Value = Fold(e.Value);
                e.FormatSpec = FoldOptional(e.FormatSpec);
                break;
            case AwaitExpr e:
                e.Value = Fold(e.Value);
                break;
            case YieldExpr e:
                e.Value = FoldOptional(e.Value);
                break;
            case YieldFromExpr e:
                e.Value = Fold(e.Value);
                break;
            case ListCompExpr e:
                Fold(e.Generators);
                e.Elt = Fold(e.Elt);
                break;
            case SetCompExpr e:
                Fold(e.Generators);
                e.Elt = Fold(e.Elt);
                break;
            case GeneratorExpExpr e:
                Fold(e.Generators);
                e.Elt = Fold(e.Elt);
                break;
            case DictCompExpr e:
                Fold(e.Generators);
                e.Key = Fold(e.Key);
                e.Value = Fold(e.Value);
                break;
        }
    }

    private void Fold(Comprehension[] generators)
    {
        foreach (var generator in generators)
        {
            generator.Target = Fold(generator.Target);
            generator.Iter = Fold(generator.Iter);
            Fold(generator.Ifs);
        }
    }

    /// <summary><c>"%s: %r" % (a, b)</c> as an f-string; null where it is anything less simple.</summary>
    private static JoinedStrExpr? TryFormat(BinOpExpr e)
    {
        if (e is not { Op: Operator.Mod, Left: ConstantExpr { Value: StrConstant format }, Right: TupleExpr { Ctx: ExprContext.Load } tuple }
            || Array.Exists(tuple.Elts, item => item is StarredExpr))
            return null;
        return new PercentFormat(format.Value).Convert(tuple.Elts) is { } values ? new JoinedStrExpr(values, e.Span) : null;
    }
}
