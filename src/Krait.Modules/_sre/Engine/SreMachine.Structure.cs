using System.Runtime.InteropServices;

namespace Krait.Modules.Sre;

// Groups, assertions, and the rarer repeats.
internal ref partial struct SreMachine<T>
{
    /// <summary>Runs one of the rarer instructions; false if it fails.</summary>
    private bool Structure(ref int pc, ref int ptr)
    {
        int[] code = _code;
        int register = code[pc + 1];
        switch ((SreOp)code[pc])
        {
            case SreOp.GroupRef:
                return GroupRef(register, (SreFold)code[pc + 2], ref pc, ref ptr);
            case SreOp.GroupRefExists:
                pc = TryGetGroup(register, out _, out _) ? pc + 3 : code[pc + 2];
                return true;
            case SreOp.RepeatStart:
                Set(register, -1);
                Set(register + 1, -1);
                pc = code[pc + 2];
                return true;
            case SreOp.MinUntil:
                return MinUntil(ref pc, ptr);
            case SreOp.MinUntilRetry:
                return RetryMinUntil(ref pc, ptr);
            case SreOp.AtomicStart:
                Set(register, _choiceCount);
                pc += 2;
                return true;
            case SreOp.AtomicEnd:
                _choiceCount = _registers[register];
                pc += 2;
                return true;
            case SreOp.AssertStart:
                Set(register, _choiceCount);
                Set(register + 1, ptr);
                ptr -= code[pc + 2];
                pc += 3;
                return ptr >= 0;
            case SreOp.AssertEnd:
                _choiceCount = _registers[register];
                ptr = _registers[register + 1];
                pc += 2;
                return true;
            case SreOp.AssertNotStart:
                if (ptr < code[pc + 2])
                {
                    // Not enough text to look back on: nothing stands there.
                    pc = code[pc + 3];
                    return true;
                }
                Set(register, _choiceCount);
                Push(code[pc + 3], ptr, 0);
                ptr -= code[pc + 2];
                pc += 4;
                return true;
            case SreOp.AssertNotEnd:
                // It matched, so the assertion fails; the choice that would have gone on after it goes with the rest.
                _choiceCount = _registers[register];
                return false;
            case SreOp.PossessiveStart:
                Set(register, 0);
                Set(register + 1, -1);
                pc += 2;
                return true;
            case SreOp.PossessiveLoop:
                PossessiveLoop(ref pc, ptr);
                return true;
            case SreOp.PossessiveEnd:
                _choiceCount = _registers[register + 2];
                Set(register, _registers[register] + 1);
                pc = code[pc + 2];
                return true;
            default:
                throw new InvalidOperationException($"unknown instruction {code[pc]}");
        }
    }

    // Registers: count, where the last repetition began, the height of the stack of choices.
    private void PossessiveLoop(ref int pc, int ptr)
    {
        int register = _code[pc + 1];
        int count = _registers[register];
        int max = _code[pc + 3];
        int tail = _code[pc + 4];
        if (count < _code[pc + 2])
        {
            Set(register + 2, _choiceCount);
            pc += 5;
        }
        else if ((count < max || max == int.MaxValue) && ptr != _registers[register + 1])
        {
            int height = _choiceCount;
            Push(tail, ptr, 0);
            Set(register + 2, height);
            Set(register + 1, ptr);
            pc += 5;
        }
        else
        {
            pc = tail;
        }
    }

    private bool MinUntil(ref int pc, int ptr)
    {
        int register = _code[pc + 1];
        int count = _registers[register] + 1;
        if (count < _code[pc + 2])
        {
            Set(register, count);
            pc = _code[pc + 4];
            return true;
        }
        // The tail first; the retry stands between.
        Push(pc + 5, ptr, 0);
        pc += 6;
        return true;
    }

    private bool RetryMinUntil(ref int pc, int ptr)
    {
        int until = pc - 5;
        int register = _code[until + 1];
        int count = _registers[register] + 1;
        int max = _code[until + 3];
        if ((count >= max && max != int.MaxValue) || ptr == _registers[register + 1])
        {
            return false;
        }
        Set(register, count);
        Set(register + 1, ptr);
        pc = _code[until + 4];
        return true;
    }

    private readonly bool TryGetGroup(int group, out int start, out int end)
    {
        start = _registers[SreContext.FirstMark + 2 * group];
        end = _registers[SreContext.FirstMark + 2 * group + 1];
        return 2 * group < _registers[SreContext.LastMarkRegister] && start >= 0 && end >= start;
    }

    private readonly bool GroupRef(int group, SreFold fold, ref int pc, ref int ptr)
    {
        if (!TryGetGroup(group, out int start, out int end) || _text.Length - ptr < end - start)
        {
            return false;
        }
        ReadOnlySpan<T> wanted = _text[start..end];
        ReadOnlySpan<T> found = _text.Slice(ptr, wanted.Length);
        if (fold == SreFold.None ? !wanted.SequenceEqual(found) : !EqualFolded(wanted, found, fold))
        {
            return false;
        }
        ptr += wanted.Length;
        pc += 3;
        return true;
    }

    private readonly bool EqualFolded(ReadOnlySpan<T> a, ReadOnlySpan<T> b, SreFold fold)
    {
        for (int i = 0; i < a.Length; i++)
        {
            if (SreCase.Lower(At(ref MemoryMarshal.GetReference(a), i), fold, _context.Locale)
                != SreCase.Lower(At(ref MemoryMarshal.GetReference(b), i), fold, _context.Locale))
            {
                return false;
            }
        }
        return true;
    }

    private readonly bool IsAt(SreAt position, int ptr)
    {
        int end = _text.Length;
        ref T text = ref MemoryMarshal.GetReference(_text);
        return position switch
        {
            SreAt.Beginning or SreAt.BeginningString => ptr == 0,
            SreAt.BeginningLine => ptr == 0 || At(ref text, ptr - 1) == '\n',
            SreAt.End => ptr == end || (ptr == end - 1 && At(ref text, ptr) == '\n'),
            SreAt.EndLine => ptr == end || At(ref text, ptr) == '\n',
            SreAt.EndString => ptr == end,
            SreAt.Boundary => IsBoundary(SreCategory.Word, ptr),
            SreAt.NonBoundary => !IsBoundary(SreCategory.Word, ptr),
            SreAt.LocBoundary => IsBoundary(SreCategory.LocWord, ptr),
            SreAt.LocNonBoundary => !IsBoundary(SreCategory.LocWord, ptr),
            SreAt.UniBoundary => IsBoundary(SreCategory.UniWord, ptr),
            _ => !IsBoundary(SreCategory.UniWord, ptr),
        };
    }

    private readonly bool IsBoundary(SreCategory word, int ptr)
    {
        ref T text = ref MemoryMarshal.GetReference(_text);
        bool before = ptr > 0 && IsWord(word, At(ref text, ptr - 1));
        bool after = ptr < _text.Length && IsWord(word, At(ref text, ptr));
        return before != after;
    }

    private readonly bool IsWord(SreCategory word, uint c) =>
        c < 128 ? SreCase.IsAsciiWord(c) || (word == SreCategory.LocWord && SreCase.IsIn(word, c, _context.Locale))
        : word == SreCategory.UniWord ? SreCase.IsUnicodeWord(c) : word == SreCategory.LocWord && SreCase.IsIn(word, c, _context.Locale);
}
