using Krait.Compiler;

namespace Krait.Runtime;

internal static unsafe partial class Handlers
{
    private static void RegisterExceptions(delegate*<ThreadState, PyFrame, int, bool>[] table)
    {
        table[(int)Opcode.RaiseVarargs] = &RaiseVarargs;
        table[(int)Opcode.Reraise] = &Reraise;
        table[(int)Opcode.PushExcInfo] = &PushExcInfo;
        table[(int)Opcode.PopExcept] = &PopExcept;
        table[(int)Opcode.CheckExcMatch] = &CheckExcMatch;
        table[(int)Opcode.CheckEgMatch] = &CheckEgMatch;
        table[(int)Opcode.WithExceptStart] = &WithExceptStart;
    }

    private static bool RaiseVarargs(ThreadState thread, PyFrame frame, int arg)
    {
        if (arg == 0)
        {
            if (thread.HandledException is not { } handled)
                throw Errors.Runtime("No active exception to reraise");
            thread.SetPendingException(handled);
            thread.Reraised = true;
            return false;
        }
        var cause = arg == 2 ? frame.Peek(1) : null;
        var value = Raising.Instantiate(thread, frame.Peek(arg)!);
        if (cause is not null)
            Raising.SetCause(thread, value, cause);
        Raising.SetContext(thread, value);
        thread.SetPendingException(value);
        return false;
    }

    private static bool Reraise(ThreadState thread, PyFrame frame, int arg)
    {
        var value = frame.Peek(1)!;
        if (value is not PyBaseException exception)
            throw Errors.System("RERAISE without an exception");
        if (arg > 0)
        {
            // The instruction that first raised it: the traceback's last entry for this frame stays right. The handler is the one for this place.
            thread.ReraisePlace = frame.CurrentInstruction;
            var unit = (PyInt)frame.Peek(arg + 1)!;
            frame.NextInstruction = frame.Code.InstructionAt((int)unit.Value) + 1;
        }
        // The stack may have held the last reference: the exception floats until the unwinder takes it.
        frame.PopOwned();
        thread.SetPendingException(PyObject.Float(thread, exception));
        thread.Reraised = true;
        return false;
    }

    private static bool PushExcInfo(ThreadState thread, PyFrame frame, int arg)
    {
        var value = frame.Peek(1)!;
        var info = thread.ExceptionInfo;
        // The previous exception moves to the stack with its reference; the new one is counted in both places.
        frame.Peek(1) = info.Value is { } previous ? previous : PyNone.Instance;
        PyObject.Retain(value);
        info.Value = (PyBaseException)value;
        frame.PushOwned(value);
        return true;
    }

    private static bool PopExcept(ThreadState thread, PyFrame frame, int arg)
    {
        var info = thread.ExceptionInfo;
        var old = info.Value;
        info.Value = frame.PopOwned() as PyBaseException;
        PyObject.XRelease(old);
        return true;
    }

    private static bool CheckExcMatch(ThreadState thread, PyFrame frame, int arg)
    {
        var type = frame.Peek(1)!;
        Raising.CheckExceptionTypes(thread, type);
        var matches = Raising.Matches(thread, frame.Peek(2)!, type);
        Replace(frame, 1, PyBool.From(matches));
        return true;
    }

    private static bool CheckEgMatch(ThreadState thread, PyFrame frame, int arg)
    {
        var type = frame.Peek(1)!;
        var value = frame.Peek(2)!;
        ExceptionGroups.CheckStarTypes(thread, type);
        ExceptionGroups.Match(thread, value, type, out var match, out var rest);
        PyObject.Retain(match);
        PyObject.Retain(rest);
        frame.Peek(1) = match;
        frame.Peek(2) = rest;
        PyObject.Release(type);
        PyObject.Release(value);
        if (match is PyBaseException matched)
        {
            var info = thread.ExceptionInfo;
            var old = info.Value;
            PyObject.Retain(matched);
            info.Value = matched;
            PyObject.XRelease(old);
        }
        return true;
    }

    /// <summary>Calls <c>__exit__</c>; the stack holds, from below: exit, self or null, last instruction, previous exception, exception.</summary>
    private static bool WithExceptStart(ThreadState thread, PyFrame frame, int arg)
    {
        var exception = (PyBaseException)frame.Peek(1)!;
        var exit = frame.Peek(5)!;
        var traceback = (PyObject?)exception.TracebackField.Value ?? PyNone.Instance;
        var result = frame.Peek(4) is { } self
            ? Op.Call(thread, exit, self, exception.Type, exception, traceback)
            : Op.Call(thread, exit, exception.Type, exception, traceback);
        frame.Push(result);
        return true;
    }
}
