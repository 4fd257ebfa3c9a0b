using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using Krait.Syntax.Ast;

namespace Krait.Syntax.Tests;

/// <summary>Writes a tree as <c>ast.dump</c> would, with the places after an at sign.</summary>
internal static class TreeText
{
    public static string Of(object? node)
    {
        var builder = new StringBuilder();
        Write(node, builder);
        return builder.ToString();
    }

    private static void Write(object? node, StringBuilder builder)
    {
        switch (node)
        {
            case null:
                builder.Append("None");
                return;
            case string text:
                builder.Append('\'').Append(text).Append('\'');
                return;
            case int or Enum:
                builder.Append(CultureInfo.InvariantCulture, $"{node}");
                return;
            case ConstantValue value:
                builder.Append(Constant(value));
                return;
            case IEnumerable items:
                builder.Append('[');
                WriteAll(items.Cast<object?>(), builder);
                builder.Append(']');
                return;
        }
        var type = node.GetType();
        builder.Append(type.GetCustomAttribute<AstNodeAttribute>()!.Name).Append('(');
        WriteAll(
            type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Select(p => p.GetValue(node)),
            builder);
        builder.Append(')');
        if (node is LocatedNode { Span: var span })
            builder.Append(CultureInfo.InvariantCulture, $"@{span.Line}:{span.Column}-{span.EndLine}:{span.EndColumn}");
    }

    private static void WriteAll(IEnumerable<object?> items, StringBuilder builder)
    {
        var first = true;
        foreach (var item in items)
        {
            if (!first)
                builder.Append(", ");
            first = false;
            Write(item, builder);
        }
    }

    private static string Constant(ConstantValue value) => value switch
    {
        NoneConstant => "None",
        EllipsisConstant => "Ellipsis",
        BoolConstant b => b.Value.ToString(),
        IntConstant i => i.Value.ToString(CultureInfo.InvariantCulture),
        FloatConstant f => f.Value.ToString("R", CultureInfo.InvariantCulture),
        ComplexConstant c => c.Imaginary.ToString("R", CultureInfo.InvariantCulture) + "j",
        StrConstant s => "'" + s.Value.ToString().Replace("\n", "\\n") + "'",
        BytesConstant b => "b'" + Encoding.Latin1.GetString(b.Value) + "'",
        _ => value.ToString(),
    };
}
