namespace Krait.Runtime;

public sealed partial class Interpreter
{
    /// <summary>Runs what <c>atexit</c> has registered, whatever has become of the module.</summary>
    internal Action<ThreadState>? ExitFunctions { get; set; }

    /// <summary>
    /// Ends the interpreter as CPython does: waits for threads, runs <c>atexit</c> functions, flushes the streams, then lets the modules' objects go,
    /// so that finalizers run. 
    /// </summary>
    /// <returns>False where flushing the standard streams failed: the exit status is then 120.</returns>
    public bool Shutdown(ThreadState thread)
    {
        CallIfLoaded(thread, "threading", "_shutdown");
        ExitFunctions?.Invoke(thread);
        thread.DrainPool(0);
        var flushed = FlushStreams(thread);
        IsFinalizing = true;
        Gil.Close(thread);
        EndSignals(thread);
        Collector.WarnAboutGarbage(thread);
        MemoryHooks.Audit?.CheckAtExit(thread);
        ReleaseModules(thread);
        flushed &= FlushStreams(thread);
        return flushed;
    }

    private void CallIfLoaded(ThreadState thread, string module, string function)
    {
        if (Modules.GetItem(module) is not { } loaded)
            return;
        try
        {
            Op.CallMethod(thread, loaded, function);
        }
        catch (PythonException exception)
        {
            Op.WriteUnraisable(thread, exception, null, $"Exception ignored on {module} shutdown");
        }
        thread.DrainPool(0);
    }

    /// <summary>Flushes <c>sys.stdout</c> and <c>sys.stderr</c>; false where one cannot be.</summary>
    private bool FlushStreams(ThreadState thread)
    {
        var flushed = true;
        foreach (var name in (string[])["stdout", "stderr"])
        {
            var stream = SysDict.GetItem(name);
            if (stream is null or PyNone || Op.TryGetAttr(thread, stream, PyStr.Intern("closed")) is { } closed && Op.IsTrue(thread, closed))
                continue;
            try
            {
                Op.CallMethod(thread, stream, Names.Flush);
            }
            catch (PythonException exception)
            {
                if (name == "stdout")
                    Op.WriteUnraisable(thread, exception, null, "Exception ignored while flushing sys.stdout");
                flushed = false;
            }
        }
        thread.DrainPool(0);
        return flushed;
    }

    /// <summary>Clears <c>sys.modules</c>, collects, then empties what modules are still alive, those imported last first.</summary>
    private void ReleaseModules(ThreadState thread)
    {
        foreach (var name in (string[])["path", "argv", "ps1", "ps2", "last_exc", "last_type", "last_value", "last_traceback", "path_hooks", "path_importer_cache", "meta_path"])
        {
            if (SysDict.GetItem(name) is not null)
                SysDict.SetItem(thread, name, PyNone.Instance);
        }
        var modules = ForgetModules(thread);
        thread.DrainPool(0);
        Collector.CollectAtShutdown(thread);
        for (var i = modules.Count - 1; i >= 0; i--)
        {
            if (modules[i].Referent is not PyModule module || ReferenceEquals(module.Dict, BuiltinsDict) || ReferenceEquals(module.Dict, SysDict) || KeepsStreams(module))
                continue;
            ClearNames(thread, module.Dict);
            thread.DrainPool(0);
        }
        foreach (var reference in modules)
            PyObject.Release(reference);
        Collector.CollectAtShutdown(thread);
        thread.DrainPool(0);
    }

    /// <summary>
    /// Empties <c>sys.modules</c>; what only names of modules refer to goes with them, and finalizers in cycles find their module as it was. Returns
    /// weak references to the modules.
    /// </summary>
    private List<PyWeakReference> ForgetModules(ThreadState thread)
    {
        var names = new List<PyObject>();
        var modules = new List<PyWeakReference>();
        var position = 0;
        while (Modules.Next(ref position, out var name, out var value))
        {
            names.Add(name);
            if (value is not PyModule module)
                continue;
            var reference = PyWeakReference.Create(thread, module);
            PyObject.Retain(reference);
            modules.Add(reference);
            if (KeepsStreams(module))
                PyObject.Retain(module);
        }
        foreach (var name in names)
            Modules.SetItem(thread, name, PyNone.Instance);
        Modules.Clear();
        return modules;
    }

    /// <summary>True for modules that printing from a late finalizer needs.</summary>
    private static bool KeepsStreams(PyModule module) =>
        module.Dict.GetItem(Names.Name) is PyStr name && (name.ToString() is "io" or "_io" or "codecs" or "encodings" or "encodings.utf_8" or "_codecs" or "traceback" or "abc");

    /// <summary>Sets a module's names to None: first those with one underscore, then all but <c>__builtins__</c>.</summary>
    private static void ClearNames(ThreadState thread, PyDict dict)
    {
        for (var pass = 0; pass < 2; pass++)
        {
            var names = new List<PyStr>();
            var position = 0;
            while (dict.Next(ref position, out var key, out var value))
            {
                if (value is PyNone || key is not PyStr name)
                    continue;
                var text = name.ToString();
                var isPrivate = text.StartsWith('_') && !text.StartsWith("__");
                if (pass == 0 ? isPrivate : text != "__builtins__")
                    names.Add(name);
            }
            foreach (var name in names)
                dict.SetItem(thread, name, PyNone.Instance);
        }
    }
}
