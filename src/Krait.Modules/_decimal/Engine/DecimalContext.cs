namespace Krait.Modules.Decimals;

/// <summary>The conditions of the General Decimal Arithmetic specification, with the bits that <c>_decimal</c> gives them.</summary>
[Flags]
public enum DecimalSignals : uint
{
    None = 0,
    Clamped = 0x1,
    ConversionSyntax = 0x2,
    DivisionByZero = 0x4,
    DivisionImpossible = 0x8,
    DivisionUndefined = 0x10,
    FpuError = 0x20,
    Inexact = 0x40,
    InvalidContext = 0x80,
    InvalidOperation = 0x100,
    MallocError = 0x200,
    NotImplemented = 0x400,
    Overflow = 0x800,
    Rounded = 0x1000,
    Subnormal = 0x2000,
    Underflow = 0x4000,
    FloatOperation = 0x8000,

    /// <summary>Everything that the InvalidOperation signal covers.</summary>
    AnyInvalid = ConversionSyntax | DivisionImpossible | DivisionUndefined | FpuError | InvalidContext | InvalidOperation | MallocError,
}

/// <summary>The rounding modes, with the numbers that <c>_decimal</c> gives them.</summary>
public enum DecimalRounding
{
    Up,
    Down,
    Ceiling,
    Floor,
    HalfUp,
    HalfDown,
    HalfEven,
    ZeroFiveUp,
}

/// <summary>Precision, exponent limits, rounding, flags and traps.</summary>
public sealed class DecimalContext
{
    public const long MaxPrec = 999999999999999999;
    public const long MaxEmax = 999999999999999999;
    public const long MinEmin = -999999999999999999;
    public const long MinEtiny = MinEmin - (MaxPrec - 1);

    public long Prec { get; set; } = 28;

    public long Emax { get; set; } = 999999;

    public long Emin { get; set; } = -999999;

    public DecimalRounding Rounding { get; set; } = DecimalRounding.HalfEven;

    public bool Clamp { get; set; }

    public bool Capitals { get; set; } = true;

    public DecimalSignals Flags { get; set; }

    public DecimalSignals Traps { get; set; } =
        DecimalSignals.AnyInvalid | DecimalSignals.DivisionByZero | DecimalSignals.Overflow;

    public long Etiny => Emin - (Prec - 1);

    public long Etop => Emax - (Prec - 1);

    /// <summary>The widest context there is: for exact operations.</summary>
    public static DecimalContext Max() =>
        new() { Prec = MaxPrec, Emax = MaxEmax, Emin = MinEmin, Rounding = DecimalRounding.HalfEven, Traps = DecimalSignals.None };

    public DecimalContext Copy() => (DecimalContext)MemberwiseClone();

    /// <summary>A copy for intermediate results: all of the exponent range, half-even.</summary>
    internal DecimalContext Work(long prec) => new()
    {
        Prec = prec,
        Emax = MaxEmax,
        Emin = MinEmin,
        Rounding = DecimalRounding.HalfEven,
        Traps = DecimalSignals.None,
    };

    /// <summary>Sets the flags; what remains is trapped and becomes an exception.</summary>
    public DecimalSignals AddStatus(DecimalSignals status)
    {
        Flags |= status;
        return status & (Traps | DecimalSignals.MallocError);
    }

    private static readonly (DecimalSignals Signal, string Name)[] s_signals =
    [
        (DecimalSignals.AnyInvalid, "InvalidOperation"),
        (DecimalSignals.FloatOperation, "FloatOperation"),
        (DecimalSignals.DivisionByZero, "DivisionByZero"),
        (DecimalSignals.Overflow, "Overflow"),
        (DecimalSignals.Underflow, "Underflow"),
        (DecimalSignals.Subnormal, "Subnormal"),
        (DecimalSignals.Inexact, "Inexact"),
        (DecimalSignals.Rounded, "Rounded"),
        (DecimalSignals.Clamped, "Clamped"),
    ];

    private static readonly (DecimalSignals Signal, string Name)[] s_invalidConditions =
    [
        (DecimalSignals.InvalidOperation, "InvalidOperation"),
        (DecimalSignals.ConversionSyntax, "ConversionSyntax"),
        (DecimalSignals.DivisionImpossible, "DivisionImpossible"),
        (DecimalSignals.DivisionUndefined, "DivisionUndefined"),
        (DecimalSignals.InvalidContext, "InvalidContext"),
    ];

    /// <summary>The class of the exception for trapped conditions, as <see cref="AddStatus"/> returned them.</summary>
    public static string ExceptionName(DecimalSignals trapped)
    {
        foreach (var (signal, name) in s_signals)
        {
            if ((trapped & signal) != 0)
                return name;
        }
        return "";
    }

    /// <summary>The classes in the list that the exception gets as its argument, in order.</summary>
    public static List<string> ConditionNames(DecimalSignals trapped)
    {
        var names = new List<string>();
        foreach (var (signal, name) in s_invalidConditions)
        {
            if ((trapped & signal) != 0)
                names.Add(name);
        }
        foreach (var (signal, name) in s_signals)
        {
            if (signal != DecimalSignals.AnyInvalid && (trapped & signal) != 0)
                names.Add(name);
        }
        return names;
    }
}
