namespace Krait.Runtime;

/// <summary>The functions of <c>sys.monitoring</c> (PEP 669).</summary>
[PyModule("sys.monitoring")]
internal static partial class MonitoringModule
{
    private static readonly (string Name, int Id)[] s_tools = [("DEBUGGER_ID", 0), ("COVERAGE_ID", 1), ("PROFILER_ID", 2), ("OPTIMIZER_ID", 5)];

    /// <summary>The module, for <c>sys.monitoring</c>: it is not in <c>sys.modules</c>.</summary>
    internal static PyModule Make(ThreadState thread)
    {
        var definition = NativeModules.Find("sys.monitoring")!;
        var module = NativeModules.Create(thread, definition);
        NativeModules.Execute(thread, definition, module);
        module.Dict.SetItem(thread, "__doc__", PyNone.Instance);
        return module;
    }

    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        var dict = module.Dict;
        var events = PyDict.Create(thread);
        for (var ev = 0; ev < MonitoringEvent.Count; ev++)
            events.SetItem(thread, MonitoringEvent.Names[ev], PyInt.From(1 << ev));
        events.SetItem(thread, "NO_EVENTS", PyInt.From(0));
        dict.SetItem(thread, "events", Op.CallWithDict(thread, PySimpleNamespace.TypeObject, PyTuple.Empty, events));
        dict.SetItem(thread, "DISABLE", thread.Interpreter.Monitoring.Disable(thread));
        dict.SetItem(thread, "MISSING", thread.Interpreter.Monitoring.Missing(thread));
        foreach (var (name, id) in s_tools)
            dict.SetItem(thread, name, PyInt.From(id));
    }

    [PyFunction("use_tool_id")]
    private static void UseToolId(ThreadState thread, int toolId, PyObject name) => thread.Interpreter.Monitoring.Use(toolId, name);

    [PyFunction("clear_tool_id")]
    private static void ClearToolId(ThreadState thread, int toolId) => thread.Interpreter.Monitoring.Clear(thread, toolId);

    [PyFunction("free_tool_id")]
    private static void FreeToolId(ThreadState thread, int toolId) => thread.Interpreter.Monitoring.Free(thread, toolId);

    [PyFunction("get_tool")]
    private static PyObject? GetTool(ThreadState thread, int toolId)
    {
        Monitoring.CheckValid(toolId);
        return thread.Interpreter.Monitoring.Name(toolId);
    }

    [PyFunction("register_callback")]
    private static PyObject RegisterCallback(ThreadState thread, int toolId, int @event, PyObject func)
    {
        Monitoring.CheckValid(toolId);
        if (System.Numerics.BitOperations.PopCount((uint)@event) != 1)
            throw Errors.Value("The callback can only be set for one event at a time");
        var number = System.Numerics.BitOperations.Log2((uint)@event);
        if (number >= MonitoringEvent.Count)
            throw Errors.Value($"invalid event {@event}");
        AuditEvents.Raise(thread, "sys.monitoring.register_callback", func);
        var old = thread.Interpreter.Monitoring.Register(toolId, number, func is PyNone ? null : func);
        return old is null ? PyNone.Instance : PyObject.Float(thread, old);
    }

    [PyFunction("get_events")]
    private static int GetEvents(ThreadState thread, int toolId)
    {
        Monitoring.CheckValid(toolId);
        return thread.Interpreter.Monitoring.Events(toolId);
    }

    [PyFunction("set_events")]
    private static void SetEvents(ThreadState thread, int toolId, int eventSet)
    {
        Monitoring.CheckValid(toolId);
        thread.Interpreter.Monitoring.SetEvents(thread, toolId, Monitoring.Normalize(eventSet, false));
    }

    [PyFunction("get_local_events")]
    private static int GetLocalEvents(ThreadState thread, int toolId, PyObject code)
    {
        var checkedCode = CheckCode(code);
        Monitoring.CheckValid(toolId);
        return thread.Interpreter.Monitoring.LocalEvents(toolId, checkedCode);
    }

    [PyFunction("set_local_events")]
    private static void SetLocalEvents(ThreadState thread, int toolId, PyObject code, int eventSet)
    {
        var checkedCode = CheckCode(code);
        Monitoring.CheckValid(toolId);
        thread.Interpreter.Monitoring.SetLocalEvents(thread, toolId, checkedCode, Monitoring.Normalize(eventSet, true));
    }

    private static PyCode CheckCode(PyObject code) => code as PyCode ?? throw Errors.Type("code must be a code object");

    [PyFunction("restart_events")]
    private static void RestartEvents(ThreadState thread) => thread.Interpreter.Monitoring.Restart();

    [PyFunction("_all_events")]
    private static PyObject AllEvents(ThreadState thread)
    {
        var result = PyDict.Create(thread);
        foreach (var (name, tools) in thread.Interpreter.Monitoring.AllEvents())
            result.SetItem(thread, name, PyInt.From(tools));
        return result;
    }
}
