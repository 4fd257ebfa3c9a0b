namespace Krait.Modules.Sre;

/// <summary>The memory of one matching operation (registers, choices, trail), and its result. Used by one thread at a time.</summary>
public sealed class SreContext
{
    // Everything that backtracking restores is a register: the last mark, the last index, the marks, then the repeats.
    internal const int LastMarkRegister = 0;
    internal const int LastIndexRegister = 1;
    internal const int FirstMark = 2;

    private const int KeptLength = 4096;

    /// <summary>The program that this context is for.</summary>
    public SreProgram Program { get; }
    internal readonly int[] Registers;
    internal Choice[] Choices = new Choice[16];
    internal long[] Trail = new long[32];

    /// <summary>What LOCALE patterns go by; the "C" locale if null.</summary>
    public SreLocale? Locale { get; set; }

    /// <summary>Called every few thousand steps; may throw to end the operation (signals).</summary>
    public Action? Check { get; set; }

    /// <summary>Where the match begins.</summary>
    public int Start { get; internal set; }

    /// <summary>Where the match ends.</summary>
    public int End { get; internal set; }

    /// <summary>The number of the group that ended last; -1 if none did. <c>Match.lastindex</c> is this, -1 being None.</summary>
    public int LastIndex => Registers[LastIndexRegister];

    internal SreContext(SreProgram program)
    {
        Program = program;
        Registers = new int[program.RegisterCount];
        Registers.AsSpan().Fill(-1);
    }

    /// <summary>The span of a group, 1 to <see cref="SreProgram.Groups"/> (0: the whole match); (-1, -1) if it did not match.</summary>
    public (int Start, int End) Group(int group)
    {
        if (group == 0)
        {
            return (Start, End);
        }
        int mark = 2 * (group - 1);
        int start = Registers[FirstMark + mark];
        int end = Registers[FirstMark + mark + 1];
        return mark + 1 <= Registers[LastMarkRegister] && start >= 0 && end >= 0 ? (start, end) : (-1, -1);
    }

    /// <summary>The spans of the whole match and of all groups: start and end of each, -1 where a group did not match.</summary>
    public void CopySpans(Span<int> into)
    {
        for (int group = 0; group <= Program.Groups; group++)
        {
            (into[2 * group], into[2 * group + 1]) = Group(group);
        }
    }

    internal void Trim()
    {
        if (Choices.Length > KeptLength)
        {
            Choices = new Choice[16];
        }
        if (Trail.Length > KeptLength)
        {
            Trail = new long[32];
        }
        Check = null;
    }

    /// <summary>Where to go on when what comes after fails.</summary>
    internal struct Choice
    {
        internal int Pc;
        internal int Position;
        internal int Limit;
        internal int Trail;
    }
}
