using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Krait.Modules.Sre;

/// <summary>A set of characters: a table for the first 256, the charset program of the code array for the rest.</summary>
internal sealed class CharSet
{
    private readonly uint[] _program;
    private readonly SreFold _fold;
    private readonly bool _complement;
    private readonly bool _hasLocaleCategory;
    private readonly int _category;
    private SreLocale? _locale;

    /// <summary>The answers for the first 256 characters.</summary>
    internal readonly bool[] Latin = new bool[256];

    /// <param name="program">A charset program, up to and with its FAILURE.</param>
    /// <param name="fold">What is done to a character before the program sees it.</param>
    /// <param name="complement">The answer is turned around (NOT_LITERAL_IGNORE).</param>
    /// <param name="hasLocaleCategory">The program may ask the locale.</param>
    internal CharSet(ReadOnlySpan<uint> program, SreFold fold, bool complement = false, bool hasLocaleCategory = false)
    {
        _program = program.ToArray();
        _fold = fold;
        _complement = complement;
        _hasLocaleCategory = hasLocaleCategory;
        _category = program.Length == 3 && program[0] == (uint)SreCode.Category && !complement && fold == SreFold.None
            ? (int)program[1] : -1;
        MayHoldBeyondLatin = ScanBeyondLatin();
        Fill();
    }

    /// <summary>Makes the table anew if the locale is another one than last time. For sets of LOCALE patterns.</summary>
    internal void Use(SreLocale? locale)
    {
        if (!ReferenceEquals(_locale, locale))
        {
            _locale = locale;
            Fill();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Contains(uint c) => c < 256 ? Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Latin), (int)c) : Compute(c);

    /// <summary>True where the answers can change with the locale.</summary>
    internal bool DependsOnLocale => _fold == SreFold.Locale || _hasLocaleCategory;

    private SreCategory? SingleCategory => _category >= 0 ? (SreCategory)_category : null;

    /// <summary>True where no character is in both sets; false where there is one, or it is not known.</summary>
    internal bool IsDisjoint(CharSet other)
    {
        if (DependsOnLocale || other.DependsOnLocale)
        {
            return false;
        }
        for (int c = 0; c < 256; c++)
        {
            if (Latin[c] && other.Latin[c])
            {
                return false;
            }
        }
        if (!MayHoldBeyondLatin || !other.MayHoldBeyondLatin)
        {
            return true;
        }
        return SingleCategory is SreCategory a && other.SingleCategory is SreCategory b
            && (((int)a ^ 1) == (int)b
                || (a == SreCategory.UniSpace && b is SreCategory.UniWord or SreCategory.UniDigit)
                || (b == SreCategory.UniSpace && a is SreCategory.UniWord or SreCategory.UniDigit));
    }

    /// <summary>False where certainly no character above U+00FF is in the set.</summary>
    internal bool MayHoldBeyondLatin { get; }

    private bool ScanBeyondLatin()
    {
        if (_complement || _fold is SreFold.Unicode or SreFold.Locale)
        {
            return true;
        }
        for (int i = 0; ; )
        {
            switch ((SreCode)_program[i])
            {
                case SreCode.Failure:
                    return false;
                case SreCode.Literal when _program[i + 1] < 256:
                    i += 2;
                    break;
                case SreCode.Range when _program[i + 2] < 256:
                    i += 3;
                    break;
                case SreCode.Charset:
                    i += 9;
                    break;
                case SreCode.Category when (SreCategory)_program[i + 1] is SreCategory.Digit or SreCategory.Space
                    or SreCategory.Word or SreCategory.LineBreak:
                    i += 2;
                    break;
                default:
                    return true;
            }
        }
    }

    private void Fill()
    {
        for (uint c = 0; c < 256; c++)
        {
            Latin[c] = Compute(c);
        }
    }

    private bool Compute(uint c)
    {
        if (_fold == SreFold.Locale)
        {
            // Both cases count; the upper one only where it differs.
            SreLocale locale = _locale ?? SreLocale.C;
            uint lower = locale.Lower(c);
            uint upper = locale.Upper(c);
            return _complement != (Run(lower) || (upper != lower && Run(upper)) || (IsSingleLiteral && Run(c)));
        }
        // \w and its like stand alone more often than not.
        if (_category >= 0)
        {
            return SreCase.IsIn((SreCategory)_category, c, _locale);
        }
        return _complement != Run(SreCase.Lower(c, _fold, null));
    }

    // LITERAL_LOC_IGNORE also compares the character as it stands.
    private bool IsSingleLiteral => _program.Length == 3 && _program[0] == (uint)SreCode.Literal;

    private bool Run(uint c)
    {
        uint[] set = _program;
        bool found = true;
        int i = 0;
        while (true)
        {
            switch ((SreCode)set[i++])
            {
                case SreCode.Failure:
                    return !found;
                case SreCode.Literal:
                    if (c == set[i])
                    {
                        return found;
                    }
                    i++;
                    break;
                case SreCode.Category:
                    if (SreCase.IsIn((SreCategory)set[i], c, _locale))
                    {
                        return found;
                    }
                    i++;
                    break;
                case SreCode.Charset:
                    if (c < 256 && (set[i + (int)(c >> 5)] >> (int)(c & 31) & 1) != 0)
                    {
                        return found;
                    }
                    i += 8;
                    break;
                case SreCode.Range:
                    if (set[i] <= c && c <= set[i + 1])
                    {
                        return found;
                    }
                    i += 2;
                    break;
                case SreCode.RangeUniIgnore:
                    uint upper = SreCase.UnicodeToUpper(c);
                    if ((set[i] <= c && c <= set[i + 1]) || (set[i] <= upper && upper <= set[i + 1]))
                    {
                        return found;
                    }
                    i += 2;
                    break;
                case SreCode.Negate:
                    found = !found;
                    break;
                case SreCode.BigCharset:
                    if (c < 65536 && InBlock(set.AsSpan(i + 1), c))
                    {
                        return found;
                    }
                    i += 1 + 64 + (int)set[i] * 8;
                    break;
                default:
                    throw new SreCodeException();
            }
        }
    }

    // 256 block numbers, a byte each, then blocks of 256 bits.
    private static bool InBlock(ReadOnlySpan<uint> set, uint c)
    {
        int block = (int)(set[(int)(c >> 10)] >> (int)(c >> 8 & 3) * 8 & 255);
        return (set[64 + block * 8 + (int)(c >> 5 & 7)] >> (int)(c & 31) & 1) != 0;
    }
}
