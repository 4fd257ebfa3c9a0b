namespace Krait.Runtime;

/// <summary>The warnings filters of an interpreter and what goes with them, as <c>_warnings</c> shows them.</summary>
internal sealed class WarningsState : ModuleState
{
    private static readonly PyStr s_main = PyStr.Intern("__main__");
    private Ref<PyObject> _filters;
    private bool _isReady;

    /// <summary>Rises with every change of the filters: registries that are older are void.</summary>
    public long Version { get; set; }

    /// <summary><c>_warnings.filters</c>, or what the library last had in their place.</summary>
    public PyObject Filters
    {
        get => _filters.Value!;
        set => _filters.Value = value;
    }

    /// <summary><c>_warnings._onceregistry</c>.</summary>
    public PyDict OnceRegistry { get; private set; } = null!;

    /// <summary>The context variable with the filters of <c>catch_warnings</c> blocks.</summary>
    public PyObject Context { get; private set; } = null!;

    /// <summary>Held while filters and registries are looked at.</summary>
    public RecursiveLock Lock { get; } = new();

    public static WarningsState Of(ThreadState thread)
    {
        var state = thread.Interpreter.ModuleState<WarningsState>();
        if (!state._isReady)
            state.Initialize(thread);
        return state;
    }

    private void Initialize(ThreadState thread)
    {
        _isReady = true;
        Version = 1;
        Filters = PyList.Create(
            thread,
            Filter(thread, WarningActions.Default, ExceptionTypes.DeprecationWarning, s_main),
            Filter(thread, WarningActions.Ignore, ExceptionTypes.DeprecationWarning, PyNone.Instance),
            Filter(thread, WarningActions.Ignore, ExceptionTypes.PendingDeprecationWarning, PyNone.Instance),
            Filter(thread, WarningActions.Ignore, ExceptionTypes.ImportWarning, PyNone.Instance),
            Filter(thread, WarningActions.Ignore, ExceptionTypes.ResourceWarning, PyNone.Instance));
        OnceRegistry = Keep(PyDict.Create(thread));
        Context = Keep(CreateContextVariable(thread));
    }

    public override void Traverse(Visitor visitor)
    {
        base.Traverse(visitor);
        visitor.Visit(_filters.Value);
    }

    private static PyObject Filter(ThreadState thread, PyStr action, PyType category, PyObject module) =>
        PyTuple.Create(thread, action, PyNone.Instance, category, module, PyInt.From(0));

    /// <summary>Made from the type itself: the first warnings may come before modules can be imported.</summary>
    private static PyObject CreateContextVariable(ThreadState thread)
    {
        foreach (var type in NativeModules.Find("_contextvars")?.Types?.Invoke() ?? [])
        {
            if (type.Name == "ContextVar")
                return Op.Call(thread, type, PyStr.Intern("warnings_context"));
        }
        return PyNone.Instance;
    }
}

/// <summary>The words that filters begin with.</summary>
internal static class WarningActions
{
    public static readonly PyStr Default = PyStr.Intern("default");
    public static readonly PyStr Ignore = PyStr.Intern("ignore");
}
