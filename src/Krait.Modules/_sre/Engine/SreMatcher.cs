using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Krait.Modules.Sre;

/// <summary>Runs programs over texts of bytes, of chars that are each a code point, or of ints.</summary>
/// <remarks>
/// Positions are indices into the text. Text before <c>start</c> is seen by lookbehind, <c>\b</c> and <c>^</c>, text from <c>end</c>
/// on by nobody. With <c>mustAdvance</c> an empty match at <c>start</c> does not count: what <c>findall</c>, <c>sub</c> and their like
/// ask for after an empty match. The result stands in the context.
/// </remarks>
public static class SreMatcher
{
    /// <summary>Matches at <paramref name="start"/>; with <paramref name="full"/> up to <paramref name="end"/>.</summary>
    public static bool Match<T>(SreContext context, ReadOnlySpan<T> text, int start, int end, bool full = false,
        bool mustAdvance = false)
        where T : unmanaged, IEquatable<T>
    {
        SreProgram program = context.Program;
        var machine = new SreMachine<T>(context, text[..end], full, mustAdvance ? start : -1);
        return end - start >= program.MinWidth && machine.Attempt(0, start, start);
    }

    /// <summary>Finds the first match that begins at or after <paramref name="start"/>.</summary>
    public static bool Search<T>(SreContext context, ReadOnlySpan<T> text, int start, int end, bool mustAdvance = false)
        where T : unmanaged, IEquatable<T>
    {
        SreProgram program = context.Program;
        if (end - start < program.MinWidth || start > end)
        {
            return false;
        }
        var machine = new SreMachine<T>(context, text[..end], full: false, mustAdvance ? start : -1);
        // The last position at which there is room for a match.
        int last = program.MinWidth > 1 ? end - program.MinWidth : end;
        if (program.Prefix.Length > 0)
        {
            return SearchPrefix(ref machine, context, text[..end], start);
        }
        if (program.IsAnchored)
        {
            return machine.Attempt(0, start, start);
        }
        if (program.IsLineAnchored)
        {
            return SearchLines(ref machine, text, start, last);
        }
        if (program.Pair is { } pair)
        {
            return SearchPair(ref machine, pair, text, start, last);
        }
        return program.First is { } first
            ? SearchFirst(ref machine, first, text, start, Math.Min(last, end - 1))
            : SearchEverywhere(ref machine, start, last);
    }

    private static bool SearchEverywhere<T>(ref SreMachine<T> machine, int start, int last)
        where T : unmanaged, IEquatable<T>
    {
        for (int i = start; i <= last; i++)
        {
            if (machine.Attempt(0, i, i))
            {
                return true;
            }
        }
        return false;
    }

    private static bool SearchLines<T>(ref SreMachine<T> machine, ReadOnlySpan<T> text, int start, int last)
        where T : unmanaged, IEquatable<T>
    {
        SreMachine<T>.TryCast('\n', out T newline);
        while (start <= last)
        {
            if (machine.Attempt(0, start, start))
            {
                return true;
            }
            int found = text[start..last].IndexOf(newline);
            if (found < 0)
            {
                return false;
            }
            start += found + 1;
        }
        return false;
    }

    private static bool SearchFirst<T>(ref SreMachine<T> machine, FirstSet first, ReadOnlySpan<T> text, int start, int last)
        where T : unmanaged, IEquatable<T>
    {
        ref T origin = ref MemoryMarshal.GetReference(text);
        ref bool latin = ref MemoryMarshal.GetArrayDataReference(first.Latin);
        bool beyond = first.BeyondLatin;
        for (int i = start; i <= last; i++)
        {
            uint c = SreMachine<T>.At(ref origin, i);
            if ((c < 256 ? Unsafe.Add(ref latin, (int)c) : beyond) && machine.Attempt(0, i, i))
            {
                return true;
            }
        }
        return false;
    }

    // The last position leaves room for two characters: the pattern is at least as long.
    private static bool SearchPair<T>(ref SreMachine<T> machine, FirstPair pair, ReadOnlySpan<T> text, int start, int last)
        where T : unmanaged, IEquatable<T>
    {
        ref T origin = ref MemoryMarshal.GetReference(text);
        ref byte first = ref MemoryMarshal.GetArrayDataReference(pair.First);
        ref byte second = ref MemoryMarshal.GetArrayDataReference(pair.Second);
        for (int i = start; i <= last; i++)
        {
            uint a = SreMachine<T>.At(ref origin, i);
            uint b = SreMachine<T>.At(ref origin, i + 1);
            int ways = a < 256 ? Unsafe.Add(ref first, (int)a) : pair.FirstBeyond;
            ways &= b < 256 ? Unsafe.Add(ref second, (int)b) : pair.SecondBeyond;
            if (ways != 0 && machine.Attempt(0, i, i))
            {
                return true;
            }
        }
        return false;
    }

    private static bool SearchPrefix<T>(ref SreMachine<T> machine, SreContext context, ReadOnlySpan<T> text, int start)
        where T : unmanaged, IEquatable<T>
    {
        SreProgram program = context.Program;
        ReadOnlySpan<T> prefix =
            typeof(T) == typeof(byte) ? MemoryMarshal.Cast<byte, T>(program.PrefixBytes)
            : typeof(T) == typeof(char) ? MemoryMarshal.Cast<char, T>(program.PrefixChars)
            : MemoryMarshal.Cast<int, T>(program.Prefix);
        if (prefix.IsEmpty)
        {
            // The prefix has characters that this kind of text cannot hold.
            return false;
        }
        while (true)
        {
            int found = prefix.Length == 1 ? text[start..].IndexOf(prefix[0]) : text[start..].IndexOf(prefix);
            if (found < 0)
            {
                return false;
            }
            start += found;
            if (program.IsLiteral)
            {
                return machine.AcceptLiteral(start, prefix.Length);
            }
            if (machine.Attempt(2 * program.PrefixSkip, start, start + program.PrefixSkip))
            {
                return true;
            }
            start++;
        }
    }
}
