using Krait.Compiler;

namespace Krait.Runtime;

/// <summary>
/// One instruction as the interpreter executes it: decoded once from <c>co_code</c>, with its whole argument, absolute jump targets
/// and a place for its inline cache. Specialised forms replace <see cref="Op"/> in place.
/// </summary>
internal struct Instruction
{
    /// <summary>The instruction that is executed: the original one, or a specialised form of it.</summary>
    public Opcode Op;

    /// <summary>Executions to wait until the next attempt to specialise.</summary>
    public ushort Counter;

    /// <summary>The argument; for jumps the index of the target in the decoded array.</summary>
    public int Arg;

    /// <summary>What the specialised form remembers.</summary>
    public object? Cache;
}

/// <summary>The specialised forms that the interpreter has, with CPython's numbers where CPython has the same form.</summary>
internal static class Specialized
{
    public const Opcode LoadAttrInstanceValue = (Opcode)180;
    public const Opcode LoadAttrModule = (Opcode)184;
    public const Opcode LoadAttrClass = (Opcode)177;
    public const Opcode LoadAttrMethod = (Opcode)183;
    public const Opcode LoadAttrNonDescriptor = (Opcode)186;
    public const Opcode StoreAttrInstanceValue = (Opcode)198;
}

/// <summary>Remembers where an attribute was found: a guard on the type's version and a place.</summary>
internal sealed class AttributeCache
{
    public uint TypeVersion;
    public int Place;

    /// <summary>What the type's lookup found: a method, a descriptor or a class attribute. Not counted: the version guards it.</summary>
    public PyObject? Found;

    /// <summary>For modules: the version of the dict's keys.</summary>
    public uint KeysVersion;
}

/// <summary>Remembers where a global or a built-in name was found.</summary>
internal sealed class GlobalCache
{
    public uint GlobalsVersion;
    public uint BuiltinsVersion;
    public int Entry;
}

