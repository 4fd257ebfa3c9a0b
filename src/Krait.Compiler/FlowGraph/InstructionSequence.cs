using Krait.Syntax.Ast;

namespace Krait.Compiler.FlowGraph;

/// <summary>Instructions in the order in which they are emitted, and the labels between them.</summary>
internal sealed class InstructionSequence
{
    private readonly List<Label> _labels = [];

    public List<Instruction> Items { get; } = [];

    /// <summary>Code that takes the place of <c>ANNOTATIONS_PLACEHOLDER</c>.</summary>
    public InstructionSequence? AnnotationsCode { get; set; }

    public void Add(Opcode op, int arg, SourceSpan location) => Items.Add(new Instruction(op, arg, location));

    public void AddJump(Opcode op, Label target, SourceSpan location) => Items.Add(new Instruction(op, 0, location) { Label = target });

    public void Place(Label label)
    {
        label.Position = Items.Count;
        _labels.Add(label);
    }

    /// <summary>Puts a jump before everything else.</summary>
    public void InsertJumpAtStart(Opcode op, Label target, SourceSpan location)
    {
        Items.Insert(0, new Instruction(op, 0, location) { Label = target });
        foreach (var label in _labels)
            label.Position++;
    }
}
