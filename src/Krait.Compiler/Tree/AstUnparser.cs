using System.Text;
using Krait.Syntax.Ast;
using Text = Krait.Syntax.Text;

namespace Krait.Compiler;

/// <summary>Turns an expression back into source text, as CPython does for annotations under <c>from __future__ import annotations</c>.</summary>
public static class AstUnparser
{
    /// <summary>The source text of an expression.</summary>
    public static Text Unparse(Expr expression)
    {
        var writer = new UnparseWriter();
        writer.Write(expression, Precedence.Test);
        return writer.ToText();
    }

    /// <summary>Python's <c>repr()</c> of a constant.</summary>
    public static string Repr(ConstantValue value)
    {
        var writer = new UnparseWriter();
        writer.WriteConstant(value);
        return writer.ToText().ToString();
    }
}

/// <summary>How tightly an expression binds; one that binds less than its place demands is put in parentheses.</summary>
internal enum Precedence
{
    Tuple,
    Test,
    Or,
    And,
    Not,
    Comparison,
    BitOr,
    BitXor,
    BitAnd,
    Shift,
    Arithmetic,
    Term,
    Factor,
    Power,
    Await,
    Atom,
}

/// <summary>The text being written, and the writers of expressions.</summary>
internal sealed partial class UnparseWriter
{
    private readonly List<int> _points = [];

    public Text ToText() => Text.FromCodePoints(_points.ToArray());

    private void Append(string text)
    {
        foreach (var rune in text.EnumerateRunes())
            _points.Add(rune.Value);
    }

    private void Append(Text text)
    {
        for (var i = 0; i < text.Length; i++)
            _points.Add(text[i]);
    }

    private void Parenthesize(bool needed, Action write)
    {
        if (needed)
            Append("(");
        write();
        if (needed)
            Append(")");
    }

    private void WriteList(IEnumerable<Expr> items, Precedence level, string separator = ", ")
    {
        var first = true;
        foreach (var item in items)
        {
            if (!first)
                Append(separator);
            first = false;
            Write(item, level);
        }
    }

    public void Write(Expr expression, Precedence level)
    {
        if (!System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new CompilerRecursionException();
        switch (expression)
        {
            case NameExpr e:
                Append(e.Id);
                break;
            case ConstantExpr e:
                if (e.Kind is { } kind)
                    Append(kind);
                if (e.Value is EllipsisConstant)
                    Append("...");
                else
                    WriteConstant(e.Value);
                break;
            case AttributeExpr e:
                Write(e.Value, Precedence.Atom);
                Append(e.Value is ConstantExpr { Value: IntConstant or BoolConstant } ? " ." : ".");
                Append(e.Attr);
                break;
            case SubscriptExpr e:
                Write(e.Value, Precedence.Atom);
                Append("[");
                Write(e.Slice, Precedence.Tuple);
                Append("]");
                break;
            case CallExpr e:
                WriteCall(e);
                break;
            case TupleExpr e:
                if (e.Elts.Length == 0)
                    Append("()");
                else
                    Parenthesize(level > Precedence.Tuple, () =>
                    {
                        WriteList(e.Elts, Precedence.Test);
                        if (e.Elts.Length == 1)
                            Append(",");
                    });
                break;
            case ListExpr e:
                Append("[");
                WriteList(e.Elts, Precedence.Test);
                Append("]");
                break;
            case SetExpr e:
                Append("{");
                WriteList(e.Elts, Precedence.Test);
                Append("}");
                break;
            case DictExpr e:
                WriteDict(e);
                break;
            case StarredExpr e:
                Append("*");
                Write(e.Value, Precedence.BitOr);
                break;
            default:
                WriteOperator(expression, level);
                break;
        }
    }

    private void WriteOperator(Expr expression, Precedence level)
    {
        switch (expression)
        {
            case BoolOpExpr e:
                var (word, own) = e.Op == BoolOperator.And ? (" and ", Precedence.And) : (" or ", Precedence.Or);
                Parenthesize(level > own, () => WriteList(e.Values, own + 1, word));
                break;
            case BinOpExpr e:
                var (symbol, binary) = BinarySymbol(e.Op);
                var isRight = e.Op == Operator.Pow;
                Parenthesize(level > binary, () =>
                {
                    Write(e.Left, isRight ? binary + 1 : binary);
                    Append($" {symbol} ");
                    Write(e.Right, isRight ? binary : binary + 1);
                });
                break;
            case UnaryOpExpr e:
                var (prefix, unary) = e.Op switch
                {
                    UnaryOperator.Not => ("not ", Precedence.Not),
                    UnaryOperator.Invert => ("~", Precedence.Factor),
                    UnaryOperator.UAdd => ("+", Precedence.Factor),
                    _ => ("-", Precedence.Factor),
                };
                Parenthesize(level > unary, () =>
                {
                    Append(prefix);
                    Write(e.Operand, unary);
                });
                break;
            case CompareExpr e:
                Parenthesize(level > Precedence.Comparison, () =>
                {
                    Write(e.Left, Precedence.Comparison + 1);
                    for (var i = 0; i < e.Ops.Length; i++)
                    {
                        Append(ComparisonSymbol(e.Ops[i]));
                        Write(e.Comparators[i], Precedence.Comparison + 1);
                    }
                });
                break;
            case IfExpExpr e:
                Parenthesize(level > Precedence.Test, () =>
                {
                    Write(e.Body, Precedence.Test + 1);
                    Append(" if ");
                    Write(e.Test, Precedence.Test + 1);
                    Append(" else ");
                    Write(e.Orelse, Precedence.Test);
                });
                break;
            case LambdaExpr e:
                Parenthesize(level > Precedence.Test, () =>
                {
                    Append("lambda");
                    WriteArguments(e.Args);
                    Append(": ");
                    Write(e.Body, Precedence.Test);
                });
                break;
            case NamedExpr e:
                Parenthesize(level > Precedence.Tuple, () =>
                {
                    Write(e.Target, Precedence.Atom);
                    Append(" := ");
                    Write(e.Value, Precedence.Atom);
                });
                break;
            default:
                WriteOther(expression, level);
                break;
        }
    }

    private void WriteOther(Expr expression, Precedence level)
    {
        switch (expression)
        {
            case AwaitExpr e:
                Parenthesize(level > Precedence.Await, () =>
                {
                    Append("await ");
                    Write(e.Value, Precedence.Atom);
                });
                break;
            case YieldExpr e:
                Append(e.Value is null ? "(yield" : "(yield ");
                if (e.Value is not null)
                    Write(e.Value, Precedence.Test);
                Append(")");
                break;
            case YieldFromExpr e:
                Append("(yield from ");
                Write(e.Value, Precedence.Test);
                Append(")");
                break;
            case SliceExpr e:
                WriteOptional(e.Lower, "");
                Append(":");
                WriteOptional(e.Upper, "");
                WriteOptional(e.Step, ":");
                break;
            case ListCompExpr e:
                WriteComprehension("[", e.Elt, null, e.Generators, "]");
                break;
            case SetCompExpr e:
                WriteComprehension("{", e.Elt, null, e.Generators, "}");
                break;
            case GeneratorExpExpr e:
                WriteComprehension("(", e.Elt, null, e.Generators, ")");
                break;
            case DictCompExpr e:
                WriteComprehension("{", e.Key, e.Value, e.Generators, "}");
                break;
            default:
                WriteFormatted(expression);
                break;
        }
    }

    private void WriteOptional(Expr? expression, string prefix)
    {
        if (expression is null)
            return;
        Append(prefix);
        Write(expression, Precedence.Test);
    }

    private void WriteDict(DictExpr e)
    {
        Append("{");
        for (var i = 0; i < e.Values.Length; i++)
        {
            if (i > 0)
                Append(", ");
            if (e.Keys[i] is { } key)
            {
                Write(key, Precedence.Test);
                Append(": ");
                Write(e.Values[i], Precedence.Test);
            }
            else
            {
                Append("**");
                Write(e.Values[i], Precedence.BitOr);
            }
        }
        Append("}");
    }

    private void WriteComprehension(string open, Expr element, Expr? value, Comprehension[] generators, string close)
    {
        Append(open);
        Write(element, Precedence.Test);
        WriteOptional(value, ": ");
        foreach (var generator in generators)
        {
            Append(generator.IsAsync != 0 ? " async for " : " for ");
            Write(generator.Target, Precedence.Tuple);
            Append(" in ");
            Write(generator.Iter, Precedence.Test + 1);
            foreach (var condition in generator.Ifs)
            {
                Append(" if ");
                Write(condition, Precedence.Test + 1);
            }
        }
        Append(close);
    }

    private void WriteCall(CallExpr e)
    {
        Write(e.Func, Precedence.Atom);
        if (e is { Args: [GeneratorExpExpr generator], Keywords.Length: 0 })
        {
            Write(generator, Precedence.Atom);
            return;
        }
        Append("(");
        WriteList(e.Args, Precedence.Test);
        for (var i = 0; i < e.Keywords.Length; i++)
        {
            if (i > 0 || e.Args.Length > 0)
                Append(", ");
            Append(e.Keywords[i].Arg is { } name ? $"{name}=" : "**");
            Write(e.Keywords[i].Value, Precedence.Test);
        }
        Append(")");
    }

    private void WriteArguments(Arguments args)
    {
        var separator = " ";
        void Item(string text, Expr? value)
        {
            Append(separator);
            separator = ", ";
            Append(text);
            WriteOptional(value, "=");
        }

        var positional = args.Posonlyargs.Concat(args.Args).ToArray();
        var firstDefault = positional.Length - args.Defaults.Length;
        for (var i = 0; i < positional.Length; i++)
        {
            Item(positional[i].Name, i >= firstDefault ? args.Defaults[i - firstDefault] : null);
            if (i + 1 == args.Posonlyargs.Length)
                Append(", /");
        }
        if (args.Vararg is { } vararg)
            Item($"*{vararg.Name}", null);
        else if (args.Kwonlyargs.Length > 0)
            Item("*", null);
        for (var i = 0; i < args.Kwonlyargs.Length; i++)
            Item(args.Kwonlyargs[i].Name, args.KwDefaults[i]);
        if (args.Kwarg is { } kwarg)
            Item($"**{kwarg.Name}", null);
    }

    private static (string Symbol, Precedence Level) BinarySymbol(Operator op) => op switch
    {
        Operator.Add => ("+", Precedence.Arithmetic),
        Operator.Sub => ("-", Precedence.Arithmetic),
        Operator.Mult => ("*", Precedence.Term),
        Operator.MatMult => ("@", Precedence.Term),
        Operator.Div => ("/", Precedence.Term),
        Operator.Mod => ("%", Precedence.Term),
        Operator.FloorDiv => ("//", Precedence.Term),
        Operator.LShift => ("<<", Precedence.Shift),
        Operator.RShift => (">>", Precedence.Shift),
        Operator.BitOr => ("|", Precedence.BitOr),
        Operator.BitXor => ("^", Precedence.BitXor),
        Operator.BitAnd => ("&", Precedence.BitAnd),
        _ => ("**", Precedence.Power),
    };

    private static string ComparisonSymbol(ComparisonOperator op) => op switch
    {
        ComparisonOperator.Eq => " == ",
        ComparisonOperator.NotEq => " != ",
        ComparisonOperator.Lt => " < ",
        ComparisonOperator.LtE => " <= ",
        ComparisonOperator.Gt => " > ",
        ComparisonOperator.GtE => " >= ",
        ComparisonOperator.Is => " is ",
        ComparisonOperator.IsNot => " is not ",
        ComparisonOperator.In => " in ",
        _ => " not in ",
    };
}
