namespace Krait.Runtime;

/// <summary>The hooks of <c>sys.addaudithook</c>, and the events that they are told (PEP 578).</summary>
internal sealed class AuditHooks : ModuleState
{
    private static readonly PyStr s_canTrace = PyStr.Intern("__cantrace__");

    private PyObject[] _hooks = [];

    /// <summary>Adds a hook for good. One that is there may refuse it by an exception.</summary>
    public void Add(ThreadState thread, PyObject hook)
    {
        try
        {
            AuditEvents.Raise(thread, "sys.addaudithook");
        }
        catch (PythonException refusal) when (refusal.Value.Type.IsSubtypeOf(ExceptionTypes.Exception))
        {
            return;
        }
        _hooks = [.. _hooks, Keep(hook)];
        thread.Interpreter.HasAuditHooks = true;
    }

    /// <summary>Calls each hook with an event. Nothing is traced meanwhile, unless the hook's <c>__cantrace__</c> is true.</summary>
    public void Call(ThreadState thread, PyStr name, PyTuple args)
    {
        using var held = new Held(thread, args);
        foreach (var hook in _hooks)
        {
            if (Op.TryGetAttr(thread, hook, s_canTrace) is { } canTrace && Op.IsTrue(thread, canTrace))
                Op.Call(thread, hook, name, args);
            else
                Tracing.Invoke(thread, hook, [name, args], thread.TraceOccasion);
        }
    }
}

/// <summary>Where the runtime reports an event to audit hooks. Costs one look at a field where there are none.</summary>
internal static class AuditEvents
{
    /// <summary>Where arguments are made for the event, ask <see cref="Interpreter.HasAuditHooks"/> first.</summary>
    public static void Raise(
        ThreadState thread, string name, PyObject? first = null, PyObject? second = null, PyObject? third = null, PyObject? fourth = null, PyObject? fifth = null)
    {
        if (thread.Interpreter.HasAuditHooks)
            Call(thread, name, first, second, third, fourth, fifth);
    }

    /// <summary>An event with any arguments.</summary>
    public static void Raise(ThreadState thread, PyStr name, PyTuple args) => thread.Interpreter.ModuleState<AuditHooks>().Call(thread, name, args);

    private static void Call(ThreadState thread, string name, params PyObject?[] args)
    {
        var count = Array.IndexOf(args, null);
        Raise(thread, PyStr.Intern(name), PyTuple.FromArray(thread, (count < 0 ? args : args[..count])!));
    }
}
