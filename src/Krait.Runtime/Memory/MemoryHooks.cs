using System.Runtime.CompilerServices;

namespace Krait.Runtime;

/// <summary>
/// Where the tools that follow every object from its making to its end are called: the ring of all objects (<c>-X refchain</c>), the audit
/// (<c>-X audit</c>) and <c>tracemalloc</c>. While none of them is on, the making of an object costs one look at a flag.
/// </summary>
internal static class MemoryHooks
{
    private static readonly Lock s_lock = new();

    /// <summary>True while a tool is on.</summary>
    internal static bool Active;

    /// <summary>The ring of all objects; null without <c>-X refchain</c>.</summary>
    internal static RefChain? Chain { get; private set; }

    /// <summary>The audit; null without <c>-X audit</c>.</summary>
    internal static Audit? Audit { get; private set; }

    /// <summary>The allocation tracer; null while <c>tracemalloc</c> is off.</summary>
    internal static AllocationTracer? Tracer { get; private set; }

    /// <summary>Turns on what the options ask for; called once, before the interpreter makes its first object.</summary>
    public static void Configure(InterpreterConfig config)
    {
        if (config.XOptions.ContainsKey("refchain"))
            Chain ??= new RefChain();
        if (config.XOptions.ContainsKey("audit"))
            Audit ??= new Audit();
        Active = Chain is not null || Audit is not null || Tracer is not null;
    }

    /// <summary>Turns <c>tracemalloc</c> on, or with null off.</summary>
    public static void SetTracer(AllocationTracer? tracer)
    {
        Tracer = tracer;
        Active = Chain is not null || Audit is not null || Tracer is not null;
    }

    /// <summary>An object was made; its fields are not filled yet.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Created(PyObject o)
    {
        var thread = ThreadState.CurrentOrNull;
        if (thread is null)
            return;
        o.Flags |= ObjectFlags.Followed;
        // Also what holds nothing goes through the pool: that is how the end of an object is noticed that nobody ever counted.
        thread.EnterPool(o);
        lock (s_lock)
        {
            thread.Interpreter.Identities.Born(o);
            Chain?.Add(o);
            Audit?.Created(thread, o);
            Tracer?.Created(thread, o);
        }
    }

    /// <summary>A followed object died; its references are cleared.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Died(PyObject o)
    {
        o.Flags &= ~ObjectFlags.Followed;
        lock (s_lock)
        {
            ThreadState.CurrentOrNull?.Interpreter.Identities.Died(o);
            Chain?.Remove(o);
            Tracer?.Died(o);
        }
    }
}
