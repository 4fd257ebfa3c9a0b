using Krait.Syntax.Ast;

namespace Krait.Compiler;

/// <summary>
/// What the compiler makes of a module, class, function or comprehension: the contents of CPython 3.14's code object, with constants that
/// know no runtime type. Instructions, tables and flags are encoded as CPython 3.14 encodes them.
/// </summary>
public sealed class CompiledCode
{
    public required int ArgCount { get; init; }
    public required int PosOnlyArgCount { get; init; }
    public required int KwOnlyArgCount { get; init; }
    public required int StackSize { get; init; }

    /// <summary>The <c>co_flags</c>.</summary>
    public required CodeFlags Flags { get; init; }

    /// <summary>The instructions, two bytes each, with <c>EXTENDED_ARG</c> and the inline cache entries (zero).</summary>
    public required byte[] Code { get; init; }
    public required ConstantValue[] Constants { get; init; }
    public required string[] Names { get; init; }

    /// <summary>Locals, then cells, then free variables; a local that is a cell too stands once.</summary>
    public required string[] LocalsPlusNames { get; init; }
    public required LocalKinds[] LocalsPlusKinds { get; init; }
    public required string Filename { get; init; }
    public required string Name { get; init; }
    public required string QualifiedName { get; init; }
    public required int FirstLineNumber { get; init; }

    /// <summary>The <c>co_linetable</c>.</summary>
    public required byte[] LineTable { get; init; }

    /// <summary>The <c>co_exceptiontable</c>.</summary>
    public required byte[] ExceptionTable { get; init; }
}

/// <summary>
/// A nested code object among the constants. Two are equal when Python's comparison of code objects says so: the two copies of a
/// function in the body of a <c>finally</c> are one constant.
/// </summary>
public sealed record CodeConstant(CompiledCode Code) : ConstantValue
{
    public bool Equals(CodeConstant? other) => other is not null && (Code == other.Code || SameCode(Code, other.Code));

    public override int GetHashCode() => Code.Name.GetHashCode() ^ (Code.FirstLineNumber << 16) ^ (Code.Code.Length << 8) ^ Code.LineTable.Length;

    private static bool SameCode(CompiledCode a, CompiledCode b) =>
        a.Name == b.Name && a.ArgCount == b.ArgCount && a.PosOnlyArgCount == b.PosOnlyArgCount && a.KwOnlyArgCount == b.KwOnlyArgCount
        && a.Flags == b.Flags && a.FirstLineNumber == b.FirstLineNumber && a.Code.AsSpan().SequenceEqual(b.Code)
        && a.Constants.AsSpan().SequenceEqual(b.Constants) && a.Names.AsSpan().SequenceEqual(b.Names)
        && a.LocalsPlusNames.AsSpan().SequenceEqual(b.LocalsPlusNames) && a.LineTable.AsSpan().SequenceEqual(b.LineTable)
        && a.ExceptionTable.AsSpan().SequenceEqual(b.ExceptionTable);
}

/// <summary>The bits of <c>co_flags</c>.</summary>
[Flags]
public enum CodeFlags
{
    Optimized = 0x1,
    NewLocals = 0x2,
    VarArgs = 0x4,
    VarKeywords = 0x8,
    Nested = 0x10,
    Generator = 0x20,
    Coroutine = 0x80,
    IterableCoroutine = 0x100,
    AsyncGenerator = 0x200,
    FutureDivision = 0x20000,
    FutureAbsoluteImport = 0x40000,
    FutureWithStatement = 0x80000,
    FuturePrintFunction = 0x100000,
    FutureUnicodeLiterals = 0x200000,
    FutureBarryAsBdfl = 0x400000,
    FutureGeneratorStop = 0x800000,
    FutureAnnotations = 0x1000000,
    NoMonitoringEvents = 0x2000000,
    HasDocstring = 0x4000000,
    Method = 0x8000000,
}

/// <summary>What a name in <see cref="CompiledCode.LocalsPlusNames"/> is (the bytes of CPython's <c>co_localspluskinds</c>).</summary>
[Flags]
public enum LocalKinds : byte
{
    ArgumentPositional = 0x02,
    ArgumentKeyword = 0x04,
    ArgumentVariable = 0x08,
    Hidden = 0x10,
    Local = 0x20,
    Cell = 0x40,
    Free = 0x80,
}
