using Krait.Syntax.Ast;

namespace Krait.Compiler.FlowGraph;

/// <summary>Lays out locals, cells and free variables in one row, and puts the instructions that set them up at the start.</summary>
internal static class LocalsLayout
{
    public static void Apply(ControlFlowGraph graph, CodeUnit unit, CodeFlags flags)
    {
        var localCount = unit.VarNames.Count;
        var offsets = new int[unit.CellVars.Count + unit.FreeVars.Count];
        for (var i = 0; i < offsets.Length; i++)
            offsets[i] = localCount + i;
        foreach (var (name, index) in unit.CellVars)
        {
            if (unit.VarNames.TryGetValue(name, out var local))
                offsets[index] = local;
        }
        InsertPrologue(graph.Entry, unit, offsets, flags);
        var dropped = 0;
        for (var i = 0; i < offsets.Length; i++)
        {
            if (offsets[i] == i + localCount)
                offsets[i] -= dropped;
            else
                dropped++;
        }
        foreach (var block in graph.Blocks)
        {
            foreach (var instruction in block.Instructions)
            {
                if (instruction.Op is Opcode.MakeCell or Opcode.LoadClosure or Opcode.LoadDeref or Opcode.StoreDeref
                    or Opcode.DeleteDeref or Opcode.LoadFromDictOrDeref)
                    instruction.Arg = offsets[instruction.Arg];
            }
        }
    }

    private static void InsertPrologue(BasicBlock entry, CodeUnit unit, int[] offsets, CodeFlags flags)
    {
        if ((flags & (CodeFlags.Generator | CodeFlags.Coroutine | CodeFlags.AsyncGenerator)) != 0)
        {
            var location = new SourceSpan(unit.FirstLine, -1, unit.FirstLine, -1);
            entry.Insert(0, new Instruction(Opcode.ReturnGenerator, 0, location));
            entry.Insert(1, new Instruction(Opcode.PopTop, 0, location));
        }
        var cells = new List<CellPlace>(unit.CellVars.Count);
        for (var cell = 0; cell < unit.CellVars.Count; cell++)
        {
            var place = cells.Count;
            while (place > 0 && cells[place - 1].Offset > offsets[cell])
                place--;
            cells.Insert(place, new CellPlace(offsets[cell], cell));
        }
        for (var i = 0; i < cells.Count; i++)
            entry.Insert(i, new Instruction(Opcode.MakeCell, cells[i].Cell, Locations.None));
        if (unit.FreeVars.Count > 0)
            entry.Insert(0, new Instruction(Opcode.CopyFreeVars, unit.FreeVars.Count, Locations.None));
    }

    private sealed record CellPlace(int Offset, int Cell);
}
