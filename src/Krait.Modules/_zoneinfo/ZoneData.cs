using Krait.Modules.DateTimes;
using Krait.Runtime;

namespace Krait.Modules.ZoneInfo;

/// <summary>The changes of a zone's offset, from a TZif file.</summary>
internal sealed class ZoneData
{
    /// <summary>The proleptic ordinal of 1 January 1970.</summary>
    public const int EpochOrdinal = 719163;

    private readonly long[] _changes;

    // Each change on the zone's clock, for the earlier and for the later of two equal times.
    private readonly long[][] _localChanges;
    private readonly ZonePeriod[] _after;
    private readonly ZonePeriod? _first;
    private readonly PosixZone? _rule;
    private readonly ZonePeriod _last;

    /// <param name="kinds">For each change the kind of period that follows.</param>
    /// <param name="rule">The rule for later years; empty for none.</param>
    public ZoneData(int[] kinds, long[] changes, int[] offsets, bool[] isSaving, string[] names, string rule)
    {
        foreach (var kind in kinds)
        {
            if (kind < 0 || kind >= offsets.Length)
                throw Errors.Value($"Invalid transition index found while reading TZif: {kind}");
        }
        var savings = Savings(kinds, offsets, isSaving);
        var periods = new ZonePeriod[offsets.Length];
        for (var i = 0; i < periods.Length; i++)
            periods[i] = new ZonePeriod(offsets[i], savings[i], names[i]);
        _changes = changes;
        _after = Array.ConvertAll(kinds, kind => periods[kind]);
        var standard = Array.IndexOf(isSaving, false);
        _first = standard >= 0 ? periods[standard] : periods.FirstOrDefault();
        _localChanges = LocalChanges(kinds, changes, offsets);
        if (rule.Length > 0)
        {
            _rule = PosixZone.Parse(rule);
            _last = _rule.Standard;
        }
        else if (periods.Length == 0)
        {
            throw Errors.Value("No time zone information found.");
        }
        else
        {
            _last = _after.Length > 0 ? _after[^1] : periods[^1];
        }
        var hasRule = _rule?.Saving is not null;
        if (!hasRule && periods.Length <= 1 && (periods.Length == 0 || periods[0] == _last))
            Fixed = _last;
        if (!hasRule)
            _rule = null;
    }

    /// <summary>The only period there ever is; null where there are several.</summary>
    public ZonePeriod? Fixed { get; }

    /// <summary>
    /// How much of each offset is daylight saving. Files only say whether there is any: it is the difference to a neighbour without, or else an hour.
    /// </summary>
    private static int[] Savings(int[] kinds, int[] offsets, bool[] isSaving)
    {
        var savings = new int[offsets.Length];
        for (var i = 1; i < kinds.Length; i++)
        {
            var kind = kinds[i];
            if (!isSaving[kind] || savings[kind] != 0)
                continue;
            if (!isSaving[kinds[i - 1]])
                savings[kind] = offsets[kind] - offsets[kinds[i - 1]];
            if (savings[kind] == 0 && kind < offsets.Length - 1 && i + 1 < kinds.Length && !isSaving[kinds[i + 1]])
                savings[kind] = offsets[kind] - offsets[kinds[i + 1]];
        }
        for (var kind = 0; kind < savings.Length; kind++)
        {
            if (isSaving[kind] && savings[kind] == 0)
                savings[kind] = 3600;
        }
        return savings;
    }

    private static long[][] LocalChanges(int[] kinds, long[] changes, int[] offsets)
    {
        var (early, late) = ((long[])changes.Clone(), (long[])changes.Clone());
        for (var i = 0; i < changes.Length; i++)
        {
            var before = i > 0 ? offsets[kinds[i - 1]] : offsets[0];
            var after = i > 0 || offsets.Length > 1 ? offsets[kinds[i]] : offsets[0];
            early[i] += Math.Max(before, after);
            late[i] += Math.Min(before, after);
        }
        return [early, late];
    }

    private static int CountUpTo(long[] sorted, long value)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (value < sorted[middle])
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }

    /// <summary>What is in force at a time on the zone's clock.</summary>
    public ZonePeriod? AtLocal(long time, int year, int fold)
    {
        var changes = _localChanges[fold];
        if (changes.Length > 0 && time < changes[0])
            return _first;
        if (changes.Length == 0 || time > changes[^1])
            return _rule?.AtLocal(time, year, fold) ?? _last;
        return _after[CountUpTo(changes, time) - 1];
    }

    /// <summary>What is in force at a time in UTC, and whether the zone's clock shows that time for the second time.</summary>
    public ZonePeriod? AtUtc(long time, int year, out bool isFold)
    {
        isFold = false;
        if (_changes.Length > 0 && time < _changes[0])
            return _first;
        if (_rule is not null && (_changes.Length == 0 || time > _changes[^1]))
            return _rule.AtUtc(time, year, out isFold);
        if (_changes.Length == 0)
            return _last;
        var index = CountUpTo(_changes, time) - 1;
        var previous = index > 0 ? _after[index - 1] : _first;
        var current = time > _changes[^1] ? _last : _after[index];
        if (time > _changes[^1])
            previous = _after.Length > 1 ? _after[index - 1] : previous;
        isFold = previous!.Offset - current.Offset > time - _changes[index];
        return current;
    }
}
