using Krait.Runtime;

namespace Krait.Modules.ContextVars;

/// <summary>Context variables (PEP 567).</summary>
[PyModule("_contextvars")]
internal static partial class ContextVarsModule
{
    /// <remarks>Return a copy of the current context.</remarks>
    [PyFunction("copy_context")]
    private static PyObject CopyContext(ThreadState thread) => PyContext.Current(thread).Copy(thread);

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        // Immortal, as the type is: all interpreters share it.
        PyContextToken.TypeObject.Dict.SetItem(thread, "MISSING", PyTokenMissing.Instance);
        PyContextToken.TypeObject.Modified();
    }
}

/// <summary>A mapping of context variables to their values.</summary>
[PyType("Context", Module = "_contextvars", BasicSize = 64, IsMapping = true)]
[PyModuleType("_contextvars")]
public sealed partial class PyContext : PyContainer, IWeakReferenceable
{
    /// <summary>The values; null for none. Shared with the copies of this context that have not changed since.</summary>
    private Ref<PyContextTable> _table;

    private Ref<PyContext> _previous;
    private bool _isEntered;
    private WeakReferenceList? _weakReferences;

    private PyContext(PyType type) : base(type)
    {
    }

    internal override ref WeakReferenceList? WeakReferences => ref _weakReferences;

    [PySlot(nameof(PyType.TpNew))]
    private static PyObject New(ThreadState thread, PyType type, ReadOnlySpan<PyObject> args, PyTuple? keywordNames) => args.Length == 0
        ? thread.EnterNew(new PyContext(TypeObject))
        : throw Errors.Type("Context() does not accept any arguments");

    /// <summary>The thread's context, made at the first use.</summary>
    internal static PyContext Current(ThreadState thread)
    {
        if (thread.Context.Value is PyContext context)
            return context;
        context = thread.EnterNew(new PyContext(TypeObject));
        thread.Context.Value = context;
        return context;
    }

    private IEnumerable<KeyValuePair<PyObject, PyObject>> Pairs => _table.Value?.Pairs ?? [];

    internal PyObject? Get(PyContextVar variable) => _table.Value?.Get(variable);

    internal void Set(ThreadState thread, PyContextVar variable, PyObject? value)
    {
        if (_table.Value is not { } table)
            _table.Value = table = PyContextTable.Create(thread);
        else if (table.RefCount > 1)
            _table.Value = table = table.Copy(thread);
        if (value is null)
            table.Remove(variable);
        else
            table.Set(variable, value);
    }

    /// <summary>Return a shallow copy of the context object.</summary>
    [PyMethod("copy")]
    internal PyContext Copy(ThreadState thread)
    {
        var copy = thread.EnterNew(new PyContext(TypeObject));
        copy._table.Value = _table.Value;
        return copy;
    }

    /// <remarks>Runs a function in this context; what it sets stays in it.</remarks>
    [PyMethod("run", Signature = "")]
    private PyObject Run(ThreadState thread, ReadOnlySpan<PyObject> args, [KeywordArguments] PyDict? kwargs)
    {
        if (args.Length == 0)
            throw Errors.Type("run() missing 1 required positional argument");
        Enter(thread);
        try
        {
            // The caller's stack has all that is used here: a thread's whole work runs inside this call.
            using var _ = thread.HoldNothing(args[0]);
            return kwargs is null
                ? Op.Call(thread, args[0], args[1..])
                : Op.CallWithDict(thread, args[0], PyTuple.Create(thread, args[1..]), kwargs);
        }
        finally
        {
            Exit(thread);
        }
    }

    /// <summary>Makes this the thread's context until <see cref="Exit"/>.</summary>
    internal void Enter(ThreadState thread)
    {
        if (_isEntered)
            throw Errors.Runtime($"cannot enter context: {Op.ReprText(thread, this)} is already entered");
        _previous.Value = Current(thread);
        _isEntered = true;
        thread.Context.Value = this;
    }

    internal void Exit(ThreadState thread)
    {
        Retain(this);
        thread.Context.Value = _previous.Value;
        _previous.Clear();
        _isEntered = false;
        Float(thread, this);
    }

    /// <summary>Return the value of a variable that the context has, else the default.</summary>
    [PyMethod("get")]
    private PyObject GetValue(PyObject key, PyObject? @default = null) => Get(Variable(key)) ?? @default ?? PyNone.Instance;

    private static PyContextVar Variable(PyObject key) =>
        key as PyContextVar ?? throw Errors.Type($"a ContextVar key was expected, got {Op.ReprText(ThreadState.Current, key)}");

    /// <summary>Return a list of all variables in the context object.</summary>
    [PyMethod("keys")]
    private PyObject Keys(ThreadState thread) => PyTuple.Create(thread, [.. Pairs.Select(static pair => pair.Key)]);

    /// <summary>Return a list of all variables' values in the context object.</summary>
    [PyMethod("values")]
    private PyObject Values(ThreadState thread) => PyTuple.Create(thread, [.. Pairs.Select(static pair => pair.Value)]);

    /// <summary>Return all variables and their values in the context object.</summary>
    [PyMethod("items")]
    private PyObject Items(ThreadState thread) =>
        PyTuple.Create(thread, [.. Pairs.Select(pair => PyTuple.Create(thread, pair.Key, pair.Value))]);

    [PySlot(nameof(PyType.TpIter))]
    private PyObject Iter(ThreadState thread) => Op.GetIter(thread, Keys(thread));

    [PySlot(nameof(PyType.MpLength))]
    private long Length() => _table.Value?.Count ?? 0;

    [PySlot(nameof(PyType.MpSubscript))]
    private PyObject GetItem(ThreadState thread, PyObject key) => Get(Variable(key)) ?? throw Errors.Key(thread, key);

    [PySlot(nameof(PyType.SqContains))]
    private bool Contains(PyObject key) => Get(Variable(key)) is not null;

    [PySlot(nameof(PyType.TpRichCompare))]
    private static PyObject Compare(ThreadState thread, PyObject self, PyObject other, CompareOp op)
    {
        if (self is not PyContext a || other is not PyContext b || op is not (CompareOp.Eq or CompareOp.Ne))
            return PyNotImplemented.Instance;
        var equal = a.Length() == b.Length();
        if (equal && a._table.Value is { } mine && b._table.Value is { } others)
        {
            // What comparing changes goes into copies.
            using var heldMine = new Held(thread, mine);
            using var heldOthers = new Held(thread, others);
            foreach (var (variable, value) in mine.Pairs)
                equal = equal && others.Get(variable) is { } right && Op.AreEqual(thread, value, right);
        }
        return PyBool.From(equal == (op == CompareOp.Eq));
    }
}

/// <remarks>A context variable.</remarks>
[PyType("ContextVar", Module = "_contextvars", BasicSize = 64, IsGeneric = true)]
[PyModuleType("_contextvars")]
public sealed partial class PyContextVar : PyContainer
{
    private Ref<PyObject> _name;
    private Ref<PyObject> _default;

    private PyContextVar(PyType type) : base(type)
    {
    }

    [PyNew]
    private static PyObject New(ThreadState thread, PyType type, PyObject name, [KeywordOnly] PyObject? @default = null)
    {
        if (name is not PyStr)
            throw Errors.Type("context variable name must be a str");
        Op.Hash(thread, name);
        var made = thread.EnterNew(new PyContextVar(TypeObject));
        made._name.Value = name;
        made._default.Value = @default;
        return made;
    }

    [PyGetter("name", Member = true)]
    private PyObject? Name() => _name.Value;

    /// <summary>Return a value for the context variable for the current context.</summary>
    [PyMethod("get", Signature = "")]
    private PyObject Get(ThreadState thread, PyObject? @default = null) =>
        PyContext.Current(thread).Get(this) ?? @default ?? _default.Value ?? throw Errors.New(thread, ExceptionTypes.LookupError, this);

    /// <summary>Set the value of the variable in the current context; return a token that can restore it.</summary>
    [PyMethod("set")]
    private PyObject Set(ThreadState thread, PyObject value)
    {
        var context = PyContext.Current(thread);
        var token = PyContextToken.Create(thread, context, this, context.Get(this));
        context.Set(thread, this, value);
        return token;
    }

    /// <summary>Reset the context variable to what it was before the set() that made the token.</summary>
    [PyMethod("reset")]
    internal void Reset(ThreadState thread, PyContextToken token)
    {
        if (token.IsUsed)
            throw Errors.Runtime($"{Op.ReprText(thread, token)} has already been used once");
        if (!ReferenceEquals(token.Variable, this))
            throw Errors.Value($"{Op.ReprText(thread, token)} was created by a different ContextVar");
        var context = PyContext.Current(thread);
        if (!ReferenceEquals(token.Context, context))
            throw Errors.Value($"{Op.ReprText(thread, token)} was created in a different Context");
        token.IsUsed = true;
        context.Set(thread, this, token.Old);
    }

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread)
    {
        var initial = _default.Value is { } value ? $" default={Op.ReprText(thread, value)}" : "";
        return $"<ContextVar name={Op.ReprText(thread, _name.Value!)}{initial} at 0x{Op.Id(thread, this):x}>";
    }
}

/// <remarks>Remembers what a variable was before <c>set()</c>; as a context manager, restores it.</remarks>
[PyType("Token", Module = "_contextvars", BasicSize = 64, NoInstantiation = true, IsGeneric = true)]
[PyModuleType("_contextvars")]
public sealed partial class PyContextToken : PyContainer
{
    private Ref<PyContext> _context;
    private Ref<PyContextVar> _variable;
    private Ref<PyObject> _old;

    private PyContextToken() : base(TypeObject)
    {
    }

    internal bool IsUsed { get; set; }

    internal PyContext Context => _context.Value!;

    internal PyContextVar Variable => _variable.Value!;

    internal PyObject? Old => _old.Value;

    internal static PyContextToken Create(ThreadState thread, PyContext context, PyContextVar variable, PyObject? old)
    {
        var made = thread.EnterNew(new PyContextToken());
        made._context.Value = context;
        made._variable.Value = variable;
        made._old.Value = old;
        return made;
    }

    [PyGetter("var")]
    private PyObject Var() => Variable;

    [PyGetter("old_value")]
    private PyObject OldValue() => _old.Value ?? PyTokenMissing.Instance;

    /// <summary>Enter into Token context manager.</summary>
    [PyMethod("__enter__")]
    private PyObject Enter() => this;

    /// <summary>Exit from Token context manager, restore the linked ContextVar.</summary>
    [PyMethod("__exit__", Signature = "($self, type, val, tb, /)")]
    private void Exit(ThreadState thread, ReadOnlySpan<PyObject> args) => Variable.Reset(thread, this);

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread) =>
        $"<Token{(IsUsed ? " used" : "")} var={Op.ReprText(thread, Variable)} at 0x{Op.Id(thread, this):x}>";
}

/// <summary>Stands for "was not set" in <c>Token.old_value</c>.</summary>
[PyType("Token.MISSING", Module = "_contextvars", NoInstantiation = true)]
public sealed partial class PyTokenMissing : PyObject
{
    public static readonly PyTokenMissing Instance = new();

    private PyTokenMissing() : base(TypeObject) => RefCount = Immortal;

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr() => "<Token.MISSING>";
}
