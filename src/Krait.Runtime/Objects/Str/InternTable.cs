using Krait.Runtime.Numerics;

namespace Krait.Runtime;

/// <summary>The interned strs, shared by all interpreters: names in code, attribute names. They are immortal.</summary>
public static class InternTable
{
    private static readonly Lock s_lock = new();

    /// <summary>Open addressing by the hash that the strs keep anyhow. Readers take no lock: a slot is filled once, a larger table replaces the whole.</summary>
    private static PyStr?[] s_slots = new PyStr?[8192];

    private static int s_count;

    /// <summary>The number of interned strs.</summary>
    public static int Count => s_count;

    /// <summary>The interned str with the same text as <paramref name="text"/>, which must be an exact str.</summary>
    public static PyStr Intern(PyStr text)
    {
        if (text.IsInterned)
            return text;
        var slots = Volatile.Read(ref s_slots);
        return Volatile.Read(ref slots[Place(slots, text)]) ?? Add(text);
    }

    /// <summary>The interned str of chars below U+0100, a byte each. Nothing is made where there is one, which is the rule for names in code.</summary>
    public static PyStr InternLatin1(ReadOnlySpan<byte> text)
    {
        // The hash of a narrow str is that of its chars as bytes.
        var hash = HashFunctions.OfBytes(text, HashSecret.Key);
        var slots = Volatile.Read(ref s_slots);
        var mask = slots.Length - 1;
        for (var place = FirstPlace(hash, mask); Volatile.Read(ref slots[place]) is { } other; place = (place + 1) & mask)
        {
            if (PyStr.HashOf(other) == hash && IsLatin1(other, text))
                return other;
        }
        return Add(PyStr.FromLatin1(text, hash));
    }

    private static bool IsLatin1(PyStr text, ReadOnlySpan<byte> bytes)
    {
        if (text.Bmp is not { } chars || chars.Length != bytes.Length)
            return false;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (chars[i] != bytes[i])
                return false;
        }
        return true;
    }

    private static int FirstPlace(long hash, int mask) => (int)(hash ^ (hash >> 32)) & mask;

    private static PyStr Add(PyStr text)
    {
        lock (s_lock)
        {
            var slots = s_slots;
            var place = Place(slots, text);
            if (slots[place] is { } known)
                return known;
            text.IsInterned = true;
            text.RefCount = PyObject.Immortal;
            Volatile.Write(ref slots[place], text);
            if (++s_count * 2 > slots.Length)
                Grow(slots);
            return text;
        }
    }

    /// <summary>Where a text is, or belongs.</summary>
    private static int Place(PyStr?[] slots, PyStr text)
    {
        var hash = PyStr.HashOf(text);
        var mask = slots.Length - 1;
        var place = FirstPlace(hash, mask);
        while (Volatile.Read(ref slots[place]) is { } other && (PyStr.HashOf(other) != hash || !PyStr.TextEquals(other, text)))
            place = (place + 1) & mask;
        return place;
    }

    private static void Grow(PyStr?[] old)
    {
        var slots = new PyStr?[old.Length * 2];
        foreach (var text in old)
        {
            if (text is not null)
                slots[Place(slots, text)] = text;
        }
        Volatile.Write(ref s_slots, slots);
    }
}
