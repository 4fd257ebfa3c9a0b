using System.Runtime.CompilerServices;

namespace Krait.Runtime;

public static partial class Op
{
    /// <summary>
    /// Throws RecursionError where the thread's stack runs out. To be called by C# code that may call itself over Python objects;
    /// there is nothing to undo afterwards.
    /// </summary>
    /// <param name="where">The end of the message, <c>" while calling a Python object"</c>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void EnterRecursion(ThreadState thread, string where)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            StackRanOut(thread, where);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StackRanOut(ThreadState thread, string where)
    {
        // Making the error calls a type: it may use the reserve.
        if (thread.UsesStackReserve)
            return;
        thread.UsesStackReserve = true;
        try
        {
            throw Errors.Recursion("maximum recursion depth exceeded" + where);
        }
        finally
        {
            thread.UsesStackReserve = false;
        }
    }

    // About where CPython's stack ends.
    private const int DeepestRepr = 15_000;

    /// <summary>
    /// Notes that the repr of a container is being made; true where it already is, and the caller shows <c>[...]</c> instead.
    /// Pairs with <see cref="ReprLeave"/> where false.
    /// </summary>
    /// <exception cref="PythonException">RecursionError: containers are nested so deeply that the repr, whose time is quadratic, would take minutes.</exception>
    public static bool ReprEnter(ThreadState thread, PyObject o)
    {
        if (thread.OpenReprs.Count >= DeepestRepr)
            throw Errors.Recursion("maximum recursion depth exceeded while getting the repr of an object");
        return !thread.OpenReprs.Add(o);
    }

    /// <summary>Ends what <see cref="ReprEnter"/> began.</summary>
    public static void ReprLeave(ThreadState thread, PyObject o) => thread.OpenReprs.Remove(o);
}
