using Krait.Syntax.Ast;

namespace Krait.Syntax;

/// <summary>Joins adjacent string literals.</summary>
internal static class StringParts
{
    public static Expr Join(TokenStream stream, List<Expr> parts, SourceSpan span)
    {
        bool bytes = false, text = false, formatted = false;
        foreach (var part in parts)
        {
            if (part is not ConstantExpr constant)
                formatted = true;
            else if (constant.Value is BytesConstant)
                bytes = true;
            else
                text = true;
        }
        if (bytes && (text || formatted))
            throw stream.Error("cannot mix bytes and nonbytes literals");
        if (!formatted && parts.Count == 1)
            return parts[0];
        if (bytes)
            return JoinBytes(parts, span);
        if (!formatted)
            return new ConstantExpr(new StrConstant(Concatenate(parts, 0, parts.Count)), ((ConstantExpr)parts[0]).Kind, span);
        return new JoinedStrExpr(MergeConstants(Flatten(parts)), span);
    }

    public static Expr JoinTemplates(List<Expr> parts, SourceSpan span) => new TemplateStrExpr(MergeConstants(Flatten(parts)), span);

    private static List<Expr> Flatten(List<Expr> parts)
    {
        var result = new List<Expr>();
        foreach (var part in parts)
        {
            switch (part)
            {
                case JoinedStrExpr joined:
                    result.AddRange(joined.Values);
                    break;
                case TemplateStrExpr template:
                    result.AddRange(template.Values);
                    break;
                default:
                    result.Add(part);
                    break;
            }
        }
        return result;
    }

    /// <summary>Makes one constant of neighbouring ones, and drops the empty ones.</summary>
    public static Expr[] MergeConstants(List<Expr> values)
    {
        var result = new List<Expr>();
        for (var i = 0; i < values.Count;)
        {
            if (values[i] is not ConstantExpr first)
            {
                result.Add(values[i++]);
                continue;
            }
            var end = i + 1;
            while (end < values.Count && values[end] is ConstantExpr)
                end++;
            var text = end == i + 1 ? ((StrConstant)first.Value).Value : Concatenate(values, i, end);
            if (text.Length > 0)
                result.Add(new ConstantExpr(new StrConstant(text), first.Kind, SourceSpan.Cover(first.Span, ((LocatedNode)values[end - 1]).Span)));
            i = end;
        }
        return result.ToArray();
    }

    private static Text Concatenate(List<Expr> parts, int start, int end)
    {
        var builder = new TextBuilder();
        for (var i = start; i < end; i++)
            builder.Append(((StrConstant)((ConstantExpr)parts[i]).Value).Value);
        return builder.ToText();
    }

    private static Expr JoinBytes(List<Expr> parts, SourceSpan span)
    {
        var result = new List<byte>();
        foreach (var part in parts)
            result.AddRange(((BytesConstant)((ConstantExpr)part).Value).Value);
        return new ConstantExpr(new BytesConstant(result.ToArray()), ((ConstantExpr)parts[0]).Kind, span);
    }
}

/// <summary>Collects code points.</summary>
internal sealed class TextBuilder
{
    private int[] _points = new int[32];
    private int _count;

    public void Append(int point)
    {
        if (_count == _points.Length)
            Array.Resize(ref _points, _count * 2);
        _points[_count++] = point;
    }

    public void Append(Text text)
    {
        for (var i = 0; i < text.Length; i++)
            Append(text[i]);
    }

    public Text ToText() => Text.FromCodePoints(_points.AsSpan(0, _count));
}
