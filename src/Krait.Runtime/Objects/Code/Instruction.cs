using Krait.Compiler;

namespace Krait.Runtime;

/// <summary>
/// One instruction as the interpreter executes it: decoded once from <c>co_code</c>, with its whole argument, absolute jump targets
/// and a place for its inline cache. Specialised and fused forms replace <see cref="Op"/> in place.
/// </summary>
internal struct Instruction
{
    /// <summary>The instruction that is executed: the original one, or a specialised or fused form of it.</summary>
    public Opcode Op;

    /// <summary>The instruction that the compiler made: what the traced loop executes, and what a form falls back to.</summary>
    public Opcode Original;

    /// <summary>The argument; for jumps the index of the target in the decoded array.</summary>
    public int Arg;

    /// <summary>The place in the decoded array.</summary>
    public int Index;

    /// <summary>
    /// Executions to wait until the next attempt to specialise; for fused forms the failures so far; for conditional jumps the distance to the instruction
    /// that comes next where they are not taken.
    /// </summary>
    public ushort Counter;

    /// <summary>For BINARY_OP the operation, in place or not; for COMPARE_OP the outcomes that are true, see <see cref="Comparisons"/>.</summary>
    public ushort Detail;

    /// <summary>What the specialised form remembers; for LOAD_CONST and LOAD_SMALL_INT the constant.</summary>
    public object? Cache;
}

/// <summary>The specialised forms of single instructions; they follow CPython's own numbers, so that the loop's jump table stays dense.</summary>
internal static class Specialized
{
    public const Opcode LoadAttrInstanceValue = (Opcode)130;
    public const Opcode LoadAttrModule = (Opcode)131;
    public const Opcode LoadAttrClass = (Opcode)132;
    public const Opcode LoadAttrMethod = (Opcode)133;
    public const Opcode LoadAttrNonDescriptor = (Opcode)134;
    public const Opcode LoadAttrProperty = (Opcode)135;
    public const Opcode StoreAttrInstanceValue = (Opcode)136;
    public const Opcode LoadGlobalModule = (Opcode)137;
    public const Opcode LoadGlobalBuiltin = (Opcode)138;
    public const Opcode CallNative = (Opcode)170;
    public const Opcode CallKeywords = (Opcode)171;
    public const Opcode LoadAttrClassMethod = (Opcode)172;
    public const Opcode LoadSuperMethod = (Opcode)173;
    public const Opcode LoadSuperProperty = (Opcode)174;
}

/// <summary>What a specialised attribute access remembers.</summary>
internal sealed class AttributeCache
{
    /// <summary>A <see cref="Place"/> that says: instances of the type cannot hide what the type has.</summary>
    public const int Unhidden = -2;

    public uint TypeVersion;
    public int Place;

    /// <summary>True where <see cref="Place"/> is that of one of the type's <c>__slots__</c>.</summary>
    public bool IsSlot;

    /// <summary>True where the owner is a class, of which <see cref="TypeVersion"/> is the version, and not an instance.</summary>
    public bool IsOfClass;

    /// <summary>What the type's lookup found: a method, a descriptor or a class attribute. Not counted: the version guards it.</summary>
    public PyObject? Found;

    /// <summary>For modules: the version of the dict's keys.</summary>
    public uint KeysVersion;

    /// <summary>What else the instruction has met, where its owners are of several types.</summary>
    public AttributeCache? Next;
}

/// <summary>What <c>super().name</c> found behind a class in the order of an instance's type.</summary>
internal sealed class SuperCache(PyType start, uint typeVersion, PyObject found)
{
    /// <summary>The class behind which the search begins.</summary>
    public readonly PyType Start = start;

    public readonly uint TypeVersion = typeVersion;

    /// <summary>The method, or the getter of the property. Not counted: the version guards it.</summary>
    public readonly PyObject Found = found;
}

/// <summary>Remembers where a global or a built-in name was found.</summary>
internal sealed class GlobalCache
{
    public uint GlobalsVersion;
    public uint BuiltinsVersion;
    public int Entry;
}
