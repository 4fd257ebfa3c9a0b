using Krait.Compiler;

namespace Krait.Runtime;

/// <summary>What the traced version of the loop reports, to the tools of <c>sys.monitoring</c> first, then to profile and trace function.</summary>
internal static partial class Tracing
{
    /// <summary>Calls a trace function or a callback; nothing is reported while it runs.</summary>
    internal static PyObject Invoke(ThreadState thread, PyObject callback, ReadOnlySpan<PyObject> args, TraceOccasion occasion)
    {
        var before = thread.TraceOccasion;
        thread.TraceOccasion = occasion;
        thread.TracingDepth++;
        thread.IsTracing = false;
        try
        {
            return Op.Call(thread, callback, args, null);
        }
        finally
        {
            thread.TraceOccasion = before;
            thread.TracingDepth--;
            thread.IsTracing = thread.TracingDepth == 0
                && (thread.TraceFunction.Value is not null || thread.ProfileFunction.Value is not null || thread.Interpreter.Monitoring.IsActive);
            if (!thread.IsTracing)
                thread.NoticeTracing();
        }
    }

    /// <summary>Calls a function as if no trace function were running, so that what it sets with <c>sys.settrace</c> takes effect in it.</summary>
    internal static PyObject InvokeTraced(ThreadState thread, PyObject callable, ReadOnlySpan<PyObject> args)
    {
        var depth = thread.TracingDepth;
        thread.TracingDepth = 0;
        thread.UpdateTracing();
        try
        {
            return Op.Call(thread, callable, args, null);
        }
        finally
        {
            thread.TracingDepth = depth;
            if (depth > 0)
                thread.IsTracing = false;
        }
    }

    /// <summary>
    /// Before every instruction of traced code. False with a pending exception. A trace function may move the frame
    /// (<see cref="PyFrame.Jumped"/>).
    /// </summary>
    public static bool BeforeInstruction(ThreadState thread, PyFrame frame, ref Instruction instruction)
    {
        if (frame.TraceSkip)
        {
            frame.TraceSkip = false;
            return true;
        }
        if (thread.TracingDepth > 0)
            return true;
        var data = frame.Code.GetTracingData();
        var index = frame.NextInstruction - 1;
        var known = frame.TraceEpoch == thread.TraceEpoch;
        var previous = known ? frame.TracePrevious : index - 1;
        frame.TracePrevious = index;
        frame.TraceEpoch = thread.TraceEpoch;
        if (index < data.FirstTraceable)
            return true;
        if (known && previous >= 0 && previous < data.Ops.Length)
            AfterPrevious(thread, frame, data, previous, index);
        if (data.StartsLine[index] && IsNewLine(data, previous, index))
        {
            ReportLine(thread, frame, data, index);
            if (HasJumped(frame))
                return true;
        }
        ReportInstruction(thread, frame, data, index);
        Report(thread, frame, data, index, previous, instruction.Arg);
        HasJumped(frame);
        return true;
    }

    /// <summary>After a jump of the trace function the line that it chose is not reported again.</summary>
    private static bool HasJumped(PyFrame frame)
    {
        if (!frame.Jumped)
            return false;
        frame.TracePrevious = frame.NextInstruction;
        return true;
    }

    private static bool IsNewLine(CodeTracing data, int previous, int index) =>
        previous < 0 || previous >= data.Ops.Length || data.Lines[previous] != data.Lines[index] || data.Ops[previous] == Opcode.Resume;

    /// <summary>What is known only once the instruction before has run.</summary>
    private static void AfterPrevious(ThreadState thread, PyFrame frame, CodeTracing data, int previous, int index)
    {
        if (data.Ops[previous] == Opcode.ForIter && index == previous + 1)
            ReportBranch(thread, frame, data, MonitoringEvent.BranchLeft, previous, data.Offset(previous), data.TargetOffset(index));
        else if (data.Ops[previous] == Opcode.LoadSuperAttr && index == previous + 1 && frame.TraceSuper.Value is { } super)
            ReportSuperReturned(thread, frame, data, previous, super);
    }

    /// <summary>The event that belongs to an instruction.</summary>
    private static void Report(ThreadState thread, PyFrame frame, CodeTracing data, int index, int previous, int arg)
    {
        switch (data.Ops[index])
        {
            case Opcode.Resume:
                ReportStart(thread, frame, data, index, (arg & 3) == 0);
                break;
            case Opcode.ReturnValue:
                ReportReturn(thread, frame, data, index, MonitoringEvent.PyReturn, frame.Peek(1)!);
                break;
            case Opcode.YieldValue:
                ReportReturn(thread, frame, data, index, MonitoringEvent.PyYield, frame.Peek(1)!);
                break;
            case Opcode.JumpForward or Opcode.JumpBackward:
                ReportJump(thread, frame, data, index, arg);
                break;
            case Opcode.PopJumpIfFalse or Opcode.PopJumpIfTrue or Opcode.PopJumpIfNone or Opcode.PopJumpIfNotNone:
                if (Jumps(data.Ops[index], frame.Peek(1)!))
                    ReportBranch(thread, frame, data, MonitoringEvent.BranchRight, index, data.Offset(index), data.TargetOffset(arg));
                break;
            case Opcode.NotTaken:
                ReportBranch(thread, frame, data, MonitoringEvent.BranchLeft, index - 1, data.Offset(index - 1), data.TargetOffset(index + 1));
                break;
            case Opcode.PopIter:
                var source = data.Ops[previous] == Opcode.ForIter ? previous : LoopOf(frame.Code, data, index);
                ReportBranch(thread, frame, data, MonitoringEvent.BranchRight, source, data.Offset(source), data.TargetOffset(index + 1));
                break;
            case Opcode.EndAsyncFor:
                if (frame.Peek(1) is PyBaseException end && end.Type.IsSubtypeOf(ExceptionTypes.StopAsyncIteration))
                    ReportBranch(thread, frame, data, MonitoringEvent.BranchRight, arg, data.Offset(arg), data.TargetOffset(index + 1));
                break;
            case Opcode.EndFor:
                ReportStopIteration(thread, frame, data, index, frame.Peek(1)!);
                break;
            case Opcode.EndSend:
                if (frame.Peek(2) is PyGenerator)
                    ReportStopIteration(thread, frame, data, index, frame.Peek(1)!);
                break;
            case Opcode.Call:
                ReportCall(thread, frame, data, index, frame.Peek(arg + 2)!, frame.Peek(arg + 1), arg > 0 ? frame.Peek(arg) : null);
                break;
            case Opcode.CallKw:
                ReportCall(thread, frame, data, index, frame.Peek(arg + 3)!, frame.Peek(arg + 2), arg > 0 ? frame.Peek(arg + 1) : null);
                break;
            case Opcode.CallFunctionEx:
                // The callable is not unpacked: the native function in a method goes unseen, at its start as at its end.
                ReportCalled(thread, frame, data, index, frame.Peek(4)!, frame.Peek(2) is PyTuple { Count: > 0 } args ? args[0] : null);
                break;
            case Opcode.LoadSuperAttr:
                ReportSuper(thread, frame, data, index, (arg & 2) != 0);
                break;
        }
    }

    private static bool Jumps(Opcode op, PyObject value) => op switch
    {
        Opcode.PopJumpIfFalse => ReferenceEquals(value, PyBool.False),
        Opcode.PopJumpIfTrue => ReferenceEquals(value, PyBool.True),
        Opcode.PopJumpIfNone => ReferenceEquals(value, PyNone.Instance),
        _ => !ReferenceEquals(value, PyNone.Instance),
    };

    /// <summary>The FOR_ITER whose loop a POP_ITER ends.</summary>
    private static int LoopOf(PyCode code, CodeTracing data, int popIter)
    {
        var instructions = code.Instructions;
        for (var i = popIter - 1; i >= 0; i--)
        {
            if (data.Ops[i] == Opcode.ForIter && instructions[i].Arg == popIter - 1)
                return i;
        }
        return popIter - 1;
    }

    private static void ReportLine(ThreadState thread, PyFrame frame, CodeTracing data, int index)
    {
        var monitoring = thread.Interpreter.Monitoring;
        var tools = monitoring.Tools(data, MonitoringEvent.Line, index);
        if (tools != 0)
            monitoring.Fire(thread, data, tools, MonitoringEvent.Line, index, [frame.Code, PyInt.From(data.Lines[index])]);
        TraceLine(thread, frame);
    }

    private static void ReportInstruction(ThreadState thread, PyFrame frame, CodeTracing data, int index)
    {
        var monitoring = thread.Interpreter.Monitoring;
        var tools = monitoring.Tools(data, MonitoringEvent.Instruction, index);
        if (tools != 0 && data.Ops[index] != Opcode.Resume)
            monitoring.Fire(thread, data, tools, MonitoringEvent.Instruction, index, [frame.Code, PyInt.From(data.Offset(index))]);
        if (frame.TraceOpcodes && thread.TraceFunction.Value is not null)
            CallTrace(thread, frame, s_opcode, PyNone.Instance, TraceOccasion.Other);
    }

    private static void ReportStart(ThreadState thread, PyFrame frame, CodeTracing data, int index, bool start)
    {
        var ev = start ? MonitoringEvent.PyStart : MonitoringEvent.PyResume;
        var monitoring = thread.Interpreter.Monitoring;
        var tools = monitoring.Tools(data, ev, index);
        if (tools != 0)
            monitoring.Fire(thread, data, tools, ev, index, [frame.Code, PyInt.From(data.Offset(index))]);
        CallProfile(thread, frame, s_call, PyNone.Instance);
        CallTrace(thread, frame, s_call, PyNone.Instance, start ? TraceOccasion.Start : TraceOccasion.Line);
    }

    private static void ReportReturn(ThreadState thread, PyFrame frame, CodeTracing data, int index, int ev, PyObject value)
    {
        var monitoring = thread.Interpreter.Monitoring;
        var tools = monitoring.Tools(data, ev, index);
        if (tools != 0)
            monitoring.Fire(thread, data, tools, ev, index, [frame.Code, PyInt.From(data.Offset(index)), value]);
        CallProfile(thread, frame, s_return, value);
        CallTrace(thread, frame, s_return, value, ev == MonitoringEvent.PyYield ? TraceOccasion.Yield : TraceOccasion.Other);
    }

    private static void ReportJump(ThreadState thread, PyFrame frame, CodeTracing data, int index, int target)
    {
        var monitoring = thread.Interpreter.Monitoring;
        var tools = monitoring.Tools(data, MonitoringEvent.Jump, index);
        if (tools != 0)
        {
            monitoring.Fire(thread, data, tools, MonitoringEvent.Jump, index,
                [frame.Code, PyInt.From(data.Offset(index)), PyInt.From(data.TargetOffset(target))]);
        }
        // A loop on one line: its start is not reported by the line's first instruction.
        if (target < index && data.Lines[target] == data.Lines[index] && data.Lines[index] >= 0)
            TraceLine(thread, frame);
    }

    private static void ReportBranch(ThreadState thread, PyFrame frame, CodeTracing data, int ev, int index, int from, int to)
    {
        var monitoring = thread.Interpreter.Monitoring;
        var tools = monitoring.Tools(data, ev, index);
        if (tools != 0)
            monitoring.Fire(thread, data, tools, ev, index, [frame.Code, PyInt.From(from), PyInt.From(to)]);
    }

    private static void ReportStopIteration(ThreadState thread, PyFrame frame, CodeTracing data, int index, PyObject value)
    {
        var monitoring = thread.Interpreter.Monitoring;
        var tools = monitoring.Tools(data, MonitoringEvent.StopIteration, index);
        if (tools == 0 && (thread.TraceFunction.Value is null || frame.TraceFunction.Value is null))
            return;
        var exception = Errors.New(thread, ExceptionTypes.StopIteration, value).Value;
        using var held = new Held(thread, exception);
        if (tools != 0)
            monitoring.Fire(thread, data, tools, MonitoringEvent.StopIteration, index, [frame.Code, PyInt.From(data.Offset(index)), exception]);
        TraceException(thread, frame, exception);
    }

    private static void ReportCall(ThreadState thread, PyFrame frame, CodeTracing data, int index, PyObject callable, PyObject? self, PyObject? first)
    {
        if (self is null && callable is PyMethod method)
        {
            self = method.Self;
            callable = method.Function;
        }
        ReportCalled(thread, frame, data, index, callable, self ?? first);
    }

    private static void ReportCalled(ThreadState thread, PyFrame frame, CodeTracing data, int index, PyObject callable, PyObject? arg)
    {
        var monitoring = thread.Interpreter.Monitoring;
        var tools = monitoring.Tools(data, MonitoringEvent.Call, index);
        if (tools != 0)
        {
            monitoring.Fire(thread, data, tools, MonitoringEvent.Call, index,
                [frame.Code, PyInt.From(data.Offset(index)), callable, arg ?? monitoring.Missing(thread)]);
        }
        ProfileNative(thread, frame, s_ccall, callable, arg);
    }

    private static void ReportSuper(ThreadState thread, PyFrame frame, CodeTracing data, int index, bool hasArguments)
    {
        var super = frame.Peek(3)!;
        ReportCall(thread, frame, data, index, super, null, hasArguments ? frame.Peek(2) : null);
        frame.Traits |= FrameTraits.Extras;
        frame.TraceSuper.Value = super;
    }

    private static void ReportSuperReturned(ThreadState thread, PyFrame frame, CodeTracing data, int index, PyObject super)
    {
        using var held = new Held(thread, super);
        frame.TraceSuper.Clear();
        ReportNativeEnd(thread, frame, data, index, MonitoringEvent.CReturn, super, null);
    }

    /// <summary>Calls something that is no Python function.</summary>
    public static PyObject CallNative(
        ThreadState thread, PyFrame frame, PyObject callable, ReadOnlySpan<PyObject> args, PyTuple? names = null)
    {
        if (thread.TracingDepth > 0 || callable is PyMethod)
            return Op.Call(thread, callable, args, names);
        var data = frame.Code.GetTracingData();
        var index = frame.CurrentInstruction;
        var first = args.Length > (names?.Count ?? 0) ? args[0] : null;
        PyObject result;
        try
        {
            result = Op.Call(thread, callable, args, names);
        }
        catch (PythonException error)
        {
            if (!error.IsPropagated)
                Raising.SetContext(thread, error.Value);
            using (var kept = new Held(thread, error.Value))
                ReportNativeEnd(thread, frame, data, index, MonitoringEvent.CRaise, callable, first);
            throw new PythonException(error.Value) { IsPropagated = true };
        }
        using var held = new Held(thread, result);
        ReportNativeEnd(thread, frame, data, index, MonitoringEvent.CReturn, callable, first);
        return result;
    }

    private static void ReportNativeEnd(ThreadState thread, PyFrame frame, CodeTracing data, int index, int ev, PyObject callable, PyObject? first)
    {
        var monitoring = thread.Interpreter.Monitoring;
        var tools = monitoring.CallTools(data, index);
        if (tools != 0)
        {
            monitoring.Fire(thread, data, tools, ev, index,
                [frame.Code, PyInt.From(data.Offset(index)), callable, first ?? monitoring.Missing(thread)]);
        }
        ProfileNative(thread, frame, ev == MonitoringEvent.CReturn ? s_creturn : s_cexception, callable, first);
    }

    /// <summary>An exception was raised in, or propagated into, a frame; <paramref name="value"/> is replaced where a callback raises.</summary>
    public static void ExceptionRaised(ThreadState thread, PyFrame frame, ref PyBaseException value, int place, bool reraised)
    {
        if (frame.TraceSuper.Value is { } super)
        {
            frame.TraceSuper.Clear();
            // LOAD_SUPER_ATTR has left its operands: super, class, instance.
            var first = (frame.Code.Instructions[place].Arg & 2) != 0 ? frame.Peek(2) : null;
            Guarded(thread, frame, ref value, place, (t, f, d, i, v) => ReportNativeEnd(t, f, d, i, MonitoringEvent.CRaise, super, first));
        }
        if (reraised)
            Guarded(thread, frame, ref value, place, static (t, f, d, i, v) => ReportException(t, f, i, d.EndOffset(i), MonitoringEvent.Reraise, v));
        else
            Guarded(thread, frame, ref value, place, static (t, f, d, i, v) =>
            {
                ReportException(t, f, i, d.EndOffset(i), MonitoringEvent.Raise, v);
                TraceException(t, f, v);
            });
    }

    /// <summary>A frame is about to handle an exception. Returns what a callback raised; null for nothing.</summary>
    public static PyBaseException? ExceptionHandled(ThreadState thread, PyFrame frame, PyBaseException value)
    {
        try
        {
            ReportException(thread, frame, frame.NextInstruction, frame.Code.GetTracingData().Offset(frame.NextInstruction), MonitoringEvent.ExceptionHandled, value);
            return null;
        }
        catch (PythonException error)
        {
            return ExceptionConverter.ToPython(thread, error);
        }
    }

    /// <summary>A frame ends by an exception.</summary>
    public static void Unwound(ThreadState thread, PyFrame frame, ref PyBaseException value, int place) =>
        Guarded(thread, frame, ref value, place, static (t, f, d, i, v) =>
        {
            ReportException(t, f, i, d.EndOffset(i), MonitoringEvent.PyUnwind, v);
            CallProfile(t, f, s_return, PyNone.Instance);
            CallTrace(t, f, s_return, PyNone.Instance, TraceOccasion.Other);
        });

    /// <summary>A generator is resumed by an exception; it is replaced where a callback raises.</summary>
    public static void Thrown(ThreadState thread, PyFrame frame, ref PyBaseException value)
    {
        var thrown = value;
        try
        {
            var next = frame.NextInstruction;
            frame.TracePrevious = next;
            frame.TraceEpoch = thread.TraceEpoch;
            ReportException(thread, frame, next, frame.Code.GetTracingData().Offset(next), MonitoringEvent.PyThrow, thrown);
            CallProfile(thread, frame, s_call, PyNone.Instance);
            CallTrace(thread, frame, s_call, PyNone.Instance, TraceOccasion.Other);
        }
        catch (PythonException error)
        {
            value = ExceptionConverter.ToPython(thread, error);
        }
    }

    private delegate void ExceptionReport(ThreadState thread, PyFrame frame, CodeTracing data, int index, PyBaseException value);

    /// <summary>Reports during unwinding: what a callback raises takes the place of the counted exception.</summary>
    private static void Guarded(ThreadState thread, PyFrame frame, ref PyBaseException value, int place, ExceptionReport report)
    {
        try
        {
            report(thread, frame, frame.Code.GetTracingData(), place, value);
        }
        catch (PythonException error)
        {
            var raised = ExceptionConverter.ToPython(thread, error);
            PyTraceback.Add(thread, raised, frame);
            PyObject.Retain(raised);
            PyObject.Release(value);
            value = raised;
        }
    }

    private static void ReportException(ThreadState thread, PyFrame frame, int index, int offset, int ev, PyBaseException value)
    {
        if (thread.TracingDepth > 0)
            return;
        var monitoring = thread.Interpreter.Monitoring;
        var data = frame.Code.GetTracingData();
        var tools = monitoring.Tools(data, ev, index);
        if (tools != 0)
            monitoring.Fire(thread, data, tools, ev, index, [frame.Code, PyInt.From(offset), value]);
    }

    /// <summary>The next item of an iterator for a loop; its StopIteration is reported as raised.</summary>
    public static PyObject? NextItem(ThreadState thread, PyFrame frame, PyObject iterator)
    {
        thread.StopIterationValue = null;
        var item = Handlers.NextItem(thread, iterator);
        if (item is null)
            IterationEnded(thread, frame);
        return item;
    }

    /// <summary>An iterator has ended: where it raised StopIteration, that is reported as raised in the frame.</summary>
    public static void IterationEnded(ThreadState thread, PyFrame frame)
    {
        if (thread.StopIterationValue is not { } value || thread.TracingDepth > 0)
            return;
        var index = frame.CurrentInstruction;
        var data = frame.Code.GetTracingData();
        if (thread.Interpreter.Monitoring.Tools(data, MonitoringEvent.Raise, index) == 0
            && (thread.TraceFunction.Value is null || frame.TraceFunction.Value is null))
            return;
        using var heldValue = new Held(thread, value);
        // Without a traceback, since nothing unwinds: bdb tells the end of an inner iterator by that.
        var exception = Errors.StopIteration(thread, value).Value;
        using var held = new Held(thread, exception);
        ReportException(thread, frame, index, data.Offset(index), MonitoringEvent.Raise, exception);
        TraceException(thread, frame, exception);
        thread.StopIterationValue = value;
    }
}
