using Krait.Compiler;

namespace Krait.Runtime;

public sealed partial class PyFrame
{
    /// <summary>True where names live in the frame itself, so that <c>f_locals</c> is a view of it: functions, and inlined comprehensions while they run.</summary>
    private bool HasFastLocals
    {
        get
        {
            if ((Code.CodeFlags & CodeFlags.Optimized) != 0)
                return true;
            if (StackTop < Code.LocalsPlusCount)
                return false;
            var locals = Locals;
            var kinds = Code.Compiled.LocalsPlusKinds;
            for (var i = 0; i < kinds.Length; i++)
            {
                if ((kinds[i] & LocalKinds.Hidden) != 0 && locals[i] is not null)
                    return true;
            }
            return false;
        }
    }

    /// <summary>What <c>locals()</c> gives for this frame: a new dict of a function's variables, the mapping itself elsewhere.</summary>
    internal PyObject LocalsSnapshot(ThreadState thread) =>
        HasFastLocals ? new FrameVariables(this).ToDict(thread) : LocalsMapping ?? Globals;

    /// <summary>The type and the object that <c>super()</c> without arguments means in the frame that runs.</summary>
    /// <exception cref="PythonException">RuntimeError where the frame is not that of a method.</exception>
    internal static void TryGetSuperArguments(ThreadState thread, out PyType type, out PyObject? instance)
    {
        if (thread.Frame is not { } frame)
            throw Errors.Runtime("super(): no current frame");
        var code = frame.Code;
        if (code.ArgCount == 0)
            throw Errors.Runtime("super(): no arguments");
        var locals = frame.Locals;
        instance = locals[0];
        // A first argument that is a cell moves into it when the function starts.
        if (instance is PyCell cell && (code.Compiled.LocalsPlusKinds[0] & LocalKinds.Cell) != 0)
            instance = cell.Content.Value;
        if (instance is null)
            throw Errors.Runtime("super(): arg[0] deleted");
        if (instance is PyNone)
            instance = null;
        for (var i = code.LocalsPlusCount - code.FreeCount; i < code.LocalsPlusCount; i++)
        {
            if (!ReferenceEquals(code.LocalsPlusNames[i], TypeNames.Class))
                continue;
            type = locals[i] switch
            {
                PyCell { Content.Value: PyType found } => found,
                PyCell { Content.Value: null } => throw Errors.Runtime("super(): empty __class__ cell"),
                PyCell { Content.Value: var other } => throw Errors.Runtime($"super(): __class__ is not a type ({other.Type.Name})"),
                _ => throw Errors.Runtime("super(): bad __class__ cell"),
            };
            return;
        }
        throw Errors.Runtime("super(): __class__ cell not found");
    }

    [PyGetter("f_back")]
    private PyObject? BackAttribute() => Caller;

    /// <summary>Return the code object being executed in this frame.</summary>
    [PyGetter("f_code")]
    private PyObject CodeAttribute() => Code;

    /// <summary>Return the global variables in the frame.</summary>
    [PyGetter("f_globals")]
    private PyObject GlobalsAttribute() => Globals;

    /// <summary>Return the built-in variables in the frame.</summary>
    [PyGetter("f_builtins")]
    private PyObject BuiltinsAttribute() => PyBuiltinsMapping.Visible(Builtins);

    /// <summary>Return the mapping used by the frame to look up local variables.</summary>
    [PyGetter("f_locals")]
    private PyObject LocalsAttribute(ThreadState thread) =>
        HasFastLocals ? PyFrameLocalsProxy.Create(thread, this) : LocalsMapping ?? Globals;

    /// <summary>Return the current line number in the frame.</summary>
    [PyGetter("f_lineno")]
    private long? LineAttribute() => Line;

    [PySetter("f_lineno")]
    private void SetLine(ThreadState thread, PyObject? value) => FrameJump.SetLine(thread, this, value);

    /// <summary>Return the index of the last attempted instruction in the frame.</summary>
    [PyGetter("f_lasti")]
    private long LastInstructionAttribute()
    {
        // A generator that has not begun stands behind the instruction that made it.
        if (Generator is { State: GeneratorState.Created })
            return Code.UnitOf(NextInstruction) * 2;
        return CurrentInstruction < 0 ? -1 : LastInstructionOffset;
    }

    /// <summary>Return the trace function for this frame, or None if no trace function is set.</summary>
    [PyGetter("f_trace")]
    private PyObject? TraceAttribute() => TraceFunction.Value;

    [PySetter("f_trace")]
    private void SetTrace(PyObject? value)
    {
        Traits |= FrameTraits.Extras;
        TraceFunction.Value = value is PyNone ? null : value;
    }

    [PyGetter("f_trace_lines", Member = true)]
    private bool TraceLinesAttribute() => TraceLines;

    [PySetter("f_trace_lines")]
    private void SetTraceLines(PyObject? value)
    {
        Traits |= FrameTraits.Extras;
        TraceLines = value switch
        {
            null => throw Errors.Type("can't delete numeric/char attribute"),
            PyBool flag => ReferenceEquals(flag, PyBool.True),
            _ => throw Errors.Type("attribute value type must be bool"),
        };
    }

    /// <summary>Return True if opcode tracing is enabled, False otherwise.</summary>
    [PyGetter("f_trace_opcodes")]
    private bool TraceOpcodesAttribute() => TraceOpcodes;

    [PySetter("f_trace_opcodes")]
    private void SetTraceOpcodes(PyObject? value)
    {
        Traits |= FrameTraits.Extras;
        TraceOpcodes = value is PyBool flag ? ReferenceEquals(flag, PyBool.True) : throw Errors.Type("attribute value type must be bool");
    }

    /// <summary>Return the generator or coroutine associated with this frame, or None.</summary>
    [PyGetter("f_generator")]
    private PyObject? GeneratorAttribute() => Generator;

    /// <summary>Clear all references held by the frame.</summary>
    [PyMethod("clear")]
    private void Clear(ThreadState thread)
    {
        if (Generator is { } generator)
        {
            switch (generator.State)
            {
                case GeneratorState.Running:
                    throw Errors.Runtime("cannot clear an executing frame");
                case GeneratorState.Suspended:
                    throw Errors.Runtime("cannot clear a suspended frame");
                case GeneratorState.Created:
                    // Closes it, with the warning of a coroutine that nobody awaited.
                    PyGenerator.FinalizeGenerator(thread, generator);
                    break;
                default:
                    break;
            }
        }
        if (Owner == FrameOwner.Thread)
            throw Errors.Runtime("cannot clear an executing frame");
        if (Owner == FrameOwner.Self)
            ReleaseLocalValues();
        TraceFunction.Clear();
        ExtraLocals.Clear();
    }

    /// <summary>Sets the variables of a frame whose activation is over to unset; they keep their places.</summary>
    private void ReleaseLocalValues()
    {
        for (var i = StackTop - 1; i >= 0; i--)
        {
            if (Stack[Base + i] is not { } value)
                continue;
            Stack[Base + i] = null;
            Release(value);
        }
    }

    [PySlot(nameof(PyType.TpRepr))]
    private string Repr(ThreadState thread) =>
        $"<frame at 0x{Op.Id(thread, this):x}, file {Op.ReprText(thread, Code.FilenameField)}, line {Line ?? 0}, code {Code.NameField}>";
}
