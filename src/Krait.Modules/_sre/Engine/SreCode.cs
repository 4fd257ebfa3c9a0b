namespace Krait.Modules.Sre;

/// <summary>The opcodes of the code arrays that <c>re._compiler</c> writes (<c>re._constants.OPCODES</c>, MAGIC 20230612).</summary>
internal enum SreCode : uint
{
    Failure,
    Success,
    Any,
    AnyAll,
    Assert,
    AssertNot,
    At,
    Branch,
    Category,
    Charset,
    BigCharset,
    GroupRef,
    GroupRefExists,
    In,
    Info,
    Jump,
    Literal,
    Mark,
    MaxUntil,
    MinUntil,
    NotLiteral,
    Negate,
    Range,
    Repeat,
    RepeatOne,
    Subpattern,
    MinRepeatOne,
    AtomicGroup,
    PossessiveRepeat,
    PossessiveRepeatOne,
    GroupRefIgnore,
    InIgnore,
    LiteralIgnore,
    NotLiteralIgnore,
    GroupRefLocIgnore,
    InLocIgnore,
    LiteralLocIgnore,
    NotLiteralLocIgnore,
    GroupRefUniIgnore,
    InUniIgnore,
    LiteralUniIgnore,
    NotLiteralUniIgnore,
    RangeUniIgnore,
}

/// <summary>Positions (<c>re._constants.ATCODES</c>).</summary>
internal enum SreAt
{
    Beginning,
    BeginningLine,
    BeginningString,
    Boundary,
    NonBoundary,
    End,
    EndLine,
    EndString,
    LocBoundary,
    LocNonBoundary,
    UniBoundary,
    UniNonBoundary,
}

/// <summary>Character categories (<c>re._constants.CHCODES</c>).</summary>
internal enum SreCategory
{
    Digit,
    NotDigit,
    Space,
    NotSpace,
    Word,
    NotWord,
    LineBreak,
    NotLineBreak,
    LocWord,
    LocNotWord,
    UniDigit,
    UniNotDigit,
    UniSpace,
    UniNotSpace,
    UniWord,
    UniNotWord,
    UniLineBreak,
    UniNotLineBreak,
}

/// <summary>How a character is changed before it is looked up in a set.</summary>
internal enum SreFold
{
    None,
    Ascii,
    Locale,
    Unicode,
}

/// <summary>The instructions that the machine runs: a code array with sets made, addresses resolved, and nested ends told apart.</summary>
internal enum SreOp
{
    /// <summary>Fails.</summary>
    Fail,

    /// <summary>The whole pattern matched.</summary>
    Match,

    /// <summary>Literal c.</summary>
    Literal,

    /// <summary>NotLiteral c.</summary>
    NotLiteral,

    /// <summary>Any but a newline.</summary>
    Any,

    /// <summary>Any.</summary>
    AnyAll,

    /// <summary>Set index.</summary>
    Set,

    /// <summary>At position.</summary>
    At,

    /// <summary>Mark index.</summary>
    Mark,

    /// <summary>Jump address.</summary>
    Jump,

    /// <summary>Branch next: one alternative follows, the next header (or Fail) stands at that address.</summary>
    Branch,

    /// <summary>GroupRef group fold.</summary>
    GroupRef,

    /// <summary>GroupRefExists group address: jumps there unless the group matched.</summary>
    GroupRefExists,

    /// <summary>RepeatStart register until min.</summary>
    RepeatStart,

    /// <summary>MaxUntil register min max body.</summary>
    MaxUntil,

    /// <summary>MinUntil register min max body.</summary>
    MinUntil,

    /// <summary>The retry of the MinUntil that stands right before it.</summary>
    MinUntilRetry,

    /// <summary>RepeatOne min max item argument hasNext next; the retry instruction follows. Where the tail can only begin
    /// with one certain character, hasNext is 1 and next that character.</summary>
    RepeatOne,

    /// <summary>Gives one character back.</summary>
    RepeatOneRetry,

    /// <summary>MinRepeatOne: laid out as RepeatOne.</summary>
    MinRepeatOne,

    /// <summary>Takes one more character.</summary>
    MinRepeatOneRetry,

    /// <summary>PossessiveOne: laid out as RepeatOne; never gives back.</summary>
    PossessiveOne,

    /// <summary>AtomicStart register.</summary>
    AtomicStart,

    /// <summary>AtomicEnd register.</summary>
    AtomicEnd,

    /// <summary>AssertStart register back.</summary>
    AssertStart,

    /// <summary>AssertEnd register.</summary>
    AssertEnd,

    /// <summary>AssertNotStart register back after.</summary>
    AssertNotStart,

    /// <summary>AssertNotEnd register.</summary>
    AssertNotEnd,

    /// <summary>PossessiveStart register.</summary>
    PossessiveStart,

    /// <summary>PossessiveLoop register min max tail; the body follows.</summary>
    PossessiveLoop,

    /// <summary>PossessiveEnd register loop.</summary>
    PossessiveEnd,
}

/// <summary>The layout of instructions.</summary>
internal static class SreOps
{
    /// <summary>What a repeat of one character takes, its retry instruction included.</summary>
    internal const int RepeatOneLength = 8;

    /// <summary>The length of an instruction in words.</summary>
    internal static int Length(SreOp op) => op switch
    {
        SreOp.Fail or SreOp.Match or SreOp.Any or SreOp.AnyAll or SreOp.MinUntilRetry or SreOp.RepeatOneRetry
            or SreOp.MinRepeatOneRetry => 1,
        SreOp.Literal or SreOp.NotLiteral or SreOp.Set or SreOp.At or SreOp.Mark or SreOp.Jump or SreOp.Branch
            or SreOp.AtomicStart or SreOp.AtomicEnd or SreOp.AssertEnd or SreOp.AssertNotEnd or SreOp.PossessiveStart => 2,
        SreOp.GroupRef or SreOp.GroupRefExists or SreOp.AssertStart or SreOp.PossessiveEnd => 3,
        SreOp.RepeatStart or SreOp.AssertNotStart => 4,
        SreOp.MaxUntil or SreOp.MinUntil or SreOp.PossessiveLoop => 5,
        _ => RepeatOneLength - 1,
    };
}

/// <summary>A code array that no compiler writes. In Python: <c>RuntimeError("invalid SRE code")</c>.</summary>
public sealed class SreCodeException() : Exception("invalid SRE code");
