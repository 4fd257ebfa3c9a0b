using Krait.Syntax;
using Krait.Syntax.Ast;

namespace Krait.Compiler;

/// <summary>Docstrings: where they stand, and their text without the indentation of the source.</summary>
public static class Docstrings
{
    private const int TabSize = 8;

    /// <summary>Whether a body begins with a docstring.</summary>
    public static bool Has(Stmt[] body) => body.Length > 0 && body[0] is ExprStmt { Value: ConstantExpr { Value: StrConstant } };

    /// <summary>The text with tabs expanded, and without the indentation that all lines but the first share.</summary>
    public static Text Clean(Text doc)
    {
        var text = ExpandTabs(doc);
        var margin = Margin(text);
        var start = 0;
        while (start < text.Count && text[start] == ' ')
            start++;
        var result = new List<int>(text.Count);
        var position = start;
        while (position < text.Count)
        {
            for (; position < text.Count; position++)
            {
                result.Add(text[position]);
                if (text[position] == '\n')
                    break;
            }
            position++;
            for (var i = 0; i < margin && position < text.Count && text[position] == ' '; i++)
                position++;
        }
        return Text.FromCodePoints(result.ToArray());
    }

    private static List<int> ExpandTabs(Text doc)
    {
        var result = new List<int>(doc.Length);
        var column = 0;
        for (var i = 0; i < doc.Length; i++)
        {
            var point = doc[i];
            if (point == '\t')
            {
                do
                    result.Add(' ');
                while (++column % TabSize != 0);
                continue;
            }
            result.Add(point);
            column = point is '\n' or '\r' ? 0 : column + 1;
        }
        return result;
    }

    private static int Margin(List<int> text)
    {
        var margin = int.MaxValue;
        var position = text.IndexOf('\n') + 1;
        while (position > 0 && position < text.Count)
        {
            var start = position;
            while (position < text.Count && text[position] == ' ')
                position++;
            if (position < text.Count && text[position] != '\n')
                margin = Math.Min(margin, position - start);
            position = (position < text.Count ? text.IndexOf((int)'\n', position) : -1) + 1;
        }
        return margin == int.MaxValue ? 0 : margin;
    }
}
