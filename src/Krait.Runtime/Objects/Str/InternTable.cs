using System.Collections.Concurrent;

namespace Krait.Runtime;

/// <summary>The interned strs, shared by all interpreters: names in code, attribute names. They are immortal.</summary>
public static class InternTable
{
    private static readonly ConcurrentDictionary<PyStr, PyStr> s_table = new(TextComparer.Instance);

    /// <summary>The number of interned strs.</summary>
    public static int Count => s_table.Count;

    /// <summary>The interned str with the same text as <paramref name="text"/>, which must be an exact str.</summary>
    public static PyStr Intern(PyStr text)
    {
        if (text.IsInterned)
            return text;
        var interned = s_table.GetOrAdd(text, text);
        if (ReferenceEquals(interned, text))
        {
            text.IsInterned = true;
            text.RefCount = PyObject.Immortal;
        }
        return interned;
    }

    private sealed class TextComparer : IEqualityComparer<PyStr>
    {
        public static readonly TextComparer Instance = new();

        public bool Equals(PyStr? a, PyStr? b) => PyStr.TextEquals(a!, b!);

        public int GetHashCode(PyStr text)
        {
            if (text.Bmp is { } bmp)
                return string.GetHashCode(bmp);
            var hash = new HashCode();
            foreach (var point in text.Points!)
                hash.Add(point);
            return hash.ToHashCode();
        }
    }
}
