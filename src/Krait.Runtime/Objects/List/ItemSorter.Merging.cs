using System.Runtime.CompilerServices;

namespace Krait.Runtime;

/// <summary>
/// Merge sort of natural runs: short ones are extended by insertion, runs are merged in the order of the powersort policy, and a merge
/// gallops where one side keeps winning. (CPython's notes on it: Objects/listsort.txt; the policy: Munro and Wild, 2018.)
/// </summary>
internal sealed partial class ItemSorter<TOrder>(ThreadState thread, PyObject[] keys, PyObject[]? values, int count) where TOrder : struct, IItemOrder
{
    private const int GallopThreshold = 7;
    private const int LongestMinimalRun = 64;
    private readonly Run[] _pending = new Run[85];
    private readonly PyObject[] _keys = keys;
    private readonly PyObject[]? _values = values;
    private int _pendingCount;
    private int _minGallop = GallopThreshold;
    private PyObject[] _tempKeys = [];
    private PyObject[]? _tempValues;

    private struct Run
    {
        public int Start;
        public int Length;

        /// <summary>The depth, in the tree of merges, of the boundary to the next run.</summary>
        public int Power;
    }

    public void Sort()
    {
        var minimal = MinimalRun(count);
        var start = 0;
        while (start < count)
        {
            var length = FindRun(start, count - start);
            if (length < minimal)
            {
                var forced = Math.Min(minimal, count - start);
                InsertionSort(start, forced, length);
                length = forced;
            }
            MergeBefore(length);
            _pending[_pendingCount++] = new Run { Start = start, Length = length };
            start += length;
        }
        while (_pendingCount > 1)
        {
            var i = _pendingCount - 2;
            if (i > 0 && _pending[i - 1].Length < _pending[i + 1].Length)
                i--;
            MergeAt(i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Less(PyObject left, PyObject right) => default(TOrder).Less(thread, left, right);

    /// <summary>A length such that the number of runs is a power of two, or a little less.</summary>
    private static int MinimalRun(int n)
    {
        var rest = 0;
        while (n >= LongestMinimalRun)
        {
            rest |= n & 1;
            n >>= 1;
        }
        return n + rest;
    }

    /// <summary>The length of the ascending run at <paramref name="start"/>; a strictly descending one is reversed.</summary>
    private int FindRun(int start, int available)
    {
        if (available < 2)
            return available;
        var length = 2;
        if (!Less(_keys[start + 1], _keys[start]))
        {
            while (length < available && !Less(_keys[start + length], _keys[start + length - 1]))
                length++;
            return length;
        }
        while (length < available && Less(_keys[start + length], _keys[start + length - 1]))
            length++;
        Array.Reverse(_keys, start, length);
        if (_values is not null)
            Array.Reverse(_values, start, length);
        return length;
    }

    /// <summary>Binary insertion; the first <paramref name="sorted"/> items are in order already.</summary>
    private void InsertionSort(int start, int length, int sorted)
    {
        for (var next = start + Math.Max(sorted, 1); next < start + length; next++)
        {
            var pivot = _keys[next];
            var low = start;
            var high = next;
            while (low < high)
            {
                var middle = (low + high) >>> 1;
                if (Less(pivot, _keys[middle]))
                    high = middle;
                else
                    low = middle + 1;
            }
            Array.Copy(_keys, low, _keys, low + 1, next - low);
            _keys[low] = pivot;
            if (_values is null)
                continue;
            var value = _values[next];
            Array.Copy(_values, low, _values, low + 1, next - low);
            _values[low] = value;
        }
    }

    /// <summary>Merges what the policy wants merged before a run of <paramref name="length"/> items is pushed.</summary>
    private void MergeBefore(int length)
    {
        if (_pendingCount == 0)
            return;
        ref var last = ref _pending[_pendingCount - 1];
        var power = Power(last.Start, last.Length, length);
        while (_pendingCount > 1 && _pending[_pendingCount - 2].Power > power)
            MergeAt(_pendingCount - 2);
        _pending[_pendingCount - 1].Power = power;
    }

    /// <summary>The first binary digit in which the middles of two neighbouring runs, as fractions of the whole, differ.</summary>
    private int Power(int start, int length, int nextLength)
    {
        var a = 2L * start + length;
        var b = a + length + nextLength;
        var power = 0;
        while (true)
        {
            power++;
            if (a >= count)
            {
                a -= count;
                b -= count;
            }
            else if (b >= count)
            {
                return power;
            }
            a <<= 1;
            b <<= 1;
        }
    }

    private void MergeAt(int i)
    {
        var a = _pending[i].Start;
        var aLength = _pending[i].Length;
        var b = _pending[i + 1].Start;
        var bLength = _pending[i + 1].Length;
        _pending[i].Length = aLength + bLength;
        if (i == _pendingCount - 3)
            _pending[i + 1] = _pending[i + 2];
        _pendingCount--;
        // What is in place already at both ends stays out of the merge.
        var skipped = GallopRight(_keys[b], _keys, a, aLength, 0);
        a += skipped;
        aLength -= skipped;
        if (aLength == 0)
            return;
        bLength = GallopLeft(_keys[a + aLength - 1], _keys, b, bLength, bLength - 1);
        if (bLength == 0)
            return;
        if (aLength <= bLength)
            MergeLow(a, aLength, b, bLength);
        else
            MergeHigh(a, aLength, b, bLength);
    }

    private void TakeToTemp(int start, int length)
    {
        if (_tempKeys.Length < length)
        {
            _tempKeys = new PyObject[length];
            _tempValues = _values is null ? null : new PyObject[length];
        }
        Array.Copy(_keys, start, _tempKeys, 0, length);
        if (_values is not null)
            Array.Copy(_values, start, _tempValues!, 0, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Move(int from, int to)
    {
        _keys[to] = _keys[from];
        if (_values is not null)
            _values[to] = _values[from];
    }

    private void Move(int from, int to, int length)
    {
        Array.Copy(_keys, from, _keys, to, length);
        if (_values is not null)
            Array.Copy(_values, from, _values, to, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void MoveFromTemp(int from, int to)
    {
        _keys[to] = _tempKeys[from];
        if (_values is not null)
            _values[to] = _tempValues![from];
    }

    private void MoveFromTemp(int from, int to, int length)
    {
        Array.Copy(_tempKeys, from, _keys, to, length);
        if (_values is not null)
            Array.Copy(_tempValues!, from, _values, to, length);
    }

    /// <summary>Merges neighbouring runs from the left; the first, which is not the longer one, goes to the temporary array.</summary>
    private void MergeLow(int a, int aLength, int b, int bLength)
    {
        TakeToTemp(a, aLength);
        var to = a;
        a = 0;
        try
        {
            Move(b++, to++);
            bLength--;
            while (bLength > 0 && aLength > 1)
            {
                int aWins = 0, bWins = 0;
                do
                {
                    if (Less(_keys[b], _tempKeys[a]))
                    {
                        Move(b++, to++);
                        bWins++;
                        aWins = 0;
                        if (--bLength == 0)
                            return;
                    }
                    else
                    {
                        MoveFromTemp(a++, to++);
                        aWins++;
                        bWins = 0;
                        if (--aLength == 1)
                            return;
                    }
                }
                while (Math.Max(aWins, bWins) < _minGallop);
                _minGallop++;
                do
                {
                    if (_minGallop > 1)
                        _minGallop--;
                    aWins = GallopRight(_keys[b], _tempKeys, a, aLength, 0);
                    MoveFromTemp(a, to, aWins);
                    to += aWins;
                    a += aWins;
                    aLength -= aWins;
                    // None at all are left only where comparisons contradict each other.
                    if (aLength <= 1)
                        return;
                    Move(b++, to++);
                    if (--bLength == 0)
                        return;
                    bWins = GallopLeft(_tempKeys[a], _keys, b, bLength, 0);
                    Move(b, to, bWins);
                    to += bWins;
                    b += bWins;
                    bLength -= bWins;
                    if (bLength == 0)
                        return;
                    MoveFromTemp(a++, to++);
                    if (--aLength == 1)
                        return;
                }
                while (aWins >= GallopThreshold || bWins >= GallopThreshold);
                _minGallop++;
            }
        }
        finally
        {
            if (aLength == 1 && bLength > 0)
            {
                // The last of the first run belongs behind all of the second.
                Move(b, to, bLength);
                MoveFromTemp(a, to + bLength);
            }
            else
            {
                MoveFromTemp(a, to, aLength);
            }
        }
    }
}
