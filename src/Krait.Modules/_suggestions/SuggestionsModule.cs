using Krait.Runtime;

namespace Krait.Modules;

/// <summary>Finds the name that was probably meant, for error messages.</summary>
[PyModule("_suggestions")]
internal static partial class SuggestionsModule
{
    private const int MostCandidates = 750;
    private const int LongestName = 40;

    /// <summary>The cost of a character that is inserted, removed or replaced.</summary>
    private const int MoveCost = 2;

    /// <summary>The cost of a letter in the other case.</summary>
    private const int CaseCost = 1;

    /// <summary>Returns the candidate in candidates that's closest to item</summary>
    [PyFunction("_generate_suggestions")]
    private static PyObject GenerateSuggestions(PyObject candidates, PyStr item)
    {
        if (candidates is not PyList list)
            throw Errors.Type("candidates must be a list");
        foreach (var candidate in list.Items)
        {
            if (candidate is not PyStr)
                throw Errors.Type("all elements in 'candidates' must be strings");
        }
        if (list.Count >= MostCandidates)
            return PyNone.Instance;
        var name = item.ToCodePoints();
        PyObject best = PyNone.Instance;
        var bestDistance = int.MaxValue;
        foreach (var candidate in list.Items)
        {
            var other = ((PyStr)candidate).ToCodePoints();
            if (other.AsSpan().SequenceEqual(name))
                continue;
            // No more than a third of the characters may differ, and a match must be better than what was found.
            var limit = Math.Min((name.Length + other.Length + 3) * MoveCost / 6, bestDistance - 1);
            var distance = Distance(name, other, limit);
            if (distance > limit)
                continue;
            best = candidate;
            bestDistance = distance;
        }
        return best;
    }

    /// <summary>The Levenshtein distance; anything greater than <paramref name="limit"/> where it is greater.</summary>
    private static int Distance(ReadOnlySpan<int> a, ReadOnlySpan<int> b, int limit)
    {
        var common = a.CommonPrefixLength(b);
        a = a[common..];
        b = b[common..];
        while (!a.IsEmpty && !b.IsEmpty && a[^1] == b[^1])
        {
            a = a[..^1];
            b = b[..^1];
        }
        if (a.IsEmpty || b.IsEmpty)
            return (a.Length + b.Length) * MoveCost;
        if (a.Length > LongestName || b.Length > LongestName)
            return limit + 1;
        Span<int> costs = stackalloc int[LongestName];
        for (var i = 0; i < a.Length; i++)
            costs[i] = (i + 1) * MoveCost;
        var result = 0;
        for (var row = 0; row < b.Length; row++)
        {
            var diagonal = result = row * MoveCost;
            var lowest = int.MaxValue;
            for (var i = 0; i < a.Length; i++)
            {
                var replaced = diagonal + Cost(a[i], b[row]);
                diagonal = costs[i];
                result = Math.Min(replaced, Math.Min(result, diagonal) + MoveCost);
                costs[i] = result;
                lowest = Math.Min(lowest, result);
            }
            // From here on the costs can only grow.
            if (lowest > limit)
                return limit + 1;
        }
        return result;
    }

    private static int Cost(int a, int b) =>
        a == b ? 0 : Lower(a) == Lower(b) ? CaseCost : MoveCost;

    private static int Lower(int point) => point is >= 'A' and <= 'Z' ? point + ('a' - 'A') : point;
}
