using Krait.Compiler;
using Krait.Runtime;

namespace Krait.Modules.Opcodes;

/// <summary>Opcode support module.</summary>
[PyModule("_opcode")]
internal static partial class OpcodeModule
{
    [PyModuleExec]
    private static void Exec(ThreadState thread, PyModule module)
    {
        // Instructions specialise themselves here too, but not into the instructions that CPython's tests of this flag look for.
        module.Dict.SetItem(thread, "ENABLE_SPECIALIZATION", PyInt.From(0));
        module.Dict.SetItem(thread, "ENABLE_SPECIALIZATION_FT", PyInt.From(0));
    }

    /// <summary>Compute the stack effect of the opcode.</summary>
    [PyFunction("stack_effect")]
    private static int StackEffect(
        ThreadState thread, int opcode, [NoneAllowed][Default("None")] PyObject? oparg = null, [KeywordOnly][NoneAllowed][Default("None")] PyObject? jump = null)
    {
        if (jump is not (null or PyBool))
            throw Errors.Value("stack_effect: jump must be False, True or None");
        var arg = oparg is null ? 0 : Op.AsInt(thread, oparg);
        bool? jumps = jump is PyBool flag ? flag.Equals(PyBool.True) : null;
        return OpcodeInfo.StackEffect(opcode, arg, jumps) ?? throw Errors.Value("invalid opcode or oparg");
    }

    /// <summary>Return True if opcode is valid, False otherwise.</summary>
    [PyFunction("is_valid")]
    private static bool IsValid([Keyword] int opcode) => OpcodeInfo.IsValid(opcode);

    /// <summary>Return True if the opcode uses its oparg, False otherwise.</summary>
    [PyFunction("has_arg")]
    private static bool HasArg([Keyword] int opcode) => OpcodeInfo.IsValid(opcode) && OpcodeInfo.HasArg((Opcode)opcode);

    /// <summary>Return True if the opcode accesses a constant, False otherwise.</summary>
    [PyFunction("has_const")]
    private static bool HasConst([Keyword] int opcode) => OpcodeInfo.IsValid(opcode) && OpcodeInfo.HasConst((Opcode)opcode);

    /// <summary>Return True if the opcode accesses an attribute by name, False otherwise.</summary>
    [PyFunction("has_name")]
    private static bool HasName([Keyword] int opcode) => OpcodeInfo.IsValid(opcode) && OpcodeInfo.HasName((Opcode)opcode);

    /// <summary>Return True if the opcode has a jump target, False otherwise.</summary>
    [PyFunction("has_jump")]
    private static bool HasJump([Keyword] int opcode) => OpcodeInfo.IsValid(opcode) && OpcodeInfo.HasJump((Opcode)opcode);

    [PyFunction("has_free")]
    private static bool HasFree([Keyword] int opcode) => OpcodeInfo.IsValid(opcode) && OpcodeInfo.HasFree((Opcode)opcode);

    /// <summary>Return True if the opcode accesses a local variable, False otherwise.</summary>
    [PyFunction("has_local")]
    private static bool HasLocal([Keyword] int opcode) => OpcodeInfo.IsValid(opcode) && OpcodeInfo.HasLocal((Opcode)opcode);

    /// <summary>Return True if the opcode sets an exception handler, False otherwise.</summary>
    [PyFunction("has_exc")]
    private static bool HasExc([Keyword] int opcode) => OpcodeInfo.IsValid(opcode) && OpcodeInfo.HasExc((Opcode)opcode);

    /// <summary>Return a list of symbols of all binary ops.</summary>
    [PyFunction("get_nb_ops")]
    private static PyObject GetNbOps(ThreadState thread)
    {
        var list = PyList.Create(thread);
        foreach (var (name, symbol) in OpcodeInfo.BinaryOperations)
            list.Append(PyTuple.Create(thread, PyStr.From(name), PyStr.From(symbol)));
        return list;
    }

    /// <summary>Return a list of names of the unary intrinsics.</summary>
    [PyFunction("get_intrinsic1_descs")]
    private static PyObject GetIntrinsic1Descriptions(ThreadState thread) => Strings(thread, OpcodeInfo.Intrinsics1);

    /// <summary>Return a list of names of the binary intrinsics.</summary>
    [PyFunction("get_intrinsic2_descs")]
    private static PyObject GetIntrinsic2Descriptions(ThreadState thread) => Strings(thread, OpcodeInfo.Intrinsics2);

    /// <summary>Return a list of special method names.</summary>
    [PyFunction("get_special_method_names")]
    private static PyObject GetSpecialMethodNames(ThreadState thread) => Strings(thread, OpcodeInfo.SpecialMethodNames);

    /// <summary>Return the executor object at offset in code if exists, None otherwise.</summary>
    [PyFunction("get_executor")]
    private static void GetExecutor([Keyword] PyObject code, [Keyword] int offset) =>
        throw Errors.Runtime("Executors are not available in this build");

    /// <summary>Return the specialization stats</summary>
    [PyFunction("get_specialization_stats")]
    private static PyObject GetSpecializationStats() => PyNone.Instance;

    private static PyList Strings(ThreadState thread, string[] items)
    {
        var list = PyList.Create(thread);
        foreach (var item in items)
            list.Append(PyStr.From(item));
        return list;
    }
}
