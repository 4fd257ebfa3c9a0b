namespace Krait.Runtime;

internal sealed partial class ItemSorter<TOrder>
{
    /// <summary>Merges neighbouring runs from the right; the second, which is the shorter one, goes to the temporary array.</summary>
    private void MergeHigh(int aStart, int aLength, int b, int bLength)
    {
        TakeToTemp(b, bLength);
        var to = b + bLength - 1;
        var a = aStart + aLength - 1;
        b = bLength - 1;
        try
        {
            Move(a--, to--);
            aLength--;
            while (aLength > 0 && bLength > 1)
            {
                int aWins = 0, bWins = 0;
                do
                {
                    if (Less(_tempKeys[b], _keys[a]))
                    {
                        Move(a--, to--);
                        aWins++;
                        bWins = 0;
                        if (--aLength == 0)
                            return;
                    }
                    else
                    {
                        MoveFromTemp(b--, to--);
                        bWins++;
                        aWins = 0;
                        if (--bLength == 1)
                            return;
                    }
                }
                while (Math.Max(aWins, bWins) < _minGallop);
                _minGallop++;
                do
                {
                    if (_minGallop > 1)
                        _minGallop--;
                    aWins = aLength - GallopRight(_tempKeys[b], _keys, aStart, aLength, aLength - 1);
                    to -= aWins;
                    a -= aWins;
                    Move(a + 1, to + 1, aWins);
                    aLength -= aWins;
                    if (aLength == 0)
                        return;
                    MoveFromTemp(b--, to--);
                    if (--bLength == 1)
                        return;
                    bWins = bLength - GallopLeft(_keys[a], _tempKeys, 0, bLength, bLength - 1);
                    to -= bWins;
                    b -= bWins;
                    MoveFromTemp(b + 1, to + 1, bWins);
                    bLength -= bWins;
                    // None at all are left only where comparisons contradict each other.
                    if (bLength <= 1)
                        return;
                    Move(a--, to--);
                    if (--aLength == 0)
                        return;
                }
                while (aWins >= GallopThreshold || bWins >= GallopThreshold);
                _minGallop++;
            }
        }
        finally
        {
            if (bLength == 1 && aLength > 0)
            {
                // The first of the second run belongs before all of the first.
                to -= aLength;
                a -= aLength;
                Move(a + 1, to + 1, aLength);
                MoveFromTemp(b, to);
            }
            else
            {
                MoveFromTemp(0, to - bLength + 1, bLength);
            }
        }
    }

    /// <summary>
    /// The place, counted from <paramref name="start"/>, for <paramref name="key"/> in a sorted run, before any equal ones. The search starts at
    /// <paramref name="hint"/> and doubles its steps.
    /// </summary>
    private int GallopLeft(PyObject key, PyObject[] run, int start, int length, int hint)
    {
        var last = 0;
        var offset = 1;
        if (Less(run[start + hint], key))
        {
            var most = length - hint;
            while (offset < most && Less(run[start + hint + offset], key))
            {
                last = offset;
                offset = NextOffset(offset, most);
            }
            offset = Math.Min(offset, most) + hint;
            last += hint;
        }
        else
        {
            var most = hint + 1;
            while (offset < most && !Less(run[start + hint - offset], key))
            {
                last = offset;
                offset = NextOffset(offset, most);
            }
            offset = Math.Min(offset, most);
            (last, offset) = (hint - offset, hint - last);
        }
        last++;
        while (last < offset)
        {
            var middle = last + ((offset - last) >> 1);
            if (Less(run[start + middle], key))
                last = middle + 1;
            else
                offset = middle;
        }
        return offset;
    }

    /// <summary>As <see cref="GallopLeft"/>, but the place behind any equal ones.</summary>
    private int GallopRight(PyObject key, PyObject[] run, int start, int length, int hint)
    {
        var last = 0;
        var offset = 1;
        if (Less(key, run[start + hint]))
        {
            var most = hint + 1;
            while (offset < most && Less(key, run[start + hint - offset]))
            {
                last = offset;
                offset = NextOffset(offset, most);
            }
            offset = Math.Min(offset, most);
            (last, offset) = (hint - offset, hint - last);
        }
        else
        {
            var most = length - hint;
            while (offset < most && !Less(key, run[start + hint + offset]))
            {
                last = offset;
                offset = NextOffset(offset, most);
            }
            offset = Math.Min(offset, most) + hint;
            last += hint;
        }
        last++;
        while (last < offset)
        {
            var middle = last + ((offset - last) >> 1);
            if (Less(key, run[start + middle]))
                offset = middle;
            else
                last = middle + 1;
        }
        return offset;
    }

    private static int NextOffset(int offset, int most) => offset > int.MaxValue / 2 ? most : (offset << 1) + 1;
}
