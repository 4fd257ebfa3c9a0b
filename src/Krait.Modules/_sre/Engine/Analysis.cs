namespace Krait.Modules.Sre;

/// <summary>What can be known of a program before it runs: where repeats need not give back, and how a match can begin.</summary>
internal static class Analysis
{
    /// <summary>Marks repeats of one character whose tail can only begin with a certain character, and turns those into possessive
    /// ones whose tail begins with a character that the repeated item excludes: giving back could never help them.</summary>
    internal static void MarkRepeats(int[] code, CharSet[] sets)
    {
        for (int pc = 0; pc < code.Length; pc += SreOps.Length((SreOp)code[pc]))
        {
            SreOp op = (SreOp)code[pc];
            if (op is not (SreOp.RepeatOne or SreOp.MinRepeatOne))
            {
                continue;
            }
            int next = SkipMarks(code, pc + SreOps.RepeatOneLength);
            if ((SreOp)code[next] == SreOp.Literal)
            {
                code[pc + 5] = 1;
                code[pc + 6] = code[next + 1];
            }
            if (op == SreOp.RepeatOne && Excludes(code, sets, pc + 3, next))
            {
                code[pc] = (int)SreOp.PossessiveOne;
            }
        }
    }

    private static int SkipMarks(int[] code, int pc)
    {
        while ((SreOp)code[pc] is SreOp.Mark or SreOp.Jump)
        {
            pc = (SreOp)code[pc] == SreOp.Mark ? pc + 2 : code[pc + 1];
        }
        return pc;
    }

    private static bool Excludes(int[] code, CharSet[] sets, int item, int next)
    {
        uint argument = (uint)code[item + 1];
        uint other = next + 1 < code.Length ? (uint)code[next + 1] : 0;
        switch ((SreOp)code[next])
        {
            case SreOp.Literal:
                return (SreOp)code[item] switch
                {
                    SreOp.Any => other == '\n',
                    SreOp.Literal => argument != other,
                    SreOp.NotLiteral => argument == other,
                    SreOp.Set => !sets[argument].DependsOnLocale && !sets[argument].Contains(other),
                    _ => false,
                };
            case SreOp.Set:
                return (SreOp)code[item] switch
                {
                    SreOp.Literal => !sets[other].DependsOnLocale && !sets[other].Contains(argument),
                    SreOp.Set => sets[argument].IsDisjoint(sets[other]),
                    _ => false,
                };
            default:
                return false;
        }
    }

    /// <summary>The characters that a match can begin with; null where it can be empty, or where that is not known.</summary>
    internal static FirstSet? FindFirst(int[] code, CharSet[] sets)
    {
        var first = new FirstSet();
        int budget = 200;
        return Collect(code, sets, 0, first, ref budget) && !first.IsEverything ? first : null;
    }

    /// <summary>The pairs of characters that a match of at least two can begin with; null where that says too little.</summary>
    internal static FirstPair? FindPair(int[] code, CharSet[] sets)
    {
        var pair = new FirstPair();
        int budget = 60;
        return CollectPairs(code, sets, 0, pair, ref budget) && pair.IsSelective ? pair : null;
    }

    // Walks as Collect does, and looks one character further from each instruction that takes one.
    private static bool CollectPairs(int[] code, CharSet[] sets, int pc, FirstPair pair, ref int budget)
    {
        while (--budget > 0)
        {
            SreOp op = (SreOp)code[pc];
            switch (op)
            {
                case SreOp.Fail:
                    return true;
                case SreOp.Mark or SreOp.At or SreOp.AtomicStart:
                    pc += 2;
                    break;
                case SreOp.Jump:
                    pc = code[pc + 1];
                    break;
                case SreOp.Literal or SreOp.NotLiteral or SreOp.Any or SreOp.AnyAll or SreOp.Set:
                    return AddPair(code, sets, pc, pc + SreOps.Length(op), null, pair);
                case SreOp.Branch:
                    if (!CollectPairs(code, sets, pc + 2, pair, ref budget))
                    {
                        return false;
                    }
                    pc = code[pc + 1];
                    break;
                case SreOp.RepeatOne or SreOp.MinRepeatOne or SreOp.PossessiveOne:
                    if (!AddPair(code, sets, pc + 3, pc + SreOps.RepeatOneLength, pc + 3, pair))
                    {
                        return false;
                    }
                    if (code[pc + 1] > 0)
                    {
                        return true;
                    }
                    pc += SreOps.RepeatOneLength;
                    break;
                default:
                    return false;
            }
        }
        return false;
    }

    private static bool AddPair(int[] code, CharSet[] sets, int item, int tail, int? again, FirstPair pair)
    {
        var first = new FirstSet();
        var second = new FirstSet();
        if (!first.Add((SreOp)code[item], code[item + 1], sets))
        {
            return false;
        }
        int budget = 60;
        bool known = Collect(code, sets, tail, second, ref budget)
            && (again is not int repeated || second.Add((SreOp)code[repeated], code[repeated + 1], sets));
        pair.Add(first, known ? second : null);
        return true;
    }

    // False: gives up. Jumps only go forward except through repeats, which are not followed back.
    private static bool Collect(int[] code, CharSet[] sets, int pc, FirstSet first, ref int budget)
    {
        while (--budget > 0)
        {
            SreOp op = (SreOp)code[pc];
            switch (op)
            {
                case SreOp.Fail:
                    return true;
                case SreOp.Mark:
                case SreOp.At:
                case SreOp.AtomicStart:
                    pc += 2;
                    break;
                case SreOp.Jump:
                    pc = code[pc + 1];
                    break;
                case SreOp.Literal or SreOp.NotLiteral or SreOp.Any or SreOp.AnyAll or SreOp.Set:
                    return first.Add(op, op is SreOp.Any or SreOp.AnyAll ? 0 : code[pc + 1], sets);
                case SreOp.Branch:
                    if (!Collect(code, sets, pc + 2, first, ref budget))
                    {
                        return false;
                    }
                    pc = code[pc + 1];
                    break;
                case SreOp.RepeatOne or SreOp.MinRepeatOne or SreOp.PossessiveOne:
                    if (!first.Add((SreOp)code[pc + 3], code[pc + 4], sets))
                    {
                        return false;
                    }
                    if (code[pc + 1] > 0)
                    {
                        return true;
                    }
                    pc += SreOps.RepeatOneLength;
                    break;
                case SreOp.RepeatStart:
                    if (code[pc + 3] == 0)
                    {
                        int until = code[pc + 2];
                        int tail = until + ((SreOp)code[until] == SreOp.MaxUntil ? 5 : 6);
                        if (!Collect(code, sets, tail, first, ref budget))
                        {
                            return false;
                        }
                    }
                    pc += 4;
                    break;
                default:
                    return false;
            }
        }
        return false;
    }
}

/// <summary>A set of characters that a match can begin with: exact for Latin-1, all or nothing above.</summary>
internal sealed class FirstSet
{
    internal readonly bool[] Latin = new bool[256];

    internal bool BeyondLatin;

    internal bool IsEverything => BeyondLatin && !Latin.AsSpan().Contains(false);

    /// <summary>Adds what an instruction accepts; false where that can change.</summary>
    internal bool Add(SreOp op, int argument, CharSet[] sets)
    {
        switch (op)
        {
            case SreOp.Literal:
                if ((uint)argument < 256)
                {
                    Latin[argument] = true;
                }
                else
                {
                    BeyondLatin = true;
                }
                return true;
            case SreOp.Set:
                CharSet set = sets[argument];
                for (int c = 0; c < 256; c++)
                {
                    Latin[c] |= set.Latin[c];
                }
                BeyondLatin |= set.MayHoldBeyondLatin;
                return !set.DependsOnLocale;
            default:
                for (int c = 0; c < 256; c++)
                {
                    Latin[c] |= op switch { SreOp.Any => c != '\n', SreOp.NotLiteral => c != argument, _ => true };
                }
                BeyondLatin = true;
                return true;
        }
    }
}

/// <summary>Pairs of characters that a match can begin with. Each way to begin has a bit; a pair is possible where the two
/// characters have one in common.</summary>
internal sealed class FirstPair
{
    internal readonly byte[] First = new byte[256];
    internal readonly byte[] Second = new byte[256];
    internal byte FirstBeyond;
    internal byte SecondBeyond;

    private int _ways;

    /// <summary>True where the second character excludes a good part of what the first one lets through.</summary>
    internal bool IsSelective
    {
        get
        {
            int possible = 0;
            for (int c = ' '; c < 127; c++)
            {
                possible += Second[c] != 0 ? 1 : 0;
            }
            return possible < 64;
        }
    }

    /// <summary>Adds a way to begin; with no second set anything may follow. More than eight ways share bits.</summary>
    internal void Add(FirstSet first, FirstSet? second)
    {
        byte bit = (byte)(1 << (_ways++ & 7));
        for (int c = 0; c < 256; c++)
        {
            First[c] |= first.Latin[c] ? bit : (byte)0;
            Second[c] |= second is null || second.Latin[c] ? bit : (byte)0;
        }
        FirstBeyond |= first.BeyondLatin ? bit : (byte)0;
        SecondBeyond |= second is null || second.BeyondLatin ? bit : (byte)0;
    }
}
