using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Krait.Generators.Reading;

/// <summary>
/// The plain text of a summary: Python's doc string. Reads the comment itself, as the compiler does not parse documentation in projects
/// that do not write a documentation file.
/// </summary>
internal static class Documentation
{
    public static string? Of(ISymbol symbol)
    {
        foreach (var reference in symbol.DeclaringSyntaxReferences)
        {
            var xml = CommentText(reference.GetSyntax().GetLeadingTrivia().ToFullString());
            if (xml.Length > 0 && Summary(xml) is { Length: > 0 } text)
                return text;
        }
        return null;
    }

    private static string CommentText(string trivia)
    {
        var text = new StringBuilder();
        foreach (var line in trivia.Split('\n'))
        {
            var trimmed = line.Trim();
            if (trimmed.StartsWith("///", StringComparison.Ordinal))
                text.Append(trimmed, 3, trimmed.Length - 3).Append('\n');
        }
        return text.ToString();
    }

    private static string? Summary(string xml)
    {
        XElement? summary;
        try
        {
            summary = XElement.Parse("<doc>" + xml + "</doc>").Element("summary");
        }
        catch (XmlException)
        {
            // The compiler reports malformed documentation where it reads it; a doc string is not worth an error of its own.
            return null;
        }
        if (summary is null)
            return null;
        var text = new StringBuilder();
        Append(text, summary);
        var paragraphs = text.ToString().Split('\u2029').Select(Lines).Where(static p => p.Length > 0);
        return string.Join("\n\n", paragraphs);
    }

    /// <summary>The lines as they stand, without the space behind the slashes: doc strings of Python are laid out by hand.</summary>
    private static string Lines(string paragraph)
    {
        var lines = paragraph.Split('\n').Select(static line => (line.StartsWith(" ", StringComparison.Ordinal) ? line.Substring(1) : line).TrimEnd());
        return string.Join("\n", lines).Trim();
    }

    private static void Append(StringBuilder text, XElement element)
    {
        foreach (var node in element.Nodes())
        {
            if (node is XText plain)
                text.Append(plain.Value);
            else if (node is XElement inner)
                AppendElement(text, inner);
        }
    }

    private static void AppendElement(StringBuilder text, XElement element)
    {
        var target = element.Attribute("name")?.Value ?? element.Attribute("langword")?.Value ?? element.Attribute("cref")?.Value;
        if (element.Name.LocalName is "para" or "code")
        {
            text.Append('\u2029');
            Append(text, element);
            text.Append('\u2029');
        }
        else if (target is not null && element.IsEmpty)
        {
            var name = target.Split('(')[0];
            text.Append(name.Substring(name.LastIndexOfAny(['.', ':']) + 1));
        }
        else
        {
            Append(text, element);
        }
    }
}
