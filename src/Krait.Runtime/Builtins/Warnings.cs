namespace Krait.Runtime;

/// <summary>Where a warning is about, and the registry of what was warned about there.</summary>
/// <param name="Filename">The file.</param>
/// <param name="Line">The line; 0 for none.</param>
/// <param name="Module">The module's name; null is made from the file's name, None means that nothing is said.</param>
/// <param name="Registry">A dict; null or None for none.</param>
/// <param name="SourceLine">The text of the line where it is known.</param>
internal readonly record struct WarningPlace(PyStr Filename, long Line, PyObject? Module, PyObject? Registry, PyObject? SourceLine = null);

/// <summary>Warnings: what <c>warnings.warn</c> does, for Python code and C# code alike.</summary>
internal static partial class Warnings
{
    private static readonly PyStr s_registryName = PyStr.Intern("__warningregistry__");
    private static readonly PyStr s_version = PyStr.Intern("version");

    /// <summary>Warns at the place of the caller <paramref name="stackLevel"/> frames up (<c>warnings.warn</c>).</summary>
    public static void Warn(ThreadState thread, PyType category, string message, int stackLevel, PyObject? source = null) =>
        Issue(thread, category, PyStr.From(message), stackLevel, source, null);

    /// <summary>Warns at a given place (<c>warnings.warn_explicit</c>).</summary>
    public static void WarnExplicit(ThreadState thread, PyType category, string message, string filename, int line) =>
        IssueAt(thread, new WarningPlace(PyStr.From(filename), line, null, null), category, PyStr.From(message), null);

    /// <summary>Warns at the place of a caller; frames of the import system and of files to skip do not count.</summary>
    public static void Issue(ThreadState thread, PyObject category, PyObject message, long stackLevel, PyObject? source, PyTuple? skipped)
    {
        var frame = thread.Frame;
        if (stackLevel <= 0 || frame is null || IsInternal(frame))
        {
            while (--stackLevel > 0 && frame is not null)
                frame = frame.Back;
        }
        else
        {
            while (--stackLevel > 0 && frame is not null)
                frame = NextExternal(frame, skipped);
        }
        var globals = frame?.Globals ?? thread.Interpreter.SysDict;
        if (globals.GetItem(s_registryName) is not { } registry)
        {
            registry = PyDict.Create(thread);
            globals.SetItem(thread, s_registryName, registry);
        }
        var module = globals.GetItem(Names.Name) is { } name and (PyNone or PyStr) ? name : PyStr.Intern("<string>");
        var place = frame is null
            ? new WarningPlace(PyStr.Intern("<sys>"), 0, module, registry)
            : new WarningPlace(frame.Code.FilenameField, frame.Line ?? 0, module, registry);
        IssueAt(thread, place, category, message, source);
    }

    private static bool IsInternal(PyFrame frame)
    {
        var file = frame.Code.FilenameField.ToString();
        return file.Contains("importlib", StringComparison.Ordinal) && file.Contains("_bootstrap", StringComparison.Ordinal);
    }

    private static PyFrame? NextExternal(PyFrame frame, PyTuple? skipped)
    {
        var next = frame.Back;
        while (next is not null && (IsInternal(next) || IsSkipped(next, skipped)))
            next = next.Back;
        return next;
    }

    private static bool IsSkipped(PyFrame frame, PyTuple? skipped)
    {
        if (skipped is null)
            return false;
        var file = frame.Code.FilenameField.ToString();
        foreach (var prefix in skipped.Items)
        {
            if (file.StartsWith(((PyStr)prefix).ToString(), StringComparison.Ordinal))
                return true;
        }
        return false;
    }

    /// <summary>Decides what becomes of a warning, and does it.</summary>
    public static void IssueAt(ThreadState thread, WarningPlace place, PyObject category, PyObject message, PyObject? source)
    {
        // A module's name is None late in the shutdown.
        if (place.Module is PyNone)
            return;
        if (place.Registry is not (null or PyNone or PyDict))
            throw Errors.Type("'registry' must be a dict or None");
        var module = place.Module ?? ModuleName(place.Filename);
        PyObject text;
        if (message.Type.IsSubtypeOf(ExceptionTypes.Warning))
        {
            text = Op.Str(thread, message);
            category = message.Type;
        }
        else
        {
            text = message;
            message = Op.Call(thread, category, message);
        }
        using var heldMessage = new Held(thread, message);
        using var heldText = new Held(thread, text);
        var state = WarningsState.Of(thread);
        state.Lock.Acquire(thread);
        bool shows;
        try
        {
            shows = Decide(thread, state, place, module, category, text, message);
        }
        finally
        {
            state.Lock.Release(thread);
        }
        if (shows)
            Show(thread, place, category, text, message, source);
    }

    private static PyStr ModuleName(PyStr filename)
    {
        var text = filename.ToString();
        if (text.Length == 0)
            return PyStr.Intern("<unknown>");
        return text.EndsWith(".py", StringComparison.Ordinal) ? PyStr.From(text[..^3]) : filename;
    }

    /// <summary>True where the warning is to be shown; throws it where a filter makes it an error.</summary>
    private static bool Decide(
        ThreadState thread, WarningsState state, WarningPlace place, PyObject module, PyObject category, PyObject text, PyObject message)
    {
        var registry = place.Registry as PyDict;
        var line = PyInt.From(place.Line);
        var key = PyTuple.Create(thread, text, category, line);
        using var heldKey = new Held(thread, key);
        if (registry is not null && IsKnown(thread, state, registry, key, note: false))
            return false;
        var action = FindAction(thread, state, category, text, place.Line, module, out var item);
        var word = action.ToString();
        if (word == "error")
            throw message is PyBaseException exception ? new PythonException(exception) : Errors.New(thread, (PyType)category, message);
        if (word == "ignore")
            return false;
        if (word is "always" or "all")
            return true;
        registry?.SetItem(thread, key, PyBool.True);
        switch (word)
        {
            case "once":
                var once = registry ?? OnceRegistry(thread, state);
                return !IsKnown(thread, state, once, PyTuple.Create(thread, text, category), note: true);
            case "module":
                return registry is null || !IsKnown(thread, state, registry, PyTuple.Create(thread, text, category, PyInt.From(0)), note: true);
            case "default":
                return true;
            default:
                throw Errors.Runtime($"Unrecognized action ({Op.ReprText(thread, action)}) in warnings.filters:\n {Op.ReprText(thread, item)}");
        }
    }

    /// <summary>True where a registry says that this warning was given; a registry from before the last change of filters is emptied.</summary>
    private static bool IsKnown(ThreadState thread, WarningsState state, PyDict registry, PyObject key, bool note)
    {
        if (registry.GetItem(s_version) is not PyInt version || !version.TryGetLong(out var number) || number != state.Version)
        {
            registry.Clear();
            registry.SetItem(thread, s_version, PyInt.From(state.Version));
        }
        else if (registry.GetItem(thread, key) is { } known && Op.IsTrue(thread, known))
        {
            return true;
        }
        if (note)
            registry.SetItem(thread, key, PyBool.True);
        return false;
    }

    private static PyStr FindAction(
        ThreadState thread, WarningsState state, PyObject category, PyObject text, long line, PyObject module, out PyObject item)
    {
        var (filters, name) = CurrentFilters(thread, state);
        if (filters is not PyList list)
            throw Errors.Value($"warnings.{name} must be a list");
        // Matching runs code that may change the list.
        for (var i = 0; i < list.Count; i++)
        {
            item = list[i];
            if (item is not PyTuple { Count: 5 } filter)
                throw Errors.Value($"warnings.{name} item {i} isn't a 5-tuple");
            using var held = new Held(thread, filter);
            if (filter[0] is not PyStr action)
                throw Errors.Type($"action must be a string, not '{filter[0].Type.Name}'");
            if (Op.IsSubclass(thread, category, filter[2])
                && (Op.AsSsize(filter[4]) is var wanted && (wanted == 0 || wanted == line))
                && Matches(thread, filter[1], text) && Matches(thread, filter[3], module))
            {
                return action;
            }
        }
        item = PyNone.Instance;
        var fallback = LibraryAttribute(thread, "defaultaction", false) ?? WarningActions.Default;
        return fallback as PyStr ?? throw Errors.Type($"_warnings.defaultaction must be a string, not '{fallback.Type.Name}'");
    }

    /// <summary>The filters of the innermost <c>catch_warnings</c> of this context, else those of the module.</summary>
    private static (PyObject Filters, string Name) CurrentFilters(ThreadState thread, WarningsState state)
    {
        var variable = LibraryAttribute(thread, "_warnings_context", false) ?? state.Context;
        if (variable is not PyNone && Op.CallMethod(thread, variable, "get", PyNone.Instance) is var context and not PyNone)
            return (Op.GetAttr(thread, context, "_filters"), "context _filters");
        if (LibraryAttribute(thread, "filters", false) is not { } filters)
            return (state.Filters, "filters");
        state.Filters = filters;
        return (filters, "filters");
    }

    private static PyDict OnceRegistry(ThreadState thread, WarningsState state)
    {
        var registry = LibraryAttribute(thread, "onceregistry", false);
        return registry is null
            ? state.OnceRegistry
            : registry as PyDict ?? throw Errors.Type($"_warnings.onceregistry must be a dict, not '{registry.Type.Name}'");
    }

    /// <summary>Compares with a pattern: None matches all, a str what is equal, anything else is asked to <c>match</c>.</summary>
    private static bool Matches(ThreadState thread, PyObject pattern, PyObject text)
    {
        if (pattern is PyNone)
            return true;
        return pattern.GetType() == typeof(PyStr)
            ? Op.RichCompareBool(thread, pattern, text, CompareOp.Eq)
            : Op.IsTrue(thread, Op.CallMethod(thread, pattern, "match", text));
    }
}
