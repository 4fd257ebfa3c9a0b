using Krait.Compiler;

namespace Krait.Runtime;

/// <summary>
/// The instructions that the loop does not hold itself, by family. A handler finds its operands on the frame's stack, leaves them there until it
/// has succeeded, and replaces them by its results. It returns false after setting the thread's pending exception; it may also throw.
/// </summary>
internal static unsafe partial class Handlers
{
    /// <summary>Fills the table that the loop calls through, by instruction number.</summary>
    public static void Register(delegate*<ThreadState, PyFrame, int, bool>[] table)
    {
        for (var i = 0; i < table.Length; i++)
            table[i] = &Unknown;
        RegisterStack(table);
        RegisterNames(table);
        RegisterOperators(table);
        RegisterContainers(table);
        RegisterAttributes(table);
        RegisterCalls(table);
        RegisterFunctions(table);
        RegisterExceptions(table);
        RegisterGenerators(table);
        RegisterPatterns(table);
    }

    private static bool Unknown(ThreadState thread, PyFrame frame, int arg)
    {
        var op = frame.Code.Instructions[frame.CurrentInstruction].Original;
        throw Errors.System($"unknown opcode {(int)op} ({OpcodeInfo.Name((int)op)})");
    }

    /// <summary>Raises an exception without a C# throw, which costs several times as much. Returns false, for the handler.</summary>
    private static bool Raise(ThreadState thread, PythonException error)
    {
        Raising.SetContext(thread, error.Value);
        thread.SetPendingException(error.Value);
        return false;
    }

    /// <summary>Replaces the top <paramref name="count"/> operands by a result, which is retained.</summary>
    private static void Replace(PyFrame frame, int count, PyObject result)
    {
        PyObject.Retain(result);
        ReplaceOwned(frame, count, result);
    }

    /// <summary>Replaces the top <paramref name="count"/> operands by a result whose reference is handed over.</summary>
    private static void ReplaceOwned(PyFrame frame, int count, PyObject? result)
    {
        if (count == 0)
        {
            frame.PushOwned(result);
            return;
        }
        ref var lowest = ref frame.Peek(count);
        var first = lowest;
        lowest = result;
        frame.Drop(count - 1);
        if (first is not null)
            PyObject.Release(first);
    }
}
