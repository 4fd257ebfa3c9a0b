using Krait.Modules.ContextVars;
using Krait.Runtime;

namespace Krait.Modules.Decimals;

/// <summary>A signal: its flag and its exception class.</summary>
internal readonly record struct SignalEntry(string Name, DecimalSignals Flag, PyType Type);

/// <summary>What the module <c>_decimal</c> keeps for an interpreter.</summary>
internal sealed class DecimalState : ModuleState
{
    private static readonly (string Name, DecimalSignals Flag, string[] Bases)[] s_classes =
    [
        ("Clamped", DecimalSignals.Clamped, []),
        ("Rounded", DecimalSignals.Rounded, []),
        ("Inexact", DecimalSignals.Inexact, []),
        ("Subnormal", DecimalSignals.Subnormal, []),
        ("Underflow", DecimalSignals.Underflow, ["Inexact", "Rounded", "Subnormal"]),
        ("Overflow", DecimalSignals.Overflow, ["Inexact", "Rounded"]),
        ("DivisionByZero", DecimalSignals.DivisionByZero, ["DecimalException", "ZeroDivisionError"]),
        ("FloatOperation", DecimalSignals.FloatOperation, ["DecimalException", "TypeError"]),
        ("InvalidOperation", DecimalSignals.AnyInvalid, []),
        ("ConversionSyntax", DecimalSignals.None, ["InvalidOperation"]),
        ("DivisionImpossible", DecimalSignals.None, ["InvalidOperation"]),
        ("DivisionUndefined", DecimalSignals.None, ["InvalidOperation", "ZeroDivisionError"]),
        ("InvalidContext", DecimalSignals.None, ["InvalidOperation"]),
    ];

    private static readonly string[] s_mapOrder =
    [
        "InvalidOperation", "FloatOperation", "DivisionByZero", "Overflow", "Underflow", "Subnormal", "Inexact", "Rounded", "Clamped",
    ];

    private readonly Dictionary<string, PyType> _classes = [];

    /// <summary>The signals in the order of a SignalDict.</summary>
    public SignalEntry[] Signals { get; private set; } = [];

    public PyObject SignalDict { get; private set; } = null!;

    public PyObject DecimalTuple { get; private set; } = null!;

    public PyObject Rational { get; private set; } = null!;

    public PyDecimalContext DefaultContext { get; private set; } = null!;

    public PyDecimalContext BasicContext { get; private set; } = null!;

    public PyDecimalContext ExtendedContext { get; private set; } = null!;

    /// <summary>The context variable that holds the current context.</summary>
    public PyContextVar ContextVariable { get; private set; } = null!;

    public static DecimalState Of(ThreadState thread) => thread.Interpreter.ModuleState<DecimalState>();

    /// <summary>The exception classes by name.</summary>
    public IReadOnlyDictionary<string, PyType> Classes => _classes;

    public void Initialize(ThreadState thread)
    {
        if (Signals.Length > 0)
            return;
        MakeExceptions(thread);
        var numbers = Op.ImportModule(thread, "numbers");
        Op.CallMethod(thread, Op.GetAttr(thread, numbers, "Number"), "register", PyDecimal.TypeObject);
        Rational = Keep(Op.GetAttr(thread, numbers, "Rational"));
        MakeSignalDict(thread);
        MakeTuple(thread);
        DefaultContext = Keep(PyDecimalContext.Create(thread, new DecimalContext()));
        BasicContext = Keep(PyDecimalContext.Create(thread, new DecimalContext
        {
            Prec = 9,
            Rounding = DecimalRounding.HalfUp,
            Traps = DecimalSignals.AnyInvalid | DecimalSignals.DivisionByZero | DecimalSignals.Overflow | DecimalSignals.Underflow | DecimalSignals.Clamped,
        }));
        ExtendedContext = Keep(PyDecimalContext.Create(thread, new DecimalContext { Prec = 9, Traps = DecimalSignals.None }));
        ContextVariable = Keep((PyContextVar)Op.Call(thread, PyContextVar.TypeObject, PyStr.From("decimal_context")));
    }

    private void MakeExceptions(ThreadState thread)
    {
        _classes["DecimalException"] = Keep(ModuleExceptions.Define(thread, "decimal", "DecimalException", ExceptionTypes.ArithmeticError));
        foreach (var (name, _, bases) in s_classes)
        {
            var types = bases.Length == 0 ? [_classes["DecimalException"]] : new PyObject[bases.Length];
            for (var i = 0; i < bases.Length; i++)
            {
                types[i] = bases[i] switch
                {
                    "ZeroDivisionError" => ExceptionTypes.ZeroDivisionError,
                    "TypeError" => ExceptionTypes.TypeError,
                    _ => _classes[bases[i]],
                };
            }
            _classes[name] = Keep(ModuleExceptions.Define(thread, "decimal", name, types));
        }
        Signals = new SignalEntry[s_mapOrder.Length];
        for (var i = 0; i < Signals.Length; i++)
        {
            var name = s_mapOrder[i];
            Signals[i] = new SignalEntry(name, s_classes.First(c => c.Name == name).Flag, _classes[name]);
        }
    }

    private void MakeSignalDict(ThreadState thread)
    {
        var mapping = Op.ImportFrom(thread, "collections.abc", "MutableMapping");
        var bases = PyTuple.Create(thread, PySignalDict.TypeObject, mapping);
        SignalDict = Keep(Op.Call(thread, mapping.Type, PyStr.From("SignalDict"), bases, PyDict.Create(thread)));
    }

    private void MakeTuple(ThreadState thread)
    {
        DecimalTuple = Keep(Op.Call(
            thread,
            Op.ImportFrom(thread, "collections", "namedtuple"),
            [PyStr.From("DecimalTuple"), PyStr.From("sign digits exponent"), PyStr.From("decimal")],
            PyTuple.Create(thread, PyStr.Intern("module"))));
    }

    /// <summary>The exception classes of a set of signals, in the order of a SignalDict.</summary>
    public PyList SignalList(ThreadState thread, DecimalSignals flags)
    {
        var list = PyList.Create(thread);
        foreach (var signal in Signals)
        {
            if ((flags & signal.Flag) != 0)
                list.Append(signal.Type);
        }
        return list;
    }

    /// <summary>Adds conditions to a context's flags; those that are trapped are raised.</summary>
    public static void Signal(ThreadState thread, DecimalContext context, DecimalSignals status)
    {
        if (status == DecimalSignals.None)
            return;
        var trapped = context.AddStatus(status);
        if (trapped != DecimalSignals.None)
            throw Of(thread).Error(thread, trapped);
    }

    private PythonException Error(ThreadState thread, DecimalSignals trapped)
    {
        if ((trapped & DecimalSignals.MallocError) != 0)
            return Errors.Memory();
        var conditions = PyList.Create(thread);
        foreach (var name in DecimalContext.ConditionNames(trapped))
            conditions.Append(_classes[name]);
        return Errors.New(thread, _classes[DecimalContext.ExceptionName(trapped)], conditions);
    }

    /// <summary>The current context; made from the default one where there is none yet.</summary>
    public PyDecimalContext Current(ThreadState thread)
    {
        if (PyContext.Current(thread).Get(ContextVariable) is PyDecimalContext found)
            return found;
        var made = DefaultContext.Copy(thread);
        made.Engine.Flags = DecimalSignals.None;
        SetVariable(thread, made);
        return made;
    }

    /// <summary>Makes a context the current one; of a template a copy.</summary>
    public void SetCurrent(ThreadState thread, PyDecimalContext context)
    {
        if (ReferenceEquals(context, DefaultContext) || ReferenceEquals(context, BasicContext) || ReferenceEquals(context, ExtendedContext))
        {
            context = context.Copy(thread);
            context.Engine.Flags = DecimalSignals.None;
        }
        SetVariable(thread, context);
    }

    private void SetVariable(ThreadState thread, PyObject context) => PyContext.Current(thread).Set(thread, ContextVariable, context);
}
