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
    public const Opcode BinaryOpAddFloat = (Opcode)129;
    public const Opcode BinaryOpAddInt = (Opcode)130;
    public const Opcode BinaryOpAddStr = (Opcode)131;
    public const Opcode BinaryOpMultiplyFloat = (Opcode)133;
    public const Opcode BinaryOpMultiplyInt = (Opcode)134;
    public const Opcode BinaryOpSubscrDict = (Opcode)135;
    public const Opcode BinaryOpSubscrListInt = (Opcode)137;
    public const Opcode BinaryOpSubscrStrInt = (Opcode)139;
    public const Opcode BinaryOpSubscrTupleInt = (Opcode)140;
    public const Opcode BinaryOpSubtractFloat = (Opcode)141;
    public const Opcode BinaryOpSubtractInt = (Opcode)142;
    public const Opcode CallBoundMethodExactArgs = (Opcode)144;
    public const Opcode CallPyExactArgs = (Opcode)161;
    public const Opcode CallBuiltinFast = (Opcode)147;
    public const Opcode CallBuiltinO = (Opcode)149;
    public const Opcode CallMethodDescriptorNoArgs = (Opcode)158;
    public const Opcode CallMethodDescriptorO = (Opcode)159;
    public const Opcode CallMethodDescriptorFast = (Opcode)156;
    public const Opcode CallListAppend = (Opcode)155;
    public const Opcode CallLen = (Opcode)154;
    public const Opcode CallIsInstance = (Opcode)150;
    public const Opcode CallType1 = (Opcode)165;
    public const Opcode CallAllocAndEnterInit = (Opcode)143;
    public const Opcode CompareOpFloat = (Opcode)166;
    public const Opcode CompareOpInt = (Opcode)167;
    public const Opcode CompareOpStr = (Opcode)168;
    public const Opcode ContainsOpDict = (Opcode)169;
    public const Opcode ForIterList = (Opcode)172;
    public const Opcode ForIterRange = (Opcode)173;
    public const Opcode ForIterTuple = (Opcode)174;
    public const Opcode ForIterGen = (Opcode)171;
    public const Opcode LoadAttrInstanceValue = (Opcode)180;
    public const Opcode LoadAttrSlot = (Opcode)188;
    public const Opcode LoadAttrWithHint = (Opcode)189;
    public const Opcode LoadAttrModule = (Opcode)184;
    public const Opcode LoadAttrClass = (Opcode)177;
    public const Opcode LoadAttrMethod = (Opcode)183;
    public const Opcode LoadAttrNonDescriptor = (Opcode)186;
    public const Opcode LoadAttrProperty = (Opcode)187;
    public const Opcode LoadGlobalModule = (Opcode)193;
    public const Opcode LoadGlobalBuiltin = (Opcode)192;
    public const Opcode SendGen = (Opcode)197;
    public const Opcode StoreAttrInstanceValue = (Opcode)198;
    public const Opcode StoreAttrSlot = (Opcode)199;
    public const Opcode StoreAttrWithHint = (Opcode)200;
    public const Opcode StoreSubscrDict = (Opcode)201;
    public const Opcode StoreSubscrListInt = (Opcode)202;
    public const Opcode ToBoolBool = (Opcode)204;
    public const Opcode ToBoolInt = (Opcode)205;
    public const Opcode ToBoolList = (Opcode)206;
    public const Opcode ToBoolNone = (Opcode)207;
    public const Opcode ToBoolStr = (Opcode)208;
    public const Opcode UnpackSequenceList = (Opcode)209;
    public const Opcode UnpackSequenceTuple = (Opcode)210;
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

