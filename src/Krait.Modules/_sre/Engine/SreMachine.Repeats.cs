using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Krait.Modules.Sre;

// Repeats of a single character: no choice per repetition, and vectorised counting.
internal ref partial struct SreMachine<T>
{
    private const int ShortRun = 8;

    /// <summary>The first visit to a repeat: <paramref name="ptr"/> moves to where the tail is tried first.</summary>
    private bool RepeatOne(int pc, ref int ptr)
    {
        ref int instruction = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_code), pc);
        int min = Unsafe.Add(ref instruction, 1);
        int max = Unsafe.Add(ref instruction, 2);
        int available = _text.Length - ptr;
        if (available < min)
        {
            return false;
        }
        if ((SreOp)instruction == SreOp.MinRepeatOne)
        {
            int start = ptr;
            if (min > 0 && Count(pc + 3, ptr, min) < min)
            {
                return false;
            }
            ptr += min;
            return TryLazily(pc, ref ptr, max >= available ? _text.Length : start + max);
        }
        int count = Count(pc + 3, ptr, Math.Min(max, available));
        if (count < min)
        {
            return false;
        }
        int least = ptr + min;
        ptr += count;
        if ((SreOp)instruction == SreOp.PossessiveOne)
        {
            return true;
        }
        if (Unsafe.Add(ref instruction, 5) != 0 && !LastBefore((uint)Unsafe.Add(ref instruction, 6), least, ref ptr))
        {
            return false;
        }
        if (ptr > least)
        {
            Push(pc + 7, ptr, least);
        }
        return true;
    }

    /// <summary>One character less than last time, or as many less as the tail needs.</summary>
    private bool RetryRepeatOne(int pc, ref int ptr, int least)
    {
        ptr--;
        if (_code[pc - 2] != 0 && !LastBefore((uint)_code[pc - 1], least, ref ptr))
        {
            return false;
        }
        if (ptr > least)
        {
            Push(pc, ptr, least);
        }
        return true;
    }

    /// <summary>Moves back to the last place from <paramref name="least"/> to <paramref name="ptr"/> where the character stands.</summary>
    private readonly bool LastBefore(uint c, int least, ref int ptr)
    {
        ref T text = ref MemoryMarshal.GetReference(_text);
        if (ptr < _text.Length && At(ref text, ptr) == c)
        {
            return true;
        }
        // Most repeats are short: the vectorised search pays beyond a few characters only.
        int near = Math.Max(least, ptr - ShortRun);
        while (ptr > near)
        {
            if (At(ref text, --ptr) == c)
            {
                return true;
            }
        }
        if (ptr == least || !TryCast(c, out T value))
        {
            return false;
        }
        int found = _text[least..ptr].LastIndexOf(value);
        ptr = least + found;
        return found >= 0;
    }

    private bool RetryMinRepeatOne(int pc, ref int ptr, int most)
    {
        // The choice was made where the tail failed; take one more.
        if (Count(pc - 4, ptr, 1) == 0)
        {
            return false;
        }
        ptr++;
        return TryLazily(pc - 7, ref ptr, most);
    }

    /// <summary>Finds the next place, up to <paramref name="most"/>, where the tail may begin.</summary>
    private bool TryLazily(int pc, ref int ptr, int most)
    {
        if (_code[pc + 5] != 0)
        {
            int found = FindLazily(pc, ptr, most);
            if (found < 0)
            {
                return false;
            }
            ptr = found;
        }
        if (ptr < most)
        {
            Push(pc + 7, ptr, most);
        }
        return true;
    }

    /// <summary>The first place, up to <paramref name="most"/>, where the character of the tail stands, the item matching all before
    /// it; -1 if there is none. Looks no further than the item matches, so that a search stays linear.</summary>
    private readonly int FindLazily(int pc, int ptr, int most)
    {
        uint c = (uint)_code[pc + 6];
        ref T text = ref MemoryMarshal.GetReference(_text);
        if (!TryCast(c, out T value))
        {
            return -1;
        }
        ReadOnlySpan<T> window = _text[ptr..Math.Min(most + 1, _text.Length)];
        SreOp item = (SreOp)_code[pc + 3];
        uint argument = item == SreOp.Any ? '\n' : (uint)_code[pc + 4];
        switch (item)
        {
            case SreOp.AnyAll:
                int place = window.IndexOf(value);
                return place < 0 ? -1 : ptr + place;
            case SreOp.Any or SreOp.NotLiteral when TryCast(argument, out T stop):
                place = window.IndexOfAny(value, stop);
                return place < 0 || At(ref text, ptr + place) != c ? -1 : ptr + place;
            default:
                for (place = 0; place < window.Length; place++)
                {
                    uint found = At(ref text, ptr + place);
                    if (found == c)
                    {
                        return ptr + place;
                    }
                    if (!Matches(item, argument, found))
                    {
                        break;
                    }
                }
                return -1;
        }
    }

    private readonly bool Matches(SreOp item, uint argument, uint c) => item switch
    {
        SreOp.Literal => c == argument,
        SreOp.NotLiteral => c != argument,
        SreOp.Set => _sets[argument].Contains(c),
        SreOp.Any => c != '\n',
        _ => true,
    };

    /// <summary>How often, up to <paramref name="most"/>, the item at <paramref name="item"/> matches from <paramref name="ptr"/>.</summary>
    private readonly int Count(int item, int ptr, int most)
    {
        uint argument = (uint)_code[item + 1];
        ReadOnlySpan<T> span = _text.Slice(ptr, most);
        int count;
        switch ((SreOp)_code[item])
        {
            case SreOp.AnyAll:
                return most;
            case SreOp.Set:
                return CountSet(_sets[argument], span);
            case SreOp.Any:
                TryCast('\n', out T newline);
                count = span.IndexOf(newline);
                break;
            case SreOp.NotLiteral:
                int near = Math.Min(most, ShortRun);
                for (count = 0; count < near; count++)
                {
                    if (At(ref MemoryMarshal.GetReference(span), count) == argument)
                    {
                        return count;
                    }
                }
                if (near == most)
                {
                    return most;
                }
                count = TryCast(argument, out T other) ? span.IndexOf(other) : -1;
                break;
            default:
                if (!TryCast(argument, out T literal))
                {
                    return 0;
                }
                count = span.IndexOfAnyExcept(literal);
                break;
        }
        return count < 0 ? most : count;
    }

    private static int CountSet(CharSet set, ReadOnlySpan<T> span)
    {
        ref T text = ref MemoryMarshal.GetReference(span);
        ref bool latin = ref MemoryMarshal.GetArrayDataReference(set.Latin);
        int i = 0;
        while (i < span.Length)
        {
            uint c = At(ref text, i);
            if (!(c < 256 ? Unsafe.Add(ref latin, (int)c) : set.Contains(c)))
            {
                break;
            }
            i++;
        }
        return i;
    }

    /// <summary>The character as a unit of the text; false where texts of this kind cannot hold it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool TryCast(uint c, out T value)
    {
        if (typeof(T) == typeof(byte))
        {
            byte unit = (byte)c;
            value = Unsafe.As<byte, T>(ref unit);
            return c < 256;
        }
        if (typeof(T) == typeof(char))
        {
            char unit = (char)c;
            value = Unsafe.As<char, T>(ref unit);
            return c < 65536;
        }
        value = Unsafe.As<uint, T>(ref c);
        return true;
    }
}
