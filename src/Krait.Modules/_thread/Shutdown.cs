using Krait.Runtime;

namespace Krait.Modules.Threads;

/// <summary>Waits at the end of the interpreter for threads that are no daemons.</summary>
internal static class Shutdown
{
    private static readonly List<PyThreadHandle> s_handles = [];

    public static void Add(PyThreadHandle handle)
    {
        lock (s_handles)
        {
            PyObject.Retain(handle);
            s_handles.RemoveAll(static known =>
            {
                if (!known.HasEnded)
                    return false;
                PyObject.Release(known);
                return true;
            });
            s_handles.Add(handle);
        }
    }

    public static void Wait(ThreadState thread)
    {
        while (true)
        {
            PyThreadHandle? next;
            lock (s_handles)
            {
                next = s_handles.Find(handle => !handle.HasEnded && handle.Identity != Threads.CurrentId);
            }
            if (next is null)
                return;
            next.WaitForEnd(thread, long.MaxValue);
        }
    }
}
