using Krait.Runtime;

namespace Krait.Modules.Threads;

/// <summary>Waits at the end of the interpreter for threads that are no daemons. The interpreter's lock protects the list.</summary>
internal static class Shutdown
{
    private static readonly List<PyThreadHandle> s_handles = [];

    public static void Add(PyThreadHandle handle)
    {
        // A thread that runs counts its handle.
        s_handles.RemoveAll(static known => known.HasEnded);
        s_handles.Add(handle);
    }

    public static void Wait(ThreadState thread)
    {
        while (true)
        {
            var next = s_handles.Find(handle => !handle.HasEnded && handle.Identity != Threads.CurrentId);
            if (next is null)
                return;
            next.WaitForEnd(thread, ThreadState.Never);
        }
    }
}
