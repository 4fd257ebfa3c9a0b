namespace Krait.Modules.Sre;

/// <summary>A pattern, ready to run. Immutable; may be used by several threads, each with a <see cref="SreContext"/>.</summary>
public sealed class SreProgram
{
    private SreContext? _spare;

    internal readonly int[] Code;
    internal readonly CharSet[] Sets;
    internal readonly int RegisterCount;
    internal readonly bool UsesLocale;

    /// <summary>No text shorter than this can match.</summary>
    internal readonly int MinWidth;

    /// <summary>Characters that every match begins with.</summary>
    internal readonly int[] Prefix = [];

    /// <summary>The prefix is the whole pattern.</summary>
    internal readonly bool IsLiteral;

    /// <summary>How many instructions at the start the prefix has already tested.</summary>
    internal readonly int PrefixSkip;

    /// <summary>What a match can begin with, if that is known and not everything.</summary>
    internal readonly FirstSet? First;

    /// <summary>What pairs a match can begin with, if it is at least two long and the pairs say enough.</summary>
    internal readonly FirstPair? Pair;

    /// <summary>The pattern can only match at the beginning of the text.</summary>
    internal readonly bool IsAnchored;

    /// <summary>The pattern can only match at the beginning of a line.</summary>
    internal readonly bool IsLineAnchored;

    /// <summary>The prefix as chars or bytes, for vectorised search; null where it does not fit.</summary>
    internal readonly char[]? PrefixChars;
    internal readonly byte[]? PrefixBytes;

    /// <summary>How many groups the pattern has, the whole match not counted.</summary>
    public int Groups { get; }

    /// <summary>The flags of the pattern, as <c>re</c> counts them.</summary>
    public int Flags { get; }

    /// <summary>Reads a code array of <c>re._compiler</c>.</summary>
    /// <exception cref="SreCodeException">It is not one.</exception>
    public SreProgram(uint[] code, int groups, int flags)
    {
        if (groups < 0 || code.Length == 0)
        {
            throw new SreCodeException();
        }
        Groups = groups;
        Flags = flags;
        var translator = new Translator(code, groups, SreContext.FirstMark + 2 * groups);
        int start = 0;
        if ((SreCode)code[0] == SreCode.Info)
        {
            start = ReadInfo(code, translator, out MinWidth, out Prefix, out int skip, out IsLiteral);
            PrefixSkip = skip;
        }
        translator.Translate(start);
        Code = translator.Code;
        Sets = translator.Sets;
        RegisterCount = translator.RegisterCount;
        UsesLocale = translator.UsesLocale;
        Analysis.MarkRepeats(Code, Sets);
        PrefixSkip = CountLiterals(PrefixSkip);
        First = Analysis.FindFirst(Code, Sets);
        Pair = First is not null && MinWidth >= 2 && Prefix.Length == 0 ? Analysis.FindPair(Code, Sets) : null;
        IsAnchored = (SreOp)Code[0] == SreOp.At && (SreAt)Code[1] is SreAt.Beginning or SreAt.BeginningString;
        IsLineAnchored = (SreOp)Code[0] == SreOp.At && (SreAt)Code[1] == SreAt.BeginningLine;
        if (Prefix.Length > 0)
        {
            var largest = 0u;
            foreach (int c in Prefix)
                largest = Math.Max(largest, (uint)c);
            PrefixChars = largest <= char.MaxValue ? new char[Prefix.Length] : null;
            PrefixBytes = largest <= byte.MaxValue ? new byte[Prefix.Length] : null;
            for (int i = 0; i < Prefix.Length; i++)
            {
                if (PrefixChars is not null)
                    PrefixChars[i] = (char)Prefix[i];
                if (PrefixBytes is not null)
                    PrefixBytes[i] = (byte)Prefix[i];
            }
        }
    }

    /// <summary>True where both were made of the same code.</summary>
    public bool HasSameCode(SreProgram other) => Code.AsSpan().SequenceEqual(other.Code);

    /// <summary>A context for one operation; give it back with <see cref="Return"/>.</summary>
    public SreContext Rent() => Interlocked.Exchange(ref _spare, null) ?? new SreContext(this);

    /// <summary>Keeps a context for the next <see cref="Rent"/>.</summary>
    public void Return(SreContext context)
    {
        context.Trim();
        _spare = context;
    }

    // INFO skip flags min max [length skip prefix... overlap...] or [charset]
    private static int ReadInfo(uint[] code, Translator translator, out int minWidth, out int[] prefix, out int prefixSkip,
        out bool isLiteral)
    {
        if (code.Length < 6 || code[1] < 4 || code[1] >= (uint)code.Length - 1)
        {
            throw new SreCodeException();
        }
        int after = 1 + (int)code[1];
        uint flags = code[2];
        minWidth = (int)Math.Min(code[3], int.MaxValue);
        prefix = [];
        prefixSkip = 0;
        // PREFIX 1, LITERAL 2, CHARSET 4. A prefix and a charset exclude each other; LITERAL speaks of the prefix.
        if ((flags & ~7u) != 0 || (flags & 5) == 5 || (flags & 3) == 2)
        {
            throw new SreCodeException();
        }
        isLiteral = (flags & 2) != 0;
        if ((flags & 1) != 0)
        {
            uint length = after >= 7 ? code[5] : 0;
            if (length == 0 || length > code.Length || 7 + 2 * (int)length != after || code[6] > length)
            {
                throw new SreCodeException();
            }
            prefix = new int[length];
            for (int i = 0; i < prefix.Length; i++)
                prefix[i] = (int)code[7 + i];
            prefixSkip = (int)code[6];
            for (int i = 7 + (int)length; i < after; i++)
            {
                if (code[i] >= length)
                {
                    throw new SreCodeException();
                }
            }
        }
        else if ((flags & 4) != 0)
        {
            translator.CheckSet(5, after);
        }
        else if (after != 5)
        {
            throw new SreCodeException();
        }
        return after;
    }

    private int CountLiterals(int limit)
    {
        int count = 0;
        while (count < limit && (SreOp)Code[2 * count] == SreOp.Literal && Code[2 * count + 1] == Prefix[count])
        {
            count++;
        }
        return count;
    }
}
