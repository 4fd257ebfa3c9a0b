using Krait.Compiler;
using Krait.Syntax.Ast;

namespace Krait.Runtime;

/// <summary>Create a code object.  Not for the faint of heart.</summary>
[PyType("code", BasicSize = 208, ItemSize = 2)]
public sealed partial class PyCode : PyContainer, INotCollected, IWeakReferenceable
{
    /// <summary>Instructions, tables and flags. What code that was not compiled here has of names and constants stands in this object alone.</summary>
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

    internal PyCode(CompiledCode compiled, PyObject[] constants, PyStr filename)
        : this(compiled, constants, filename, new CodeNames(compiled))
    {
    }

    internal PyCode(CompiledCode compiled, PyObject[] constants, PyStr filename, in CodeNames names) : base(TypeObject)
    {
        Compiled = compiled;
        Constants = constants;
        foreach (var constant in constants)
            Retain(constant);
        Names = names.Names;
        LocalsPlusNames = names.LocalsPlusNames;
        NameField = names.Name;
        QualNameField = names.QualifiedName;
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

    private int[] UnitOfInstruction => _unitOfInstruction ??= FindUnits();

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
        return thread.EnterNewUntracked(new PyCode(compiled, constants, filename));
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
    internal int UnitOf(int instruction) => instruction < 0 ? -1 : UnitOfInstruction[instruction];

    /// <summary>The index in the decoded array of the instruction at a code unit.</summary>
    internal int InstructionAt(int unit)
    {
        var found = System.Array.BinarySearch(UnitOfInstruction, unit);
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
        var table = Compiled.ExceptionTable;
        var entries = new HandlerEntry[ExceptionTable.Count(table)];
        var count = 0;
        foreach (var entry in ExceptionTable.Read(table))
        {
            entries[count++] = new HandlerEntry(InstructionAt(entry.Start / 2), InstructionAt(entry.End / 2),
                InstructionAt(entry.Target / 2), entry.Depth, entry.PushLasti);
        }
        return entries;
    }

    private Instruction[] Decode()
    {
        var code = Compiled.Code;
        var units = code.Length / 2;
        // Of units between the instructions, their caches, each stands for the instruction behind it.
        Span<int> indexOfUnit = units < 512 ? stackalloc int[units + 1] : new int[units + 1];
        var count = 0;
        for (var unit = 0; unit < units;)
        {
            indexOfUnit[unit] = count;
            var op = (Opcode)code[unit++ * 2];
            if (op == Opcode.ExtendedArg)
                continue;
            count++;
            for (var caches = OpcodeInfo.CacheEntries(op); caches > 0 && unit < units; caches--)
                indexOfUnit[unit++] = count;
        }
        indexOfUnit[units] = count;
        var decoded = new Instruction[count];
        var extended = 0;
        var handlesExceptions = false;
        for (int unit = 0, index = 0; unit < units; unit++)
        {
            var op = (Opcode)code[unit * 2];
            var arg = extended << 8 | code[unit * 2 + 1];
            extended = op == Opcode.ExtendedArg ? arg : 0;
            if (op == Opcode.ExtendedArg)
                continue;
            unit = Math.Min(unit + OpcodeInfo.CacheEntries(op), units - 1);
            // Jumps are relative to the unit behind the instruction and its cache.
            if (OpcodeInfo.HasJump(op))
                arg = indexOfUnit[op is Opcode.JumpBackward or Opcode.JumpBackwardNoInterrupt or Opcode.EndAsyncFor ? unit + 1 - arg : unit + 1 + arg];
            handlesExceptions |= op == Opcode.PushExcInfo;
            decoded[index++] = new Instruction { Op = op, Arg = arg, Counter = 2 };
        }
        Fused.Prepare(decoded, Constants);
        HandlesExceptions = handlesExceptions;
        Decoded = decoded;
        return decoded;
    }

    /// <summary>The units at which the decoded instructions begin, with their EXTENDED_ARGs, and the end: only tracebacks and handlers ask.</summary>
    private int[] FindUnits()
    {
        var code = Compiled.Code;
        var units = code.Length / 2;
        var starts = new int[Instructions.Length + 1];
        var start = 0;
        for (int unit = 0, index = 0; unit < units;)
        {
            var op = (Opcode)code[unit++ * 2];
            if (op == Opcode.ExtendedArg)
                continue;
            unit = Math.Min(unit + OpcodeInfo.CacheEntries(op), units);
            starts[index++] = start;
            start = unit;
        }
        starts[^1] = units;
        return starts;
    }
}

/// <summary>One range of the exception table, in indexes of decoded instructions.</summary>
internal readonly record struct HandlerEntry(int Start, int End, int Target, int Depth, bool PushLastInstruction);

/// <summary>The names of a code object, all interned.</summary>
internal readonly record struct CodeNames(PyStr[] Names, PyStr[] LocalsPlusNames, PyStr Name, PyStr QualifiedName)
{
    public CodeNames(CompiledCode compiled)
        : this(Intern(compiled.Names), Intern(compiled.LocalsPlusNames), PyStr.Intern(compiled.Name), PyStr.Intern(compiled.QualifiedName))
    {
    }

    private static PyStr[] Intern(string[] texts)
    {
        var names = new PyStr[texts.Length];
        for (var i = 0; i < names.Length; i++)
            names[i] = PyStr.Intern(texts[i]);
        return names;
    }
}
