using Krait.Runtime;

namespace Krait.Modules.Decimals;

/// <summary>C decimal arithmetic module</summary>
[PyModule("_decimal")]
internal static partial class DecimalModule
{
    private const int MaxIeeeBits = 512;

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        var state = DecimalState.Of(thread);
        state.Initialize(thread);
        var dict = module.Dict;
        foreach (var (name, type) in state.Classes)
            dict.SetItem(thread, name, type);
        dict.SetItem(thread, "DecimalTuple", state.DecimalTuple);
        dict.SetItem(thread, "DefaultContext", state.DefaultContext);
        dict.SetItem(thread, "BasicContext", state.BasicContext);
        dict.SetItem(thread, "ExtendedContext", state.ExtendedContext);
        dict.SetItem(thread, "HAVE_CONTEXTVAR", PyBool.True);
        dict.SetItem(thread, "HAVE_THREADS", PyBool.True);
        dict.SetItem(thread, "MAX_PREC", PyInt.From(DecimalContext.MaxPrec));
        dict.SetItem(thread, "MAX_EMAX", PyInt.From(DecimalContext.MaxEmax));
        dict.SetItem(thread, "MIN_EMIN", PyInt.From(DecimalContext.MinEmin));
        dict.SetItem(thread, "MIN_ETINY", PyInt.From(DecimalContext.MinEtiny));
        dict.SetItem(thread, "IEEE_CONTEXT_MAX_BITS", PyInt.From(MaxIeeeBits));
        foreach (var name in PyDecimalContext.RoundingNames)
            dict.SetItem(thread, name, PyStr.Intern(name));
        dict.SetItem(thread, "__version__", PyStr.From("1.70"));
        dict.SetItem(thread, "__libmpdec_version__", PyStr.From("2.5.1"));
    }

    /// <summary>Get the current default context.</summary>
    [PyFunction("getcontext")]
    private static PyObject GetContext(ThreadState thread) => DecimalState.Of(thread).Current(thread);

    /// <summary>Set a new default context.</summary>
    [PyFunction("setcontext")]
    private static void SetContext(ThreadState thread, PyObject context) =>
        DecimalState.Of(thread).SetCurrent(thread, context as PyDecimalContext ?? throw Errors.Type("argument must be a context"));

    /// <summary>
    /// Return a context manager for a copy of the supplied context.
    ///
    /// That will set the default context to a copy of ctx on entry to the
    /// with-statement and restore the previous default context when exiting
    /// the with-statement. If no context is supplied, a copy of the current
    /// default context is used.
    /// </summary>
    [PyFunction("localcontext", Signature = "($module, /, ctx=None, **kwargs)")]
    private static PyObject LocalContext(
        ThreadState thread,
        [Keyword, NoneAllowed] PyObject? ctx = null,
        [KeywordOnly] PyObject? prec = null,
        [KeywordOnly] PyObject? rounding = null,
        [KeywordOnly("Emin")] PyObject? emin = null,
        [KeywordOnly("Emax")] PyObject? emax = null,
        [KeywordOnly] PyObject? capitals = null,
        [KeywordOnly] PyObject? clamp = null,
        [KeywordOnly] PyObject? flags = null,
        [KeywordOnly] PyObject? traps = null)
    {
        var global = DecimalState.Of(thread).Current(thread);
        var local = PyDecimalContext.Optional(ctx) ?? global;
        local = local.Copy(thread);
        local.SetAll(thread, prec, rounding, emin, emax, capitals, clamp, flags, traps);
        return PyDecimalContextManager.Create(thread, local, global);
    }

    /// <summary>
    /// Return a context, initialized as one of the IEEE interchange formats.
    ///
    /// The argument must be a multiple of 32 and less than IEEE_CONTEXT_MAX_BITS.
    /// </summary>
    [PyFunction("IEEEContext")]
    private static PyObject IeeeContext(ThreadState thread, PyObject bits)
    {
        var width = Op.AsSsize(bits);
        if (width is <= 0 or > MaxIeeeBits || width % 32 != 0)
            throw Errors.Value($"argument must be a multiple of 32, with a maximum of {MaxIeeeBits}");
        var emax = 3L * (1L << (int)(width / 16 + 3));
        return PyDecimalContext.Create(thread, new DecimalContext
        {
            Prec = 9 * (width / 32) - 2,
            Emax = emax,
            Emin = 1 - emax,
            Clamp = true,
            Traps = DecimalSignals.None,
        });
    }
}

/// <summary>What <c>localcontext</c> returns.</summary>
[PyType("ContextManager", Module = "decimal", NoInstantiation = true, BasicSize = 32)]
internal sealed partial class PyDecimalContextManager : PyContainer
{
    private Ref<PyDecimalContext> _local;
    private Ref<PyDecimalContext> _global;

    private PyDecimalContextManager() : base(TypeObject)
    {
    }

    public static PyDecimalContextManager Create(ThreadState thread, PyDecimalContext local, PyDecimalContext global)
    {
        var made = thread.EnterNew(new PyDecimalContextManager());
        made._local.Value = local;
        made._global.Value = global;
        return made;
    }

    [PyMethod("__enter__")]
    private PyObject Enter(ThreadState thread)
    {
        DecimalState.Of(thread).SetCurrent(thread, _local.Value!);
        return _local.Value!;
    }

    [PyMethod("__exit__", Signature = "")]
    private bool Exit(ThreadState thread, ReadOnlySpan<PyObject> args)
    {
        DecimalState.Of(thread).SetCurrent(thread, _global.Value!);
        return false;
    }
}

/// <summary>The C# part of SignalDict: a mapping from signals to bools that shows the flags or the traps of a context.</summary>
[PyType("SignalDictMixin", Module = "decimal", BaseType = true, BasicSize = 24)]
internal partial class PySignalDict : PyObject
{
    private DecimalContext? _context;
    private bool _isTraps;

    private protected PySignalDict(PyType type) : base(type)
    {
    }

    public static PySignalDict Create(ThreadState thread, DecimalContext context, bool traps)
    {
        var made = (PySignalDict)Op.Call(thread, DecimalState.Of(thread).SignalDict);
        made._context = context;
        made._isTraps = traps;
        return made;
    }

    /// <summary>The signals that are set.</summary>
    public DecimalSignals Signals
    {
        get => Context is var context && _isTraps ? context.Traps : context.Flags;
        set
        {
            if (_isTraps)
                Context.Traps = value;
            else
                Context.Flags = value;
        }
    }

    private DecimalContext Context => _context ?? throw Errors.Value("invalid signal dict");

    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames) => type.Allocate!(thread, type);

    [PySlot(nameof(PyType.TpInit))]
    private static void Init(ThreadState thread, PyObject self, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
    }

    /// <summary>The flag of an exception class; KeyError for anything else.</summary>
    public static DecimalSignals FlagOf(ThreadState thread, PyObject signal)
    {
        foreach (var entry in DecimalState.Of(thread).Signals)
        {
            if (ReferenceEquals(entry.Type, signal))
                return entry.Flag;
        }
        throw Errors.New(
            ExceptionTypes.KeyError,
            "valid values for signals are:\n  [InvalidOperation, FloatOperation, DivisionByZero,\n   Overflow, Underflow, Subnormal, Inexact, Rounded,\n   Clamped]");
    }

    /// <summary>The flags that a list of signals, a SignalDict or a dict of all signals stands for.</summary>
    public static DecimalSignals FlagsOf(ThreadState thread, PyObject o, bool listAllowed)
    {
        var flags = DecimalSignals.None;
        switch (o)
        {
            case PyList list when listAllowed:
                foreach (var item in list.Items)
                    flags |= FlagOf(thread, item);
                return flags;
            case PySignalDict signals:
                return signals.Signals;
            case PyDict dict:
                return TryFlagsOf(thread, dict, out flags) ? flags : throw Errors.New(ExceptionTypes.KeyError, "invalid signal dict");
            default:
                throw Errors.Type("argument must be a signal dict");
        }
    }

    /// <summary>False where the keys are not exactly the signals.</summary>
    private static bool TryFlagsOf(ThreadState thread, PyDict dict, out DecimalSignals flags)
    {
        flags = DecimalSignals.None;
        var entries = DecimalState.Of(thread).Signals;
        if (dict.Count != entries.Length)
            return false;
        foreach (var entry in entries)
        {
            if (dict.GetItem(thread, entry.Type) is not { } value)
                return false;
            if (Op.IsTrue(thread, value))
                flags |= entry.Flag;
        }
        return true;
    }

    [PySlot(nameof(PyType.MpLength))]
    private long Length() => Context is null ? 0 : 9;

    [PySlot(nameof(PyType.MpSubscript))]
    private PyObject GetItem(ThreadState thread, PyObject key)
    {
        var signals = Signals;
        return PyBool.From((signals & FlagOf(thread, key)) != 0);
    }

    [PySlot(nameof(PyType.MpAssSubscript))]
    private void SetItem(ThreadState thread, PyObject key, PyObject? value)
    {
        var signals = Signals;
        if (value is null)
            throw Errors.Value("signal keys cannot be deleted");
        var flag = FlagOf(thread, key);
        Signals = Op.IsTrue(thread, value) ? signals | flag : signals & ~flag;
    }

    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iter(ThreadState thread)
    {
        _ = Context;
        return Op.GetIter(thread, DecimalState.Of(thread).SignalList(thread, (DecimalSignals)uint.MaxValue));
    }

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread)
    {
        var signals = Signals;
        var parts = new List<string>();
        foreach (var entry in DecimalState.Of(thread).Signals)
            parts.Add($"{Op.ReprText(thread, entry.Type)}:{((signals & entry.Flag) != 0 ? "True" : "False")}");
        return $"{{{string.Join(", ", parts)}}}";
    }

    [PySlot(nameof(PyType.TpRichCompare))]
    private static PyObject RichCompare(ThreadState thread, PyObject self, PyObject other, CompareOp op)
    {
        if (op is not (CompareOp.Eq or CompareOp.Ne))
            return PyNotImplemented.Instance;
        var signals = ((PySignalDict)self).Signals;
        DecimalSignals others;
        if (other is PySignalDict dict)
            others = dict.Signals;
        else if (other is not PyDict given || !TryFlagsOf(thread, given, out others))
            return PyNotImplemented.Instance;
        return PyBool.From(signals == others == (op == CompareOp.Eq));
    }

    [PyMethod("copy")]
    private PyObject Copy(ThreadState thread)
    {
        var signals = Signals;
        var dict = PyDict.Create(thread);
        foreach (var entry in DecimalState.Of(thread).Signals)
            dict.SetItem(thread, entry.Type, PyBool.From((signals & entry.Flag) != 0));
        return dict;
    }
}
