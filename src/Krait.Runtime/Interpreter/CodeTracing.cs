using Krait.Compiler;

namespace Krait.Runtime;

/// <summary>
/// What tracing needs of a code object, per decoded instruction: lines, where lines begin, offsets; and which events tools want here or have disabled.
/// </summary>
internal sealed class CodeTracing
{
    /// <summary>The instructions as the compiler made them, whatever they are specialised to.</summary>
    public readonly Opcode[] Ops;

    /// <summary>The line of each instruction; -1 where it has none.</summary>
    public readonly int[] Lines;

    /// <summary>True where an instruction begins a line, or a run of a line can begin by a jump.</summary>
    public readonly bool[] StartsLine;

    /// <summary>The first instruction that events report: the first RESUME.</summary>
    public readonly int FirstTraceable;

    /// <summary>The tools that want a local event in this code, per event.</summary>
    public readonly byte[] LocalTools = new byte[MonitoringEvent.LocalCount];

    private readonly PyCode _code;
    private readonly int[] _offsets;
    private Dictionary<int, byte>? _disabled;
    private int _disabledVersion;

    public CodeTracing(PyCode code)
    {
        _code = code;
        var count = code.Instructions.Length;
        Ops = new Opcode[count];
        Lines = new int[count];
        StartsLine = new bool[count];
        _offsets = new int[count];
        var bytes = code.Compiled.Code;
        for (var i = 0; i < count; i++)
        {
            var unit = code.UnitOf(i);
            while ((Opcode)bytes[unit * 2] == Opcode.ExtendedArg)
                unit++;
            Ops[i] = (Opcode)bytes[unit * 2];
            _offsets[i] = unit * 2;
        }
        FirstTraceable = Math.Max(0, Array.IndexOf(Ops, Opcode.Resume));
        ReadLines();
        FindLineStarts();
    }

    /// <summary>The byte offset of an instruction, prefixes not counted.</summary>
    public int Offset(int index) => index < _offsets.Length ? _offsets[index] : _code.Compiled.Code.Length;

    /// <summary>The byte offset of the last unit of an instruction, its inline cache included: where exceptions are reported.</summary>
    public int EndOffset(int index) => index < 0 ? 0 : (_code.UnitOf(index + 1) * 2) - 2;

    /// <summary>The byte offset that a jump to an instruction has as its target.</summary>
    public int TargetOffset(int index) => _code.UnitOf(index) * 2;

    /// <summary>The tools that have disabled an event at an instruction.</summary>
    public byte DisabledTools(int index, int ev, int version)
    {
        if (_disabled is null || _disabledVersion != version)
            return 0;
        return _disabled.GetValueOrDefault((index << 5) | ev);
    }

    /// <summary>Disables an event of a tool at an instruction, until events are restarted.</summary>
    public void Disable(int index, int ev, int tool, int version)
    {
        if (_disabled is null || _disabledVersion != version)
        {
            _disabled = [];
            _disabledVersion = version;
        }
        var key = (index << 5) | ev;
        _disabled[key] = (byte)(_disabled.GetValueOrDefault(key) | (1 << tool));
    }

    /// <summary>Events that a tool is newly interested in are reported even where it had disabled them.</summary>
    public void Enable(int tool)
    {
        if (_disabled is null)
            return;
        foreach (var key in _disabled.Keys.ToArray())
            _disabled[key] = (byte)(_disabled[key] & ~(1 << tool));
    }

    private void ReadLines()
    {
        Array.Fill(Lines, -1);
        var index = 0;
        foreach (var entry in LocationTable.Read(_code.Compiled.LineTable, _code.Compiled.FirstLineNumber))
        {
            for (; index < Lines.Length && _offsets[index] < entry.End; index++)
                Lines[index] = entry.Line ?? -1;
        }
    }

    private void FindLineStarts()
    {
        var current = -1;
        for (var i = FirstTraceable; i < Ops.Length; i++)
        {
            // These are never the first of a line: they end a loop or a delegation, or report an event of their own.
            if (Ops[i] is Opcode.EndAsyncFor or Opcode.EndFor or Opcode.EndSend or Opcode.Resume or Opcode.PopIter)
                continue;
            StartsLine[i] = Lines[i] != current && Lines[i] >= 0;
            current = Lines[i];
        }
        var instructions = _code.Instructions;
        for (var i = FirstTraceable; i < Ops.Length; i++)
        {
            if (!OpcodeInfo.HasJump(Ops[i]) || Ops[i] == Opcode.EndAsyncFor)
                continue;
            var target = instructions[i].Arg;
            while (target < Ops.Length && Ops[target] is Opcode.EndFor or Opcode.PopIter or Opcode.EndSend)
                target++;
            MarkLine(target);
        }
        foreach (var handler in _code.HandlerTargets())
        {
            if (Ops[handler] != Opcode.EndAsyncFor)
                MarkLine(handler);
        }
    }

    private void MarkLine(int index)
    {
        if (index >= FirstTraceable && index < Lines.Length && Lines[index] >= 0 && Ops[index] != Opcode.Resume)
            StartsLine[index] = true;
    }
}
