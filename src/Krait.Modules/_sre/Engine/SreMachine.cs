using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Krait.Modules.Sre;

/// <summary>A backtracking machine over a program and a text. Nothing recurses: choices live on a stack of their own.</summary>
/// <remarks>
/// All state that a failure must restore is in registers, and every change of a register is noted on the trail. A choice remembers
/// where the trail stood; taking it up again undoes what came later. Atomic groups and assertions cut the stack of choices back to
/// where it was when they began; their notes stay on the trail, so that an older choice still undoes them.
/// </remarks>
internal ref partial struct SreMachine<T>
    where T : unmanaged, IEquatable<T>
{
    private const int CheckInterval = 1 << 14;

    private readonly ReadOnlySpan<T> _text;
    private readonly SreContext _context;
    private readonly int[] _code;
    private readonly CharSet[] _sets;
    private readonly int[] _registers;
    private readonly bool _full;
    private readonly int _mustAdvance;
    private SreContext.Choice[] _choices;
    private long[] _trail;
    private int _choiceCount;
    private int _trailCount;
    private int _steps;

    internal SreMachine(SreContext context, ReadOnlySpan<T> text, bool full, int mustAdvance)
    {
        _context = context;
        _text = text;
        _code = context.Program.Code;
        _sets = context.Program.Sets;
        _registers = context.Registers;
        _choices = context.Choices;
        _trail = context.Trail;
        _full = full;
        _mustAdvance = mustAdvance;
        _steps = CheckInterval;
        _registers.AsSpan().Fill(-1);
        if (context.Program.UsesLocale)
        {
            foreach (CharSet set in _sets)
            {
                set.Use(context.Locale);
            }
        }
    }

    /// <summary>The character at an index that is known to be inside.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint At(ref T origin, int index)
    {
        if (typeof(T) == typeof(byte))
        {
            return Unsafe.As<T, byte>(ref Unsafe.Add(ref origin, index));
        }
        return typeof(T) == typeof(char)
            ? Unsafe.As<T, char>(ref Unsafe.Add(ref origin, index))
            : Unsafe.As<T, uint>(ref Unsafe.Add(ref origin, index));
    }

    /// <summary>Notes a match of a literal that the search has found already.</summary>
    internal readonly bool AcceptLiteral(int start, int length)
    {
        _context.Start = start;
        _context.End = start + length;
        return true;
    }

    /// <summary>Tries to match from an instruction on; <paramref name="start"/> is where the match begins.</summary>
    internal bool Attempt(int pc, int start, int position)
    {
        if (!Run(pc, position))
        {
            // Every failure has undone its part of the trail, down to here.
            Undo(0);
            return false;
        }
        _context.Start = start;
        return true;
    }

    private bool Run(int pc, int ptr)
    {
        ref int code = ref MemoryMarshal.GetArrayDataReference(_code);
        ref T text = ref MemoryMarshal.GetReference(_text);
        int end = _text.Length;
        int limit = 0;
        while (true)
        {
            // A case that succeeds continues the loop; one that breaks has failed.
            ref int instruction = ref Unsafe.Add(ref code, pc);
            switch ((SreOp)instruction)
            {
                case SreOp.Literal:
                    if (ptr < end && At(ref text, ptr) == (uint)Unsafe.Add(ref instruction, 1))
                    {
                        ptr++;
                        pc += 2;
                        continue;
                    }
                    break;
                case SreOp.Set:
                    if (ptr < end && _sets[Unsafe.Add(ref instruction, 1)].Contains(At(ref text, ptr)))
                    {
                        ptr++;
                        pc += 2;
                        continue;
                    }
                    break;
                case SreOp.NotLiteral:
                    if (ptr < end && At(ref text, ptr) != (uint)Unsafe.Add(ref instruction, 1))
                    {
                        ptr++;
                        pc += 2;
                        continue;
                    }
                    break;
                case SreOp.Any:
                    if (ptr < end && At(ref text, ptr) != '\n')
                    {
                        ptr++;
                        pc++;
                        continue;
                    }
                    break;
                case SreOp.AnyAll:
                    if (ptr < end)
                    {
                        ptr++;
                        pc++;
                        continue;
                    }
                    break;
                case SreOp.Mark:
                    Mark(Unsafe.Add(ref instruction, 1), ptr);
                    pc += 2;
                    continue;
                case SreOp.At:
                    if (IsAt((SreAt)Unsafe.Add(ref instruction, 1), ptr))
                    {
                        pc += 2;
                        continue;
                    }
                    break;
                case SreOp.Jump:
                    pc = Unsafe.Add(ref instruction, 1);
                    continue;
                case SreOp.Branch:
                    pc = Branch(pc, ptr);
                    continue;
                case SreOp.RepeatOne:
                case SreOp.PossessiveOne:
                case SreOp.MinRepeatOne:
                    if (RepeatOne(pc, ref ptr))
                    {
                        pc += SreOps.RepeatOneLength;
                        continue;
                    }
                    break;
                case SreOp.RepeatOneRetry:
                    if (RetryRepeatOne(pc, ref ptr, limit))
                    {
                        pc++;
                        continue;
                    }
                    break;
                case SreOp.MinRepeatOneRetry:
                    if (RetryMinRepeatOne(pc, ref ptr, limit))
                    {
                        pc++;
                        continue;
                    }
                    break;
                case SreOp.MaxUntil:
                    pc = MaxUntil(pc, ptr);
                    continue;
                case SreOp.Match:
                    if (!(_full && ptr != end) && ptr != _mustAdvance)
                    {
                        _context.End = ptr;
                        return true;
                    }
                    break;
                case SreOp.Fail:
                    break;
                default:
                    if (Structure(ref pc, ref ptr))
                    {
                        continue;
                    }
                    break;
            }
            if (_choiceCount == 0)
            {
                return false;
            }
            ref SreContext.Choice choice = ref _choices[--_choiceCount];
            pc = choice.Pc;
            ptr = choice.Position;
            limit = choice.Limit;
            if (_trailCount != choice.Trail)
            {
                Undo(choice.Trail);
            }
            if (--_steps == 0)
            {
                Pause();
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Pause()
    {
        _steps = CheckInterval;
        _context.Check?.Invoke();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Push(int pc, int position, int limit)
    {
        int count = _choiceCount;
        SreContext.Choice[] choices = _choices;
        if ((uint)count >= (uint)choices.Length)
        {
            choices = GrowChoices();
        }
        ref SreContext.Choice choice = ref choices[count];
        choice.Pc = pc;
        choice.Position = position;
        choice.Limit = limit;
        choice.Trail = _trailCount;
        _choiceCount = count + 1;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private SreContext.Choice[] GrowChoices()
    {
        Array.Resize(ref _choices, _choices.Length * 2);
        _context.Choices = _choices;
        Pause();
        return _choices;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Set(int register, int value)
    {
        int count = _trailCount;
        long[] trail = _trail;
        if ((uint)count >= (uint)trail.Length)
        {
            trail = GrowTrail();
        }
        ref int place = ref _registers[register];
        trail[count] = (long)register << 32 | (uint)place;
        place = value;
        _trailCount = count + 1;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private long[] GrowTrail()
    {
        Array.Resize(ref _trail, _trail.Length * 2);
        _context.Trail = _trail;
        Pause();
        return _trail;
    }

    private void Undo(int to)
    {
        int[] registers = _registers;
        long[] trail = _trail;
        int count = _trailCount;
        while (count > to)
        {
            long note = trail[--count];
            registers[(int)(note >> 32)] = (int)note;
        }
        _trailCount = to;
    }

    // Marks above the last one are always unset: whatever set them has been undone.
    private void Mark(int mark, int position)
    {
        if ((mark & 1) != 0)
        {
            Set(SreContext.LastIndexRegister, mark / 2 + 1);
        }
        if (mark > _registers[SreContext.LastMarkRegister])
        {
            Set(SreContext.LastMarkRegister, mark);
        }
        Set(SreContext.FirstMark + mark, position);
    }

    /// <summary>The first alternative that may match here; a choice is left only if a later one may match, too.</summary>
    private int Branch(int pc, int ptr)
    {
        while (!CanBegin(pc + 2, ptr))
        {
            pc = _code[pc + 1];
            if ((SreOp)_code[pc] == SreOp.Fail)
            {
                return pc;
            }
        }
        int next = _code[pc + 1];
        while ((SreOp)_code[next] == SreOp.Branch)
        {
            if (CanBegin(next + 2, ptr))
            {
                Push(next, ptr, 0);
                break;
            }
            next = _code[next + 1];
        }
        return pc + 2;
    }

    /// <summary>False where what begins at <paramref name="pc"/> certainly fails at <paramref name="ptr"/>: saves a choice.</summary>
    private readonly bool CanBegin(int pc, int ptr)
    {
        ref int instruction = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_code), pc);
        while ((SreOp)instruction == SreOp.Mark)
        {
            instruction = ref Unsafe.Add(ref instruction, 2);
        }
        if ((SreOp)instruction is SreOp.RepeatOne or SreOp.PossessiveOne or SreOp.MinRepeatOne)
        {
            if (Unsafe.Add(ref instruction, 1) == 0)
            {
                return true;
            }
            instruction = ref Unsafe.Add(ref instruction, 3);
        }
        if ((SreOp)instruction == SreOp.Literal)
        {
            return ptr < _text.Length && At(ref MemoryMarshal.GetReference(_text), ptr) == (uint)Unsafe.Add(ref instruction, 1);
        }
        if ((SreOp)instruction == SreOp.Set)
        {
            return ptr < _text.Length && _sets[Unsafe.Add(ref instruction, 1)].Contains(At(ref MemoryMarshal.GetReference(_text), ptr));
        }
        return true;
    }

    // MaxUntil register min max body; the tail follows. Registers: count, where the last repetition began.
    private int MaxUntil(int pc, int ptr)
    {
        int register = _code[pc + 1];
        int count = _registers[register] + 1;
        int body = _code[pc + 4];
        if (count < _code[pc + 2])
        {
            Set(register, count);
            return body;
        }
        int max = _code[pc + 3];
        // A repetition that matched nothing is not repeated.
        if ((count < max || max == int.MaxValue) && ptr != _registers[register + 1] && CanBegin(body, ptr))
        {
            Push(pc + 5, ptr, 0);
            Set(register, count);
            Set(register + 1, ptr);
            return body;
        }
        return pc + 5;
    }
}
