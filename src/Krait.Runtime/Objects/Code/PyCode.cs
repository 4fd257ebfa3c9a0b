using Krait.Compiler;
using Krait.Syntax.Ast;

namespace Krait.Runtime;

/// <summary>A Python code object.</summary>
[PyType("code", BasicSize = 208, ItemSize = 2)]
public sealed partial class PyCode : PyContainer, INotCollected, IWeakReferenceable
{
    internal readonly CompiledCode Compiled;

    /// <summary>The constants; counted.</summary>
    [Counted]
    internal readonly PyObject[] Constants;

    internal readonly PyStr[] Names;
    internal readonly PyStr[] LocalsPlusNames;
    internal readonly PyStr NameField;
    internal readonly PyStr QualNameField;
    internal PyStr FilenameField;
    internal readonly int LocalsPlusCount;
    internal readonly int LocalCount;
    internal readonly int CellCount;
    internal readonly int FreeCount;
    internal readonly int FrameSize;

    /// <summary>The number of parameters where there are only positional ones; -1 otherwise.</summary>
    internal readonly int PlainArgCount;

    /// <summary>As <see cref="Instructions"/>; not null in code that has had a frame.</summary>
    internal Instruction[]? Decoded;

    /// <summary>True where the code, once decoded, has exception handlers that make an exception the one that is being handled.</summary>
    internal bool HandlesExceptions;

    private int[]? _unitOfInstruction;
    private HandlerEntry[]? _exceptionTable;
    private WeakReferenceList? _weakReferences;

    internal PyCode(ThreadState thread, CompiledCode compiled, PyObject[] constants, PyStr filename) : base(TypeObject)
    {
        Compiled = compiled;
        Constants = constants;
        foreach (var constant in constants)
            Retain(constant);
        Names = System.Array.ConvertAll(compiled.Names, PyStr.Intern);
        LocalsPlusNames = System.Array.ConvertAll(compiled.LocalsPlusNames, PyStr.Intern);
        NameField = PyStr.Intern(compiled.Name);
        QualNameField = PyStr.Intern(compiled.QualifiedName);
        FilenameField = filename;
        Retain(filename);
        LocalsPlusCount = LocalsPlusNames.Length;
        foreach (var kind in compiled.LocalsPlusKinds)
        {
            if ((kind & LocalKinds.Local) != 0)
                LocalCount++;
            if ((kind & LocalKinds.Cell) != 0)
                CellCount++;
            if ((kind & LocalKinds.Free) != 0)
                FreeCount++;
        }
        FrameSize = LocalsPlusCount + compiled.StackSize + 1;
        PlainArgCount = (compiled.Flags & (CodeFlags.VarArgs | CodeFlags.VarKeywords)) == 0 && compiled.KwOnlyArgCount == 0 ? compiled.ArgCount : -1;
    }

    /// <summary>The <c>co_flags</c>.</summary>
    public CodeFlags CodeFlags => Compiled.Flags;

    public int ArgCount => Compiled.ArgCount;

    public int KwOnlyArgCount => Compiled.KwOnlyArgCount;

    internal override ref WeakReferenceList? WeakReferences => ref _weakReferences;

    /// <summary>The decoded instructions; decoded at the first use.</summary>
    internal Instruction[] Instructions => Decoded ?? Decode();

    /// <summary>Decodes the instructions where that has not happened yet.</summary>
    internal void EnsureDecoded() => _ = Instructions;

    /// <summary>A code object of what the compiler made, nested ones included. Floating.</summary>
    public static PyCode FromCompiled(ThreadState thread, CompiledCode compiled) =>
        FromCompiled(thread, compiled, PyStr.From(compiled.Filename));

    private static PyCode FromCompiled(ThreadState thread, CompiledCode compiled, PyStr filename)
    {
        var constants = new PyObject[compiled.Constants.Length];
        for (var i = 0; i < constants.Length; i++)
        {
            constants[i] = compiled.Constants[i] is CodeConstant nested
                ? FromCompiled(thread, nested.Code, filename)
                : ConstantConverter.ToObject(thread, compiled.Constants[i]);
        }
        return thread.EnterNewUntracked(new PyCode(thread, compiled, constants, filename));
    }

    /// <summary>Changes the file name, of nested code objects with the same one too: a .pyc file may have moved.</summary>
    internal void SetFilename(PyStr path)
    {
        var old = FilenameField;
        if (PyStr.TextEquals(old, path))
            return;
        foreach (var constant in Constants)
        {
            if (constant is PyCode nested && PyStr.TextEquals(nested.FilenameField, old))
                nested.SetFilename(path);
        }
        Retain(path);
        FilenameField = path;
        Release(old);
    }

    /// <summary>The index of the code unit at which an instruction of the decoded array begins.</summary>
    internal int UnitOf(int instruction)
    {
        EnsureDecoded();
        return instruction < 0 ? -1 : _unitOfInstruction![instruction];
    }

    /// <summary>The index in the decoded array of the instruction at a code unit.</summary>
    internal int InstructionAt(int unit)
    {
        EnsureDecoded();
        var found = System.Array.BinarySearch(_unitOfInstruction!, unit);
        return found >= 0 ? found : ~found;
    }

    /// <summary>The handler that covers an instruction; false where there is none.</summary>
    internal bool TryFindHandler(int instruction, out HandlerEntry handler)
    {
        var table = _exceptionTable ??= ReadExceptionTable();
        // The innermost handler is the one whose range stands in the table: ranges never overlap.
        var low = 0;
        var high = table.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (table[middle].Start <= instruction)
                low = middle + 1;
            else
                high = middle;
        }
        handler = default;
        if (low == 0 || table[low - 1].End <= instruction)
            return false;
        handler = table[low - 1];
        return true;
    }

    /// <summary>The instructions at which exception handlers begin.</summary>
    internal IEnumerable<int> HandlerTargets()
    {
        foreach (var entry in _exceptionTable ??= ReadExceptionTable())
            yield return entry.Target;
    }

    private HandlerEntry[] ReadExceptionTable()
    {
        var entries = new List<HandlerEntry>();
        foreach (var entry in ExceptionTable.Read(Compiled.ExceptionTable))
        {
            entries.Add(new HandlerEntry(InstructionAt(entry.Start / 2), InstructionAt(entry.End / 2),
                InstructionAt(entry.Target / 2), entry.Depth, entry.PushLasti));
        }
        return entries.ToArray();
    }

    private Instruction[] Decode()
    {
        var code = Compiled.Code;
        var units = code.Length / 2;
        var indexOfUnit = new int[units + 1];
        var instructions = new List<Instruction>(units);
        var unitOf = new List<int>(units);
        var extended = 0;
        var start = -1;
        for (var unit = 0; unit < units;)
        {
            var op = (Opcode)code[unit * 2];
            if (start < 0)
                start = unit;
            for (var at = start; at <= unit; at++)
                indexOfUnit[at] = instructions.Count;
            var arg = extended << 8 | code[unit * 2 + 1];
            unit++;
            if (op == Opcode.ExtendedArg)
            {
                extended = arg;
                continue;
            }
            extended = 0;
            var caches = OpcodeInfo.CacheEntries(op);
            for (var i = 0; i < caches && unit < units; i++)
                indexOfUnit[unit++] = instructions.Count + 1;
            // Jumps are relative to the unit behind the instruction and its cache.
            if (OpcodeInfo.HasJump(op))
                arg = op is Opcode.JumpBackward or Opcode.JumpBackwardNoInterrupt or Opcode.EndAsyncFor ? unit - arg : unit + arg;
            unitOf.Add(start);
            start = -1;
            instructions.Add(new Instruction { Op = op, Arg = arg, Counter = 2 });
        }
        indexOfUnit[units] = instructions.Count;
        var decoded = instructions.ToArray();
        for (var i = 0; i < decoded.Length; i++)
        {
            if (OpcodeInfo.HasJump(decoded[i].Op))
                decoded[i].Arg = indexOfUnit[decoded[i].Arg];
        }
        unitOf.Add(units);
        Fused.Prepare(decoded, Constants);
        _unitOfInstruction = unitOf.ToArray();
        HandlesExceptions = System.Array.Exists(decoded, static instruction => instruction.Original == Opcode.PushExcInfo);
        Decoded = decoded;
        return decoded;
    }
}

/// <summary>One range of the exception table, in indexes of decoded instructions.</summary>
internal readonly record struct HandlerEntry(int Start, int End, int Target, int Depth, bool PushLastInstruction);
