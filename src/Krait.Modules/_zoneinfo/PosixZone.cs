using Krait.Modules.DateTimes;
using Krait.Runtime;

namespace Krait.Modules.ZoneInfo;

/// <summary>What is in force in a part of a zone's time: the offset from UTC, the part of it that is daylight saving, and the name.</summary>
internal sealed record ZonePeriod(int Offset, int Saving, string Name);

/// <summary>When a year's daylight saving begins or ends: a day and the seconds after its midnight.</summary>
internal abstract record ChangeRule(int Time)
{
    /// <summary>Seconds since the epoch on the clock of the zone before the change.</summary>
    public long InYear(int year) => (Ordinal(year) - ZoneData.EpochOrdinal) * (long)PyTimeDelta.SecondsPerDay + Time;

    protected abstract int Ordinal(int year);
}

/// <summary>A weekday of a month: the first to the fourth, or the last as the fifth.</summary>
internal sealed record WeekdayRule(int Month, int Week, int Day, int Time) : ChangeRule(Time)
{
    protected override int Ordinal(int year)
    {
        // Here Sunday is 0.
        var first = (GregorianCalendar.Weekday(year, Month, 1) + 1) % 7;
        var day = 1 + (Day - first + 7) % 7 + (Week - 1) * 7;
        if (day > GregorianCalendar.DaysInMonth(year, Month))
            day -= 7;
        return GregorianCalendar.ToOrdinal(year, Month, day);
    }
}

/// <summary>A day of the year: from 1, never counting February 29; or from 0, counting it.</summary>
internal sealed record DayRule(int Day, bool SkipsLeapDay, int Time) : ChangeRule(Time)
{
    protected override int Ordinal(int year)
    {
        var first = GregorianCalendar.ToOrdinal(year, 1, 1);
        // A day that counts from 0 comes out a day early, as in CPython.
        return first + Day - 1 + (SkipsLeapDay && Day >= 59 && GregorianCalendar.IsLeap(year) ? 1 : 0);
    }
}

/// <summary>The rule for all later years, in the notation of POSIX's <c>TZ</c> with the extensions of TZif files.</summary>
internal sealed class PosixZone
{
    private PosixZone(ZonePeriod standard) => Standard = standard;

    /// <summary>Time without daylight saving.</summary>
    public ZonePeriod Standard { get; }

    /// <summary>Daylight saving time; null where there is none.</summary>
    public ZonePeriod? Saving { get; private init; }

    private ChangeRule? Start { get; init; }

    private ChangeRule? End { get; init; }

    private int Difference => Saving!.Offset - Standard.Offset;

    /// <summary>What is in force at a time on the zone's clock; <paramref name="fold"/> says which of two equal times is meant.</summary>
    public ZonePeriod AtLocal(long time, int year, int fold)
    {
        if (Saving is null)
            return Standard;
        var (start, end) = (Start!.InYear(year), End!.InYear(year));
        if (fold == 1 == Difference >= 0)
            end -= Difference;
        else
            start += Difference;
        return IsWithin(time, start, end) ? Saving : Standard;
    }

    /// <summary>What is in force at a time in UTC, and whether the zone's clock shows that time for the second time.</summary>
    public ZonePeriod AtUtc(long time, int year, out bool isFold)
    {
        isFold = false;
        if (Saving is null)
            return Standard;
        var (start, end) = (Start!.InYear(year) - Standard.Offset, End!.InYear(year) - Saving.Offset);
        // Times repeat after the clock was turned back.
        var (from, length) = Difference > 0 ? (end, Difference) : (start, -Difference);
        isFold = time >= from && time < from + length;
        return IsWithin(time, start, end) ? Saving : Standard;
    }

    // In the south, summer goes over the end of the year.
    private static bool IsWithin(long time, long start, long end) =>
        start < end ? time >= start && time < end : !(time >= end && time < start);

    /// <summary>Reads a rule.</summary>
    /// <exception cref="PythonException">ValueError: it is malformed.</exception>
    public static PosixZone Parse(string text)
    {
        var reader = new Reader(text);
        var standardName = reader.Name();
        var standard = new ZonePeriod(-reader.Offset(), 0, standardName);
        if (reader.AtEnd)
            return new PosixZone(standard);
        var savingName = reader.Name();
        var savingOffset = reader.AtEnd || reader.Next == ',' ? standard.Offset + 3600 : -reader.Offset();
        reader.Expect(',');
        var start = reader.Rule();
        reader.Expect(',');
        var end = reader.Rule();
        if (!reader.AtEnd)
            throw reader.Malformed();
        var saving = new ZonePeriod(savingOffset, savingOffset - standard.Offset, savingName);
        return new PosixZone(standard) { Saving = saving, Start = start, End = end };
    }

    private ref struct Reader(string text)
    {
        private const int MostHours = 167, DefaultTime = 7200;

        private int _at;

        public readonly bool AtEnd => _at == text.Length;

        public readonly char Next => AtEnd ? '\0' : text[_at];

        public readonly PythonException Malformed() => Errors.Value($"Malformed transition rule in TZ string: b'{text}'");

        public void Expect(char wanted)
        {
            if (Next != wanted)
                throw Malformed();
            _at++;
        }

        /// <summary>An abbreviation: letters, or anything in angle brackets.</summary>
        public string Name()
        {
            var isQuoted = Next == '<';
            if (isQuoted)
                _at++;
            var start = _at;
            while (!AtEnd && (isQuoted ? char.IsAsciiLetterOrDigit(Next) || Next is '+' or '-' : char.IsAsciiLetter(Next)))
                _at++;
            var name = text[start.._at];
            if (isQuoted)
                Expect('>');
            return name.Length > 0 ? name : throw Malformed();
        }

        /// <summary>An offset, which counts westwards.</summary>
        public int Offset()
        {
            var seconds = Time(24);
            return Math.Abs(seconds) < 25 * 3600 ? seconds : throw Malformed();
        }

        private int Time(int mostHours)
        {
            var sign = Next == '-' ? -1 : 1;
            if (Next is '-' or '+')
                _at++;
            var hours = Number(mostHours > 99 ? 3 : 2);
            var minutes = Part();
            var seconds = minutes is null ? null : Part();
            if (hours > mostHours)
                throw Malformed();
            return sign * (hours * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0));
        }

        private int? Part()
        {
            if (Next != ':')
                return null;
            _at++;
            var start = _at;
            var value = Number(2);
            return _at - start == 2 && value < 60 ? value : throw Malformed();
        }

        private int Number(int mostDigits)
        {
            var start = _at;
            while (char.IsAsciiDigit(Next) && _at - start < mostDigits)
                _at++;
            return _at > start ? int.Parse(text.AsSpan(start, _at - start), System.Globalization.CultureInfo.InvariantCulture) : throw Malformed();
        }

        public ChangeRule Rule()
        {
            switch (Next)
            {
                case 'M':
                    _at++;
                    var month = Digits(1, 12, 2);
                    Expect('.');
                    var week = Digits(1, 5, 1);
                    Expect('.');
                    var day = Digits(0, 6, 1);
                    return new WeekdayRule(month, week, day, TimeOfDay());
                case 'J':
                    _at++;
                    return new DayRule(Digits(1, 365, 3), true, TimeOfDay());
                default:
                    return new DayRule(Digits(0, 365, 3), false, TimeOfDay());
            }
        }

        private int Digits(int least, int most, int length) => Number(length) is var value && value >= least && value <= most ? value : throw Malformed();

        private int TimeOfDay()
        {
            if (Next != '/')
                return DefaultTime;
            _at++;
            return Time(MostHours);
        }
    }
}
