using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Krait.Compiler;

namespace Krait.Runtime;

/// <summary>Calls of Python functions: binding arguments to parameters, frames.</summary>
internal static partial class Calls
{
    /// <summary>
    /// Makes the frame for a call whose operands (callable, self or null, arguments) lie on the caller's stack and may need defaults and the like. On
    /// failure to bind, null with the thread's pending exception; the operands are still there.
    /// </summary>
    public static PyFrame? PushFrameGeneral(ThreadState thread, PyFrame caller, PyFunction function, int argc, int count)
    {
        var code = function.Code;
        if ((code.CodeFlags & (CodeFlags.VarArgs | CodeFlags.VarKeywords)) == 0 && count <= code.ArgCount)
        {
            // Arguments are missing: where all have defaults, the others move to the new frame.
            var filled = PyFrame.Push(thread, function, code);
            var locals = filled.Locals;
            ref var from = ref caller.Peek(count);
            for (var i = 0; i < count; i++)
                locals[i] = Unsafe.Add(ref from, i);
            locals[count..].Clear();
            if (ArgumentPasser.TryFillDefaults(function, code, locals, count))
            {
                caller.StackTop -= argc + 2;
                return filled;
            }
            Abandon(thread, filled, function);
        }
        if (TryPushFrame(thread, function, caller.Operands(count), null) is not { } frame)
            return null;
        // The new frame has its own references: give up the operands, but hand over the callable, which the frame took.
        caller.Drop(argc);
        caller.Drop();
        caller.PopOwned();
        PyObject.Release(function);
        return frame;
    }

    /// <summary>Gives back a frame whose locals are still the caller's, as is its reference to the function.</summary>
    internal static void Abandon(ThreadState thread, PyFrame frame, PyFunction function)
    {
        frame.StackTop = 0;
        PyObject.Retain(function);
        frame.Finish(thread);
    }

    /// <summary>Calls something that is no Python function; null with the thread's pending exception where it raised without a C# throw.</summary>
    public static PyObject? CallNative(ThreadState thread, PyObject callable, ReadOnlySpan<PyObject> args)
    {
        if (callable.GetType() == typeof(PyMethodDescriptor))
            return Unsafe.As<PyMethodDescriptor>(callable).TryInvoke(thread, args);
        if (callable.GetType() == typeof(PyNativeFunction))
            return Unsafe.As<PyNativeFunction>(callable).TryInvoke(thread, args);
        return Op.Call(thread, callable, args, null);
    }

    /// <summary>A frame for a call with arguments that stay where they are: they are retained. The function is retained too.</summary>
    /// <exception cref="PythonException">TypeError: the arguments do not fit the parameters.</exception>
    public static PyFrame PushFrame(ThreadState thread, PyFunction function, ReadOnlySpan<PyObject> args, PyTuple? keywordNames) =>
        TryPushFrame(thread, function, args, keywordNames) ?? throw new PythonException(thread.TakePendingException()) { IsPropagated = true };

    /// <summary>As <see cref="PushFrame"/>; null with the thread's pending exception where the arguments do not fit.</summary>
    public static PyFrame? TryPushFrame(ThreadState thread, PyFunction function, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var code = function.Code;
        PyObject.Retain(function);
        var frame = PyFrame.Push(thread, function, code);
        if (keywordNames is null && code.PlainArgCount == args.Length)
        {
            ref var place = ref MemoryMarshal.GetReference(frame.Locals);
            for (var i = 0; i < args.Length; i++)
            {
                PyObject.Retain(args[i]);
                Unsafe.Add(ref place, i) = args[i];
            }
            for (var i = args.Length; i < code.LocalsPlusCount; i++)
                Unsafe.Add(ref place, i) = null;
            return frame;
        }
        frame.Locals.Clear();
        PythonException? error;
        try
        {
            error = ArgumentPasser.Bind(thread, function, code, frame.Locals, args, keywordNames);
        }
        catch
        {
            frame.Finish(thread);
            throw;
        }
        if (error is null)
            return frame;
        frame.Finish(thread);
        thread.Raise(error);
        return null;
    }

    /// <summary>Calls a Python function from C# code.</summary>
    public static PyObject CallFunction(ThreadState thread, PyFunction function, ReadOnlySpan<PyObject> args, PyTuple? keywordNames)
    {
        var frame = PushFrame(thread, function, args, keywordNames);
        EnterRecursion(thread, frame);
        return EvalLoop.Execute(thread, frame);
    }

    /// <summary>
    /// Calls something where an exception of the class <paramref name="expected"/> is nothing unusual: null then, with the exception in
    /// <paramref name="raised"/>. A Python function's costs no C# exception.
    /// </summary>
    public static PyObject? CallExpecting(
        ThreadState thread, PyObject callable, PyType expected, ReadOnlySpan<PyObject> args, out PyBaseException? raised)
    {
        raised = null;
        if (callable.GetType() != typeof(PyFunction))
        {
            try
            {
                return Op.Call(thread, callable, args);
            }
            catch (PythonException error) when (error.Matches(expected))
            {
                raised = error.Value;
                return null;
            }
        }
        var frame = PushFrame(thread, (PyFunction)callable, args, null);
        EnterRecursion(thread, frame);
        if (EvalLoop.TryExecute(thread, frame) is { } result)
            return result;
        raised = thread.TakePendingException();
        return raised.Type.IsSubtypeOf(expected) ? null : throw new PythonException(raised) { IsPropagated = true };
    }

    /// <summary>Counts a call from C# code against the recursion limit.</summary>
    public static void EnterRecursion(ThreadState thread, PyFrame frame)
    {
        if (++thread.RecursionDepth <= thread.RecursionLimit)
            return;
        thread.RecursionDepth--;
        var error = RecursionError(thread);
        frame.Finish(thread);
        throw new PythonException(error);
    }

    /// <summary>Runs a code object with a mapping of names: modules, <c>exec</c>, class bodies.</summary>
    public static PyObject RunCode(ThreadState thread, PyCode code, PyDict globals, PyObject? locals, PyTuple? closure = null)
    {
        var function = PyFunction.Create(thread, code, globals);
        function.ClosureField.Value = closure;
        return RunFunctionBody(thread, function, locals);
    }

    /// <summary>Runs a function without parameters on a mapping of names.</summary>
    public static PyObject RunFunctionBody(ThreadState thread, PyFunction function, PyObject? locals)
    {
        PyObject.Retain(function);
        var frame = PyFrame.Push(thread, function, function.Code);
        frame.Locals.Clear();
        if (locals is not null)
        {
            PyObject.Retain(locals);
            frame.LocalsMapping = locals;
            frame.Traits |= FrameTraits.Extras;
        }
        EnterRecursion(thread, frame);
        return EvalLoop.ExecuteHoldingNothing(thread, frame);
    }

    /// <summary>
    /// Where calling a Python class comes down to making an instance and running a Python <c>__init__</c>: pushes the frame of the latter, and leaves
    /// the instance on the caller's stack in place of the operands. False where the general way must be taken.
    /// </summary>
    public static bool TryEnterInit(ThreadState thread, PyFrame caller, PyType type, int argc)
    {
        if (type.PlainInit is not { } init)
            return false;
        var instance = new PyInstance(type);
        thread.Interpreter.Collector.Track(thread, instance);
        instance.RefCount = 2;
        PyFrame frame;
        var code = init.Code;
        if (code.PlainArgCount == argc + 1)
        {
            PyObject.Retain(init);
            frame = PyFrame.Push(thread, init, code);
            ref var from = ref caller.Peek(argc);
            var to = frame.Locals;
            to[0] = instance;
            for (var i = 0; i < argc; i++)
                to[i + 1] = Unsafe.Add(ref from, i);
            to[(argc + 1)..].Clear();
            caller.StackTop -= argc + 1;
        }
        else
        {
            instance.RefCount = 1;
            // The null below the arguments is the place of self.
            caller.Peek(argc + 1) = instance;
            frame = PushFrame(thread, init, caller.Operands(argc + 1), null);
            PyObject.Retain(instance);
            caller.Drop(argc + 1);
        }
        // What is left of the operands is the class; the instance takes its place.
        caller.Drop();
        caller.PushOwned(instance);
        frame.Traits |= FrameTraits.Init;
        frame.Back = caller;
        thread.Frame = frame;
        return true;
    }

    /// <summary>The error of a call that is one too deep.</summary>
    public static PyBaseException RecursionError(ThreadState thread, string where = "")
    {
        // Making the error calls a type; that must not fail for the same reason.
        thread.RecursionDepth -= 50;
        try
        {
            var error = Errors.Recursion("maximum recursion depth exceeded" + where).Value;
            Raising.SetContext(thread, error);
            return error;
        }
        finally
        {
            thread.RecursionDepth += 50;
        }
    }
}
