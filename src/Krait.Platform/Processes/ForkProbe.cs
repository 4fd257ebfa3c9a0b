using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Krait.Platform;

/// <summary>What a forked child does to find out whether its copy of the .NET runtime works.</summary>
internal static unsafe class ForkProbe
{
    private static bool s_isWarm;

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

    private static void Compile()
    {
        var method = new DynamicMethod("probe", typeof(int), [typeof(int)]);
        ILGenerator il = method.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ret);
        method.CreateDelegate<Func<int, int>>()(1);
    }

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
