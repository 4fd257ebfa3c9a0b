namespace Krait.Runtime;

/// <summary>
/// The part of <c>warnings</c> that does not need Python code: filters, registries, and the decision what becomes of a warning.
/// </summary>
[PyModule("_warnings")]
internal static partial class WarningsModule
{
    /// <summary>
    /// Issue a warning, or maybe ignore it or raise an exception.
    ///
    ///   message
    ///     Text of the warning message.
    ///   category
    ///     The Warning category subclass. Defaults to UserWarning.
    ///   stacklevel
    ///     How far up the call stack to make this warning appear. A value of 2 for
    ///     example attributes the warning to the caller of the code calling warn().
    ///   source
    ///     If supplied, the destroyed object which emitted a ResourceWarning
    ///   skip_file_prefixes
    ///     An optional tuple of module filename prefixes indicating frames to skip
    ///     during stacklevel computations for stack frame attribution.
    /// </summary>
    [PyFunction("warn", Signature = "($module, /, message, category=None, stacklevel=1, source=None, *, skip_file_prefixes=<unrepresentable>)")]
    private static void Warn(
        ThreadState thread, [Keyword] PyObject message, [Keyword] PyObject? category = null, [Keyword] long stacklevel = 1,
        [Keyword][NoneAllowed] PyObject? source = null, [KeywordOnly("skip_file_prefixes")] PyTuple? skipFilePrefixes = null)
    {
        if (skipFilePrefixes is { Count: > 0 })
        {
            foreach (var prefix in skipFilePrefixes.Items)
            {
                if (prefix is not PyStr)
                    throw Errors.Type($"Found non-str '{prefix.Type.Name}' in skip_file_prefixes.");
            }
            stacklevel = Math.Max(2, stacklevel);
        }
        Warnings.Issue(thread, Category(message, category), message, stacklevel, source, skipFilePrefixes);
    }

    private static PyObject Category(PyObject message, PyObject? category)
    {
        if (message.Type.IsSubtypeOf(ExceptionTypes.Warning))
            return message.Type;
        category = category is null or PyNone ? ExceptionTypes.UserWarning : category;
        if (category is PyType type && type.IsSubtypeOf(ExceptionTypes.Warning))
            return category;
        throw Errors.Type($"category must be a Warning subclass, not '{category.Type.Name}'");
    }

    /// <summary>Issue a warning, or maybe ignore it or raise an exception.</summary>
    [PyFunction("warn_explicit", Signature = "($module, /, message, category, filename, lineno, module=<unrepresentable>, registry=None, module_globals=None, source=None)")]
    private static void WarnExplicit(
        ThreadState thread, [Keyword] PyObject message, [Keyword] PyObject category, [Keyword] PyStr filename, [Keyword] int lineno,
        [Keyword] PyObject? module = null, [Keyword][NoneAllowed] PyObject? registry = null,
        [Keyword("module_globals")][NoneAllowed] PyObject? moduleGlobals = null, [Keyword][NoneAllowed] PyObject? source = null)
    {
        PyObject? sourceLine = null;
        if (moduleGlobals is not null)
        {
            if (moduleGlobals is not PyDict globals)
                throw Errors.Type($"module_globals must be a dict, not '{moduleGlobals.Type.Name}'");
            sourceLine = SourceLine(thread, globals, lineno);
        }
        Warnings.IssueAt(thread, new WarningPlace(filename, lineno, module, registry, sourceLine), category, message, source);
    }

    /// <summary>The line that a warning is about, from the loader of its module; null where that cannot tell.</summary>
    private static PyObject? SourceLine(ThreadState thread, PyDict globals, int line)
    {
        if (thread.Interpreter.Modules.GetItem("_frozen_importlib_external") is not { } external)
            return null;
        var loader = Op.CallMethod(thread, external, "_bless_my_loader", globals);
        if (loader is PyNone || globals.GetItem(Names.Name) is not { } name || Op.TryGetAttr(thread, loader, "get_source") is not { } getSource)
            return null;
        var source = Op.Call(thread, getSource, name);
        if (source is PyNone)
            return null;
        var lines = Op.CallMethod(thread, source, "splitlines");
        return lines is PyList list && line >= 1 && line <= list.Count ? list[line - 1] : null;
    }

    [PyFunction("_filters_mutated_lock_held")]
    private static void FiltersMutated(ThreadState thread)
    {
        var state = WarningsState.Of(thread);
        if (!state.Lock.IsHeldBy(thread))
            throw Errors.Runtime("warnings._filters_mutated_lock_held() called without holding the lock");
        state.Version++;
    }

    [PyFunction("_acquire_lock")]
    private static void AcquireLock(ThreadState thread) => WarningsState.Of(thread).Lock.Acquire(thread);

    [PyFunction("_release_lock")]
    private static void ReleaseLock(ThreadState thread)
    {
        if (!WarningsState.Of(thread).Lock.Release(thread))
            throw Errors.Runtime("cannot release un-acquired lock");
    }

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        var state = WarningsState.Of(thread);
        module.Dict.SetItem(thread, "filters", state.Filters);
        module.Dict.SetItem(thread, "_onceregistry", state.OnceRegistry);
        module.Dict.SetItem(thread, "_defaultaction", WarningActions.Default);
        module.Dict.SetItem(thread, "_warnings_context", state.Context);
    }
}
