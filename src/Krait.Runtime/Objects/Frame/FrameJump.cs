using Krait.Compiler;

namespace Krait.Runtime;

/// <summary>What a trace function is being told: it decides whether the function may set <c>f_lineno</c>.</summary>
internal enum TraceOccasion
{
    /// <summary>No trace function runs.</summary>
    None,

    /// <summary>A line, or the resumption of a generator: jumps are allowed.</summary>
    Line,

    /// <summary>A generator yields: jumps are allowed.</summary>
    Yield,

    /// <summary>A function starts.</summary>
    Start,

    /// <summary>A native function is called or returns.</summary>
    NativeCall,

    /// <summary>Anything else: returns, exceptions.</summary>
    Other,
}

public sealed partial class ThreadState
{
    /// <summary>What the trace function that runs was called for; whoever calls trace functions sets and restores it.</summary>
    internal TraceOccasion TraceOccasion;
}

/// <summary>Jumps of a debugger: assigning <c>f_lineno</c>.</summary>
internal static class FrameJump
{
    /// <summary>Moves a frame to the first instruction of a line whose operands it can have.</summary>
    /// <exception cref="PythonException">ValueError where that cannot be done, with the reason.</exception>
    public static void SetLine(ThreadState thread, PyFrame frame, PyObject? value)
    {
        if (value is null)
            throw Errors.Attribute(thread, "cannot delete attribute", frame, PyStr.Intern("f_lineno"));
        if (value is not PyInt number)
            throw Errors.Value("lineno must be an integer");
        CheckOccasion(thread);
        if (!number.TryGetLong(out var wanted) || wanted != (int)wanted)
            throw Errors.Value("lineno out of range");
        if (wanted < frame.Code.Compiled.FirstLineNumber)
            throw Errors.Value($"line {wanted} comes before the current code block");
        var lines = LineStarts(frame.Code);
        var line = FirstLineFrom(lines, (int)wanted);
        if (line < 0)
            throw Errors.Value($"line {wanted} comes after the current code block");
        var stacks = new StackAnalysis(frame.Code.Compiled).Run();
        var start = stacks[frame.Code.UnitOf(frame.CurrentInstruction)];
        var target = FindTarget(lines, line, stacks, start);
        BindUnset(thread, frame);
        if (frame.Generator is { State: GeneratorState.Suspended })
            start = OperandKinds.Pop(start);
        for (; start > stacks[target]; start = OperandKinds.Pop(start))
            PopOperand(thread, frame, OperandKinds.Top(start));
        frame.NextInstruction = frame.Code.InstructionAt(target);
        frame.Jumped = true;
    }

    private static void CheckOccasion(ThreadState thread)
    {
        switch (thread.TraceOccasion)
        {
            case TraceOccasion.None:
                throw Errors.Value("f_lineno can only be set in a trace function");
            case TraceOccasion.Start:
                throw Errors.Value("can't jump from the 'call' trace event of a new frame");
            case TraceOccasion.NativeCall:
                throw Errors.Value("can't jump during a call");
            case TraceOccasion.Other:
                throw Errors.Value("can only jump from a 'line' trace event");
            default:
                break;
        }
    }

    /// <summary>For each code unit the line that begins there; -1 for none.</summary>
    private static int[] LineStarts(PyCode code)
    {
        var lines = new int[code.Compiled.Code.Length / 2];
        Array.Fill(lines, -1);
        int? last = null;
        foreach (var entry in LocationTable.Read(code.Compiled.LineTable, code.Compiled.FirstLineNumber))
        {
            if (entry.Line is { } line && line != last && entry.Start / 2 < lines.Length)
                lines[entry.Start / 2] = line;
            last = entry.Line;
        }
        return lines;
    }

    private static int FirstLineFrom(int[] lines, int wanted)
    {
        var result = int.MaxValue;
        foreach (var line in lines)
        {
            if (line >= wanted && line < result)
                result = line;
        }
        return result == int.MaxValue ? -1 : result;
    }

    /// <summary>The code unit on the line that keeps most operands.</summary>
    private static int FindTarget(int[] lines, int line, long[] stacks, long start)
    {
        var best = OperandKinds.Overflowed;
        var target = -1;
        var message = "cannot find bytecode for specified line";
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i] != line)
                continue;
            if (OperandKinds.AreCompatible(start, stacks[i]))
            {
                if (stacks[i] > best)
                    (best, target) = (stacks[i], i);
            }
            else if (target < 0)
            {
                message = start switch
                {
                    OperandKinds.Overflowed => "stack to deep to analyze",
                    OperandKinds.Unreached => "can't jump from unreachable code",
                    _ => OperandKinds.Explain(stacks[i]),
                };
            }
        }
        return target >= 0 ? target : throw Errors.Value(message);
    }

    /// <summary>The compiler has proven that variables are set where the code reads them; a jump may break that, so they become None.</summary>
    private static void BindUnset(ThreadState thread, PyFrame frame)
    {
        var unset = 0;
        foreach (var local in frame.Locals)
            unset += local is null ? 1 : 0;
        if (unset == 0)
            return;
        Op.Warn(thread, ExceptionTypes.RuntimeWarning, $"assigning None to {unset} unbound local{(unset == 1 ? "" : "s")}", 0);
        foreach (ref var local in frame.Locals)
            local ??= PyNone.Instance;
    }

    private static void PopOperand(ThreadState thread, PyFrame frame, OperandKind kind)
    {
        if (kind != OperandKind.Except)
        {
            frame.Drop();
            return;
        }
        // Leaving an except block: the exception below becomes the handled one again.
        var info = thread.ExceptionInfo;
        var old = info.Value;
        info.Value = frame.PopOwned() as PyBaseException;
        PyObject.XRelease(old);
    }
}
