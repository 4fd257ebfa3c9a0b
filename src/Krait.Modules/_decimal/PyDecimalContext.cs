using Krait.Runtime;

namespace Krait.Modules.Decimals;

/// <summary>
/// The context affects almost all operations and controls rounding,
/// Over/Underflow, raising of exceptions and much more.
/// </summary>
[PyType("Context", Module = "decimal", BaseType = true, BasicSize = 104), PyModuleType("_decimal")]
internal partial class PyDecimalContext : PyContainer
{
    /// <summary>The names of the rounding modes, in the order of <see cref="DecimalRounding"/>.</summary>
    public static readonly string[] RoundingNames =
    [
        "ROUND_UP", "ROUND_DOWN", "ROUND_CEILING", "ROUND_FLOOR", "ROUND_HALF_UP", "ROUND_HALF_DOWN", "ROUND_HALF_EVEN", "ROUND_05UP",
    ];

    /// <summary>The signals in the order in which the repr shows them.</summary>
    private static readonly (string Name, DecimalSignals Flag)[] s_shown =
    [
        ("Clamped", DecimalSignals.Clamped),
        ("InvalidOperation", DecimalSignals.AnyInvalid),
        ("DivisionByZero", DecimalSignals.DivisionByZero),
        ("Inexact", DecimalSignals.Inexact),
        ("FloatOperation", DecimalSignals.FloatOperation),
        ("Overflow", DecimalSignals.Overflow),
        ("Rounded", DecimalSignals.Rounded),
        ("Subnormal", DecimalSignals.Subnormal),
        ("Underflow", DecimalSignals.Underflow),
    ];

    private Ref<PySignalDict> _flags;
    private Ref<PySignalDict> _traps;

    private protected PyDecimalContext(PyType type) : base(type)
    {
    }

    /// <summary>The settings, flags and traps.</summary>
    internal DecimalContext Engine { get; private set; } = new();

    /// <summary>A context with these settings, floating.</summary>
    public static PyDecimalContext Create(ThreadState thread, DecimalContext engine) =>
        thread.EnterNew(new PyDecimalContext(TypeObject) { Engine = engine });

    /// <summary>A copy of exact type Context, flags included.</summary>
    public PyDecimalContext Copy(ThreadState thread) => Create(thread, Engine.Copy());

    /// <summary>The context given as an optional argument; null for None.</summary>
    public static PyDecimalContext? Optional(PyObject? o) => o switch
    {
        null or PyNone => null,
        PyDecimalContext context => context,
        _ => throw Errors.Type("optional argument must be a context"),
    };

    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var made = (PyDecimalContext)type.Allocate!(thread, type);
        made.Engine = DecimalState.Of(thread).DefaultContext.Engine.Copy();
        made.Engine.Flags = DecimalSignals.None;
        return made;
    }

    [PyInit]
    private void Init(
        ThreadState thread,
        [Keyword] PyObject? prec = null,
        [Keyword] PyObject? rounding = null,
        [Keyword("Emin")] PyObject? emin = null,
        [Keyword("Emax")] PyObject? emax = null,
        [Keyword] PyObject? capitals = null,
        [Keyword] PyObject? clamp = null,
        [Keyword] PyObject? flags = null,
        [Keyword] PyObject? traps = null) =>
        SetAll(thread, prec, rounding, emin, emax, capitals, clamp, flags, traps);

    /// <summary>Sets what is given; null and None leave a setting.</summary>
    public void SetAll(
        ThreadState thread, PyObject? prec, PyObject? rounding, PyObject? emin, PyObject? emax, PyObject? capitals, PyObject? clamp, PyObject? flags, PyObject? traps)
    {
        if (prec is not (null or PyNone))
            SetPrec(prec);
        if (rounding is not (null or PyNone))
            SetRounding(rounding);
        if (emin is not (null or PyNone))
            SetEmin(emin);
        if (emax is not (null or PyNone))
            SetEmax(emax);
        if (capitals is not (null or PyNone))
            SetCapitals(capitals);
        if (clamp is not (null or PyNone))
            SetClamp(clamp);
        if (traps is not (null or PyNone))
            Engine.Traps = PySignalDict.FlagsOf(thread, traps, true);
        if (flags is not (null or PyNone))
            Engine.Flags = PySignalDict.FlagsOf(thread, flags, true);
    }

    private static PyObject Given(PyObject? value) =>
        value ?? throw Errors.New(ExceptionTypes.AttributeError, "context attributes cannot be deleted");

    private static long Ranged(PyObject? value, long least, long most, string message)
    {
        var number = Op.AsSsize(Given(value));
        return number >= least && number <= most ? number : throw Errors.Value(message);
    }

    [PyGetter("prec")]
    private long Prec => Engine.Prec;

    [PySetter("prec")]
    private void SetPrec(PyObject? value) => Engine.Prec = Ranged(value, 1, DecimalContext.MaxPrec, "valid range for prec is [1, MAX_PREC]");

    [PyGetter("Emin")]
    private long Emin => Engine.Emin;

    [PySetter("Emin")]
    private void SetEmin(PyObject? value) => Engine.Emin = Ranged(value, DecimalContext.MinEmin, 0, "valid range for Emin is [MIN_EMIN, 0]");

    [PyGetter("Emax")]
    private long Emax => Engine.Emax;

    [PySetter("Emax")]
    private void SetEmax(PyObject? value) => Engine.Emax = Ranged(value, 0, DecimalContext.MaxEmax, "valid range for Emax is [0, MAX_EMAX]");

    [PyGetter("capitals")]
    private long Capitals => Engine.Capitals ? 1 : 0;

    [PySetter("capitals")]
    private void SetCapitals(PyObject? value) => Engine.Capitals = Ranged(value, 0, 1, "valid values for capitals are 0 or 1") != 0;

    [PyGetter("clamp")]
    private long Clamp => Engine.Clamp ? 1 : 0;

    [PySetter("clamp")]
    private void SetClamp(PyObject? value) => Engine.Clamp = Ranged(value, 0, 1, "valid values for clamp are 0 or 1") != 0;

    [PyGetter("rounding")]
    private string Rounding => RoundingNames[(int)Engine.Rounding];

    [PySetter("rounding")]
    private void SetRounding(PyObject? value) => Engine.Rounding = RoundingOf(Given(value));

    /// <summary>The rounding mode with a name; TypeError where there is none.</summary>
    public static DecimalRounding RoundingOf(PyObject value)
    {
        if (value is PyStr { Bmp: { } name } && Array.IndexOf(RoundingNames, name) is >= 0 and var index)
            return (DecimalRounding)index;
        throw Errors.Type(
            "valid values for rounding are:\n  [ROUND_CEILING, ROUND_FLOOR, ROUND_UP, ROUND_DOWN,\n   ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN,\n   ROUND_05UP]");
    }

    [PyGetter("flags")]
    private PyObject FlagsDict(ThreadState thread) => _flags.Value ??= PySignalDict.Create(thread, Engine, false);

    [PySetter("flags")]
    private void SetFlagsDict(ThreadState thread, PyObject? value) => Engine.Flags = PySignalDict.FlagsOf(thread, Given(value), false);

    [PyGetter("traps")]
    private PyObject TrapsDict(ThreadState thread) => _traps.Value ??= PySignalDict.Create(thread, Engine, true);

    [PySetter("traps")]
    private void SetTraps(ThreadState thread, PyObject? value) => Engine.Traps = PySignalDict.FlagsOf(thread, Given(value), false);

    private static string Shown(DecimalSignals signals)
    {
        var names = new List<string>();
        foreach (var (name, flag) in s_shown)
        {
            if ((signals & flag) != 0)
                names.Add(name);
        }
        return $"[{string.Join(", ", names)}]";
    }

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr() =>
        $"Context(prec={Prec}, rounding={Rounding}, Emin={Emin}, Emax={Emax}, capitals={Capitals}, clamp={Clamp}, "
        + $"flags={Shown(Engine.Flags)}, traps={Shown(Engine.Traps)})";

    /// <remarks>Return a duplicate of the context with all flags cleared.</remarks>
    [PyMethod("copy")]
    [PyMethod("__copy__")]
    private PyObject CopyMethod(ThreadState thread) => Copy(thread);

    [PyMethod("__reduce__")]
    private PyObject Reduce(ThreadState thread)
    {
        var state = DecimalState.Of(thread);
        var args = PyTuple.Create(
            thread,
            PyInt.From(Prec),
            PyStr.From(Rounding),
            PyInt.From(Emin),
            PyInt.From(Emax),
            PyInt.From(Capitals),
            PyInt.From(Clamp),
            state.SignalList(thread, Engine.Flags),
            state.SignalList(thread, Engine.Traps));
        return PyTuple.Create(thread, Type, args);
    }

    /// <summary>Reset all flags to False.</summary>
    [PyMethod("clear_flags")]
    private void ClearFlags() => Engine.Flags = DecimalSignals.None;

    /// <summary>Set all traps to False.</summary>
    [PyMethod("clear_traps")]
    private void ClearTraps() => Engine.Traps = DecimalSignals.None;

    /// <summary>Return a value equal to Emin - prec + 1, the minimum exponent value for subnormal results.</summary>
    [PyMethod("Etiny")]
    private long Etiny() => Engine.Etiny;

    /// <summary>Return a value equal to Emax - prec + 1, the maximum exponent where the clamp field of the context is set to 1.</summary>
    [PyMethod("Etop")]
    private long Etop() => Engine.Etop;

    /// <summary>Return 10.</summary>
    [PyMethod("radix")]
    private PyObject Radix() => PyDecimal.From(DecimalValue.FromInteger(10));

    [PyMethod("_unsafe_setprec", Signature = "")]
    private void UnsafeSetPrec(PyObject value) => Engine.Prec = Op.AsSsize(value);

    [PyMethod("_unsafe_setemin", Signature = "")]
    private void UnsafeSetEmin(PyObject value) => Engine.Emin = Op.AsSsize(value);

    [PyMethod("_unsafe_setemax", Signature = "")]
    private void UnsafeSetEmax(PyObject value) => Engine.Emax = Op.AsSsize(value);

    /// <summary>Create a new Decimal instance from num, rounded to this context.</summary>
    [PyMethod("create_decimal", Signature = "($self, num=\"0\", /)")]
    private PyObject CreateDecimal(ThreadState thread, PyObject? num = null) => PyDecimal.CreateRounded(thread, num, this);

    /// <summary>Create a new Decimal instance from float f, rounded to this context.</summary>
    [PyMethod("create_decimal_from_float")]
    private PyObject CreateDecimalFromFloat(ThreadState thread, PyObject f)
    {
        var exact = PyDecimal.FloatOrInt(f);
        var status = DecimalSignals.None;
        var result = DecimalMath.Finalize(exact, Engine, ref status);
        DecimalState.Signal(thread, Engine, status);
        return PyDecimal.From(result);
    }
}
