using System.Text;

namespace Krait.Syntax;

/// <summary>
/// Normalization form KC of identifiers (Unicode annex 15). The framework's own is a no-operation where globalization is invariant.
/// </summary>
internal static partial class Normalization
{
    private const int HangulBase = 0xAC00;
    private const int LeadBase = 0x1100;
    private const int VowelBase = 0x1161;
    private const int TailBase = 0x11A7;
    private const int Vowels = 21;
    private const int Tails = 28;
    private const int Syllables = 19 * Vowels * Tails;

    public static string Nfkc(string text)
    {
        var points = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
            Decompose(rune.Value, points);
        Order(points);
        Compose(points);
        var result = new StringBuilder(text.Length);
        foreach (var point in points)
            result.Append(new Rune(point).ToString());
        return result.ToString();
    }

    private static void Decompose(int point, List<int> result)
    {
        var syllable = point - HangulBase;
        if ((uint)syllable < Syllables)
        {
            result.Add(LeadBase + syllable / (Vowels * Tails));
            result.Add(VowelBase + syllable % (Vowels * Tails) / Tails);
            if (syllable % Tails != 0)
                result.Add(TailBase + syllable % Tails);
            return;
        }
        int low = 0, high = Decomposed.Length / 2 - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var found = Decomposed[middle * 2];
            if (found == point)
            {
                var entry = Decomposed[middle * 2 + 1];
                foreach (var part in Pool.Slice((int)(entry >> 8), (int)(entry & 0xFF)))
                    result.Add((int)part);
                return;
            }
            if (found < point)
                low = middle + 1;
            else
                high = middle - 1;
        }
        result.Add(point);
    }

    private static int CombiningClass(int point)
    {
        int low = 0, high = CombiningClasses.Length / 3 - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (point < CombiningClasses[middle * 3])
                high = middle - 1;
            else if (point > CombiningClasses[middle * 3 + 1])
                low = middle + 1;
            else
                return (int)CombiningClasses[middle * 3 + 2];
        }
        return 0;
    }

    /// <summary>Sorts each run of combining marks by class; marks of the same class stay in order.</summary>
    private static void Order(List<int> points)
    {
        for (var i = 1; i < points.Count; i++)
        {
            var point = points[i];
            var rank = CombiningClass(point);
            if (rank == 0)
                continue;
            var j = i;
            for (; j > 0 && CombiningClass(points[j - 1]) > rank; j--)
                points[j] = points[j - 1];
            points[j] = point;
        }
    }

    private static void Compose(List<int> points)
    {
        int starter = -1, count = 0, lastClass = -1;
        for (var i = 0; i < points.Count; i++)
        {
            var point = points[i];
            var rank = CombiningClass(point);
            if (starter >= 0 && lastClass < rank && Pair(points[starter], point) is > 0 and var composed)
            {
                points[starter] = composed;
                continue;
            }
            if (rank == 0)
            {
                starter = count;
                lastClass = -1;
            }
            else
            {
                lastClass = rank;
            }
            points[count++] = point;
        }
        points.RemoveRange(count, points.Count - count);
    }

    /// <summary>What two code points compose to; 0 for nothing.</summary>
    private static int Pair(int first, int second)
    {
        if ((uint)(first - LeadBase) < 19 && (uint)(second - VowelBase) < Vowels)
            return HangulBase + ((first - LeadBase) * Vowels + (second - VowelBase)) * Tails;
        if ((uint)(first - HangulBase) < Syllables && (first - HangulBase) % Tails == 0 && (uint)(second - TailBase - 1) < Tails - 1)
            return first + (second - TailBase);
        int low = 0, high = Compositions.Length / 3 - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = ((int)Compositions[middle * 3]).CompareTo(first);
            if (order == 0)
                order = ((int)Compositions[middle * 3 + 1]).CompareTo(second);
            if (order == 0)
                return (int)Compositions[middle * 3 + 2];
            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return 0;
    }
}
