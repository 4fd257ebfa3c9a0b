namespace Krait.Runtime;

/// <summary>Finds the name that was probably meant: CPython's edit distance, in which a change of case costs less.</summary>
internal static class Suggestions
{
    private const int MaxCandidates = 750;
    private const int MaxLength = 40;
    private const int MoveCost = 2;
    private const int CaseCost = 1;

    /// <summary>The closest of the candidates; null where none is close.</summary>
    public static string? Closest(IReadOnlyList<string> candidates, string name)
    {
        if (candidates.Count >= MaxCandidates || name.Length > MaxLength)
            return null;
        string? best = null;
        var bestDistance = int.MaxValue;
        foreach (var candidate in candidates)
        {
            if (candidate == name)
                continue;
            var limit = (name.Length + candidate.Length + 3) * MoveCost / 6;
            limit = Math.Min(limit, bestDistance - 1);
            var distance = Distance(name, candidate, limit);
            if (distance > limit || (best is not null && distance >= bestDistance))
                continue;
            best = candidate;
            bestDistance = distance;
        }
        return best;
    }

    private static int Distance(string a, string b, int limit)
    {
        if (b.Length > MaxLength || Math.Abs(a.Length - b.Length) * MoveCost > limit)
            return limit + 1;
        Span<int> row = stackalloc int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
            row[j] = j * MoveCost;
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i * MoveCost;
            for (var j = 1; j <= b.Length; j++)
            {
                var substitution = diagonal + Cost(a[i - 1], b[j - 1]);
                diagonal = row[j];
                row[j] = Math.Min(substitution, Math.Min(row[j], row[j - 1]) + MoveCost);
            }
        }
        return row[b.Length];
    }

    private static int Cost(char a, char b)
    {
        if (a == b)
            return 0;
        return char.ToLowerInvariant(a) == char.ToLowerInvariant(b) ? CaseCost : MoveCost;
    }
}
