using Krait.Syntax.Ast;

namespace Krait.Compiler.FlowGraph;

/// <summary>An instruction before it has an address: a jump names the label or block that it goes to.</summary>
internal sealed class Instruction(Opcode op, int arg, SourceSpan location)
{
    public Opcode Op { get; set; } = op;
    public int Arg { get; set; } = arg;
    public SourceSpan Location { get; set; } = location;

    /// <summary>Where a jump goes, until blocks are made.</summary>
    public Label? Label { get; init; }

    /// <summary>Where a jump goes, or the handler that a <c>SETUP_*</c> sets up.</summary>
    public BasicBlock? Target { get; set; }

    /// <summary>The handler that is in force.</summary>
    public BasicBlock? Handler { get; set; }

    public bool IsJump => OpcodeInfo.HasJump(Op);

    public bool IsBlockPush => OpcodeInfo.HasExc(Op);

    public bool HasTarget => OpcodeInfo.HasTarget(Op);

    public bool LoadsConstant => Op is Opcode.LoadConst or Opcode.LoadSmallInt;

    /// <summary>Turns this into another instruction; the handler in force stays.</summary>
    public void Set(Opcode op, int arg)
    {
        Op = op;
        Arg = arg;
        Target = null;
    }

    public void SetNop() => Set(Opcode.Nop, 0);

    public Instruction Clone() => new(Op, Arg, Location) { Label = Label, Target = Target, Handler = Handler };
}

/// <summary>A place in a sequence that jumps go to.</summary>
internal sealed class Label
{
    /// <summary>The index of the instruction behind the label; -1 until it is placed.</summary>
    public int Position { get; set; } = -1;
}

/// <summary>Locations that stand for no text.</summary>
internal static class Locations
{
    /// <summary>An artificial instruction: it belongs to no line.</summary>
    public static readonly SourceSpan None = new(-1, -1, -1, -1);

    /// <summary>The location of the instruction that follows.</summary>
    public static readonly SourceSpan Next = new(-2, -2, -2, -2);

    public static SourceSpan Line(int line) => new(line, 0, line, 0);
}
