using System.Runtime.CompilerServices;

namespace Krait.Modules.Sre;

/// <summary>Turns a code array into the machine's instructions, refusing what no compiler writes.</summary>
/// <remarks>A single pass does both: where CPython validates first (<c>_validate</c>), here an array that does not read cleanly is
/// invalid. Each nested SUCCESS becomes the end of its own construct, and each repeat gets fixed registers.</remarks>
internal sealed class Translator(uint[] source, int groups, int firstRegister)
{
    private readonly CodeBuffer _code = new();
    private readonly List<CharSet> _sets = [];
    private Dictionary<(SreCode, uint), int>? _literalSets;
    // Source addresses that jumps lead to, and the operands in _code that wait for them.
    private readonly List<PendingJump> _pending = [];
    private readonly HashSet<int> _conditionalJumps = [];
    private int _register = firstRegister;

    internal int[] Code => _code.ToArray();

    internal CharSet[] Sets => [.. _sets];

    /// <summary>How many registers the program uses.</summary>
    internal int RegisterCount => _register;

    /// <summary>True where some set or position depends on the locale.</summary>
    internal bool UsesLocale { get; private set; }

    /// <summary>The whole array: from <paramref name="start"/> (after INFO) to its last SUCCESS.</summary>
    internal void Translate(int start)
    {
        int end = source.Length - 1;
        if (end < start || (SreCode)source[end] != SreCode.Success)
        {
            throw new SreCodeException();
        }
        Range(start, end);
        Emit(SreOp.Match);
    }

    /// <summary>The length of the charset program at <paramref name="i"/>, its FAILURE included; it must end at <paramref name="end"/>.</summary>
    internal int CheckSet(int i, int end)
    {
        int start = i;
        while (i < end)
        {
            SreCode op = (SreCode)source[i++];
            int operands = op switch
            {
                SreCode.Failure or SreCode.Negate => 0,
                SreCode.Literal or SreCode.Category => 1,
                SreCode.Range or SreCode.RangeUniIgnore => 2,
                SreCode.Charset => 8,
                SreCode.BigCharset => 65,
                _ => throw new SreCodeException(),
            };
            Require(i + operands <= end);
            if (op == SreCode.Failure)
            {
                Require(i == end);
                return i - start;
            }
            if (op == SreCode.Category)
            {
                CheckCategory(source[i]);
            }
            else if (op == SreCode.BigCharset)
            {
                uint blocks = source[i];
                Require(blocks <= 256 && i + operands + (int)blocks * 8 <= end);
                for (int j = 0; j < 256; j++)
                {
                    Require((source[i + 1 + j / 4] >> j % 4 * 8 & 255) < blocks);
                }
                operands += (int)blocks * 8;
            }
            i += operands;
        }
        throw new SreCodeException();
    }

    private void CheckCategory(uint category)
    {
        Require(category <= (uint)SreCategory.UniNotLineBreak);
        UsesLocale |= (SreCategory)category is SreCategory.LocWord or SreCategory.LocNotWord;
    }

    private static void Require(bool condition)
    {
        if (!condition)
        {
            throw new SreCodeException();
        }
    }

    private int Emit(SreOp op, params ReadOnlySpan<int> operands)
    {
        int at = _code.Count;
        _code.Add((int)op);
        foreach (int operand in operands)
        {
            _code.Add(operand);
        }
        return at;
    }

    /// <summary>The word at <paramref name="i"/>, which must lie before <paramref name="end"/>.</summary>
    private uint Word(int i, int end)
    {
        Require(i < end);
        return source[i];
    }

    /// <summary>Where the skip at <paramref name="i"/> leads; at most <paramref name="end"/>.</summary>
    private int Skip(int i, int end)
    {
        uint skip = Word(i, end);
        Require(skip >= 1 && skip <= (uint)(end - i));
        return i + (int)skip;
    }

    private void Range(int i, int end)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        int firstPending = _pending.Count;
        while (true)
        {
            Resolve(firstPending, i);
            if (i == end)
            {
                break;
            }
            i = Instruction(i, end);
        }
        Require(_pending.Count == firstPending);
    }

    private void Resolve(int firstPending, int address)
    {
        for (int p = _pending.Count - 1; p >= firstPending; p--)
        {
            if (_pending[p].Target <= address)
            {
                Require(_pending[p].Target == address);
                _code[_pending[p].Operand] = _code.Count;
                _pending.RemoveAt(p);
            }
        }
    }

    private int Instruction(int i, int end)
    {
        SreCode op = (SreCode)source[i++];
        switch (op)
        {
            case SreCode.Any or SreCode.AnyAll or SreCode.Failure:
                Emit(op == SreCode.Any ? SreOp.Any : op == SreCode.AnyAll ? SreOp.AnyAll : SreOp.Fail);
                return i;
            case SreCode.Success:
                // A pattern may say SUCCESS in the middle (an empty "always"); only the compiler's own ends are known here.
                throw new SreCodeException();
            case SreCode.Literal or SreCode.NotLiteral:
                Emit(op == SreCode.Literal ? SreOp.Literal : SreOp.NotLiteral, (int)Word(i, end));
                return i + 1;
            case SreCode.LiteralIgnore or SreCode.LiteralUniIgnore or SreCode.LiteralLocIgnore
                or SreCode.NotLiteralIgnore or SreCode.NotLiteralUniIgnore or SreCode.NotLiteralLocIgnore:
                Emit(SreOp.Set, LiteralSet(op, Word(i, end)));
                return i + 1;
            case SreCode.In or SreCode.InIgnore or SreCode.InUniIgnore or SreCode.InLocIgnore:
                Emit(SreOp.Set, InSet(op, i, end, out int after));
                return after;
            case SreCode.Category:
                CheckCategory(Word(i, end));
                Emit(SreOp.Set, AddSet(new CharSet([(uint)SreCode.Category, source[i], (uint)SreCode.Failure], SreFold.None,
                    hasLocaleCategory: UsesLocale)));
                return i + 1;
            case SreCode.At:
                Require(Word(i, end) <= (uint)SreAt.UniNonBoundary);
                UsesLocale |= (SreAt)source[i] is SreAt.LocBoundary or SreAt.LocNonBoundary;
                Emit(SreOp.At, (int)source[i]);
                return i + 1;
            case SreCode.Mark:
                Require(Word(i, end) < 2 * (uint)groups);
                Emit(SreOp.Mark, (int)source[i]);
                return i + 1;
            case SreCode.Branch:
                return Branch(i, end);
            case SreCode.Jump:
                return ConditionalJump(i, end);
            case SreCode.GroupRef or SreCode.GroupRefIgnore or SreCode.GroupRefUniIgnore or SreCode.GroupRefLocIgnore:
                return GroupRef(op, i, end);
            case SreCode.GroupRefExists:
                return GroupRefExists(i, end);
            case SreCode.Repeat:
                return Repeat(i, end);
            case SreCode.PossessiveRepeat:
                return PossessiveRepeat(i, end);
            case SreCode.RepeatOne or SreCode.MinRepeatOne or SreCode.PossessiveRepeatOne:
                return RepeatOne(op, i, end);
            case SreCode.AtomicGroup:
                return AtomicGroup(i, end);
            case SreCode.Assert or SreCode.AssertNot:
                return Assertion(op, i, end);
            default:
                throw new SreCodeException();
        }
    }

    private int AddSet(CharSet set)
    {
        _sets.Add(set);
        return _sets.Count - 1;
    }

    private int LiteralSet(SreCode op, uint literal)
    {
        _literalSets ??= [];
        if (!_literalSets.TryGetValue((op, literal), out int index))
        {
            SreFold fold = op switch
            {
                SreCode.LiteralIgnore or SreCode.NotLiteralIgnore => SreFold.Ascii,
                SreCode.LiteralUniIgnore or SreCode.NotLiteralUniIgnore => SreFold.Unicode,
                _ => SreFold.Locale,
            };
            bool complement = op is SreCode.NotLiteralIgnore or SreCode.NotLiteralUniIgnore or SreCode.NotLiteralLocIgnore;
            UsesLocale |= fold == SreFold.Locale;
            index = AddSet(new CharSet([(uint)SreCode.Literal, literal, (uint)SreCode.Failure], fold, complement));
            _literalSets.Add((op, literal), index);
        }
        return index;
    }

    private int InSet(SreCode op, int i, int end, out int after)
    {
        after = Skip(i, end);
        int length = CheckSet(i + 1, after);
        SreFold fold = op switch
        {
            SreCode.In => SreFold.None,
            SreCode.InIgnore => SreFold.Ascii,
            SreCode.InUniIgnore => SreFold.Unicode,
            _ => SreFold.Locale,
        };
        UsesLocale |= fold == SreFold.Locale;
        // UsesLocale may stem from another part of the pattern: the flag covers a pattern as a whole, and only bytes have it.
        return AddSet(new CharSet(source.AsSpan(i + 1, length), fold, hasLocaleCategory: UsesLocale));
    }

    private int Branch(int i, int end)
    {
        var exits = new List<int>();
        int target = -1;
        while (Word(i, end) != 0)
        {
            int next = Skip(i, end);
            Require(next - i >= 3 && (SreCode)source[next - 2] == SreCode.Jump);
            int exit = Skip(next - 1, end);
            Require(target < 0 || exit == target);
            target = exit;
            int header = Emit(SreOp.Branch, 0);
            Range(i + 1, next - 2);
            exits.Add(Emit(SreOp.Jump, 0) + 1);
            _code[header + 1] = _code.Count;
            i = next;
        }
        // The list ends with a zero, which reads as FAILURE; every alternative leaves for the word after it.
        Require(target == i + 1);
        Emit(SreOp.Fail);
        foreach (int operand in exits)
        {
            _code[operand] = _code.Count;
        }
        return target;
    }

    private int GroupRef(SreCode op, int i, int end)
    {
        Require(Word(i, end) < (uint)groups);
        SreFold fold = op switch
        {
            SreCode.GroupRef => SreFold.None,
            SreCode.GroupRefIgnore => SreFold.Ascii,
            SreCode.GroupRefUniIgnore => SreFold.Unicode,
            _ => SreFold.Locale,
        };
        Emit(SreOp.GroupRef, (int)source[i], (int)fold);
        return i + 1;
    }

    private int GroupRefExists(int i, int end)
    {
        Require(Word(i, end) < (uint)groups);
        // The skip counts from the word before it.
        uint skip = Word(i + 1, end);
        Require(skip >= 2 && skip <= (uint)(end - i));
        int otherwise = i + (int)skip;
        Emit(SreOp.GroupRefExists, (int)source[i], 0);
        _pending.Add(new PendingJump(otherwise, _code.Count - 1));
        // A jump right before "otherwise" skips it; anywhere else a jump is not valid.
        if (otherwise - 2 >= i + 2)
        {
            _conditionalJumps.Add(otherwise - 2);
        }
        return i + 2;
    }

    private int ConditionalJump(int i, int end)
    {
        Require(_conditionalJumps.Remove(i - 1));
        int target = Skip(i, end);
        Emit(SreOp.Jump, 0);
        _pending.Add(new PendingJump(target, _code.Count - 1));
        return i + 1;
    }

    private (int Min, int Max) Bounds(int i, int end)
    {
        uint min = Word(i, end);
        uint max = Word(i + 1, end);
        Require(min <= max);
        // Texts are shorter than 2**31 characters: "unlimited", and everything above, is one number.
        return ((int)Math.Min(min, int.MaxValue), (int)Math.Min(max, int.MaxValue));
    }

    private int Repeat(int i, int end)
    {
        int until = Skip(i, end);
        (int min, int max) = Bounds(i + 1, end);
        Require(until - i >= 3 && until < end);
        SreCode kind = (SreCode)source[until];
        Require(kind is SreCode.MaxUntil or SreCode.MinUntil);
        int register = _register;
        _register += 2;
        int start = Emit(SreOp.RepeatStart, register, 0, min);
        int body = _code.Count;
        Range(i + 3, until);
        _code[start + 2] = _code.Count;
        Emit(kind == SreCode.MaxUntil ? SreOp.MaxUntil : SreOp.MinUntil, register, min, max, body);
        if (kind == SreCode.MinUntil)
        {
            Emit(SreOp.MinUntilRetry);
        }
        return until + 1;
    }

    private int PossessiveRepeat(int i, int end)
    {
        int success = Skip(i, end);
        (int min, int max) = Bounds(i + 1, end);
        Require(success - i >= 3 && success < end && (SreCode)source[success] == SreCode.Success);
        int register = _register;
        _register += 3;
        Emit(SreOp.PossessiveStart, register);
        int loop = Emit(SreOp.PossessiveLoop, register, min, max, 0);
        Range(i + 3, success);
        Emit(SreOp.PossessiveEnd, register, loop);
        _code[loop + 4] = _code.Count;
        return success + 1;
    }

    private int RepeatOne(SreCode op, int i, int end)
    {
        int after = Skip(i, end);
        (int min, int max) = Bounds(i + 1, end);
        Require(after - i >= 5 && (SreCode)source[after - 1] == SreCode.Success);
        int start = _code.Count;
        Range(i + 3, after - 1);
        // The item is one instruction, which becomes operands of the repeat.
        SreOp item = (SreOp)_code[start];
        Require(item is SreOp.Any or SreOp.AnyAll or SreOp.Literal or SreOp.NotLiteral or SreOp.Set or SreOp.Fail);
        int length = SreOps.Length(item);
        Require(_code.Count - start == length);
        int argument = length == 2 ? _code[start + 1] : 0;
        _code.RemoveRange(start, length);
        if (item == SreOp.Fail)
        {
            // [^\s\S] and its like: a set without members.
            item = SreOp.Set;
            argument = AddSet(new CharSet([(uint)SreCode.Failure], SreFold.None));
        }
        (SreOp first, SreOp retry) = op switch
        {
            SreCode.RepeatOne => (SreOp.RepeatOne, SreOp.RepeatOneRetry),
            SreCode.MinRepeatOne => (SreOp.MinRepeatOne, SreOp.MinRepeatOneRetry),
            _ => (SreOp.PossessiveOne, SreOp.Fail),
        };
        Emit(first, min, max, (int)item, argument, 0, 0);
        Emit(retry);
        return after;
    }

    private int AtomicGroup(int i, int end)
    {
        int after = Skip(i, end);
        Require(after - i >= 2 && (SreCode)source[after - 1] == SreCode.Success);
        int register = _register++;
        Emit(SreOp.AtomicStart, register);
        Range(i + 1, after - 1);
        Emit(SreOp.AtomicEnd, register);
        return after;
    }

    private int Assertion(SreCode op, int i, int end)
    {
        int after = Skip(i, end);
        uint back = Word(i + 1, end);
        Require(after - i >= 3 && (SreCode)source[after - 1] == SreCode.Success && back <= int.MaxValue);
        int register = _register;
        _register += 2;
        if (op == SreCode.Assert)
        {
            Emit(SreOp.AssertStart, register, (int)back);
            Range(i + 2, after - 1);
            Emit(SreOp.AssertEnd, register);
        }
        else
        {
            int start = Emit(SreOp.AssertNotStart, register, (int)back, 0);
            Range(i + 2, after - 1);
            Emit(SreOp.AssertNotEnd, register);
            _code[start + 3] = _code.Count;
        }
        return after;
    }

    /// <summary>A source address that a jump leads to, and the operand that waits for it.</summary>
    private sealed record PendingJump(int Target, int Operand);
}
