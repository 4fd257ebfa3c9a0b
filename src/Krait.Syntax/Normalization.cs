using System.Text;

namespace Krait.Syntax;

/// <summary>Normalization form KC of identifiers.</summary>
internal static class Normalization
{
    public static string Nfkc(string text) => text.Normalize(NormalizationForm.FormKC);
}
