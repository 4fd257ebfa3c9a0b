using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Krait.Platform;

/// <summary>What a forked child does to find out whether its copy of the .NET runtime works.</summary>
internal static unsafe class ForkProbe
{
    private static bool s_isWarm;
    // How often it has run in this process and those that it descends from.
    private static int s_runs;

    /// <summary>Does it once in the parent, so that a child does not load and compile what it needs for it.</summary>
    internal static void Warm()
    {
        if (s_isWarm)
        {
            return;
        }
        s_isWarm = true;
        Run();
    }

    internal static void Run()
    {
        // Past the allocation context of this thread, so that the collector's locks are taken.
        GC.KeepAlive(new byte[16384]);
        // It stops all threads, as a collection does, and looks at no object.
        GC.RefreshMemoryLimit();
        if (RuntimeFeature.IsDynamicCodeCompiled)
        {
            Compile();
        }
    }

    /// <summary>Compiles a method that makes the compiler ask the runtime for types, methods and fields, some of them new: it takes locks for that.</summary>
    private static void Compile()
    {
        Type fresh = typeof(string);
        for (int level = 0; level <= s_runs; level++)
        {
            fresh = typeof(Cell<>).MakeGenericType(fresh);
        }
        fresh = typeof(Dictionary<,>).MakeGenericType(typeof(object), fresh);
        var method = new DynamicMethod("probe", typeof(int), [typeof(int)], typeof(ForkProbe).Module, skipVisibility: true);
        ILGenerator il = method.GetILGenerator();
        il.Emit(OpCodes.Newobj, fresh.GetConstructor(Type.EmptyTypes)!);
        il.Emit(OpCodes.Callvirt, fresh.GetProperty("Count")!.GetMethod!);
        il.Emit(OpCodes.Box, typeof(int));
        il.Emit(OpCodes.Callvirt, typeof(object).GetMethod(nameof(GetHashCode))!);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Ret);
        s_runs = method.CreateDelegate<Func<int, int>>()(s_runs + 1);
    }

    private readonly struct Cell<T>;

    /// <summary>True where the child wrote its byte in time; it has not where it died.</summary>
    internal static bool Await(int readEnd, int milliseconds)
    {
        long deadline = Environment.TickCount64 + milliseconds;
        while (true)
        {
            var entry = new PollEntry { Descriptor = readEnd, Events = 1 };
            int left = (int)Math.Max(0, deadline - Environment.TickCount64);
            int ready = Libc.poll(&entry, 1, left);
            if (ready > 0)
            {
                byte answer;
                return Libc.read(readEnd, &answer, 1) == 1;
            }
            if (ready == 0)
            {
                return false;
            }
        }
    }
}
