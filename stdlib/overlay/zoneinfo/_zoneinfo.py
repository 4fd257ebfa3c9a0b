"""ZoneInfo in Python, for where the native module _zoneinfo is not to be used."""
import bisect
import calendar
import collections
import pickle
import re
import weakref
from datetime import datetime, timedelta, tzinfo

from . import _common, _tzpath

_EPOCH = datetime(1970, 1, 1).toordinal()
_HOUR = 3600
_DAY = 86400

# What holds in a period: the offset from UTC, the part of it that is daylight saving time, the abbreviation.
_Period = collections.namedtuple("_Period", "offset dst name")
_NOTHING = _Period(None, None, None)


class ZoneInfo(tzinfo):
    """A time zone of the IANA database."""

    __module__ = "zoneinfo"
    _file = None
    _strong_cache_size = 8
    _strong_cache = collections.OrderedDict()
    _weak_cache = weakref.WeakValueDictionary()

    def __init_subclass__(cls):
        cls._strong_cache = collections.OrderedDict()
        cls._weak_cache = weakref.WeakValueDictionary()

    def __new__(cls, key):
        zone = cls._weak_cache.get(key)
        if zone is None:
            zone = cls._weak_cache.setdefault(key, cls._new(key))
            zone._from_cache = True
        # The zones used last stay, whoever else lets them go.
        cls._strong_cache[key] = cls._strong_cache.pop(key, zone)
        if len(cls._strong_cache) > cls._strong_cache_size:
            try:
                cls._strong_cache.popitem(last=False)
            except KeyError:
                # Another thread took the last one.
                pass
        return zone

    @classmethod
    def no_cache(cls, key):
        zone = cls._new(key)
        zone._from_cache = False
        return zone

    @classmethod
    def _new(cls, key):
        zone = super().__new__(cls)
        zone._key = key
        path = _tzpath.find_tzfile(key)
        with open(path, "rb") if path is not None else _common.load_tzdata(key) as file:
            zone._load(file)
        return zone

    @classmethod
    def from_file(cls, file_obj, /, key=None):
        zone = super().__new__(cls)
        zone._key = key
        zone._load(file_obj)
        zone._file = repr(file_obj)
        return zone

    @classmethod
    def clear_cache(cls, *, only_keys=None):
        if only_keys is None:
            cls._weak_cache.clear()
            cls._strong_cache.clear()
            return
        for key in only_keys:
            cls._weak_cache.pop(key, None)
            cls._strong_cache.pop(key, None)

    @property
    def key(self):
        return self._key

    def utcoffset(self, dt):
        return self._at(dt).offset

    def dst(self, dt):
        return self._at(dt).dst

    def tzname(self, dt):
        return self._at(dt).name

    def fromutc(self, dt):
        """The local time for a time in UTC whose tzinfo is this zone."""
        if not isinstance(dt, datetime):
            raise TypeError("fromutc() requires a datetime argument")
        if dt.tzinfo is not self:
            raise ValueError("dt.tzinfo is not self")
        period, fold = self._at_utc(_seconds(dt), dt.year)
        dt += period.offset
        return dt.replace(fold=1) if fold else dt

    def __str__(self):
        return repr(self) if self._key is None else f"{self._key}"

    def __repr__(self):
        name = f"{type(self).__module__}.{type(self).__qualname__}"
        return f"{name}(key={self._key!r})" if self._key is not None else f"{name}.from_file({self._file})"

    def __reduce__(self):
        if self._file is not None:
            # Nothing says where to find the file again.
            raise pickle.PicklingError("Cannot pickle a ZoneInfo file created from a file stream.")
        return type(self)._unpickle, (self._key, self._from_cache)

    @classmethod
    def _unpickle(cls, key, from_cache, /):
        return cls(key) if from_cache else cls.no_cache(key)

    def _load(self, file):
        indices, times, offsets, is_dst, names, rules = _common.load_data(file)
        if any(index >= len(offsets) for index in indices):
            raise ValueError(f"Invalid transition index found while reading TZif: {max(indices)}")
        kinds = [
            _Period(timedelta(seconds=offset), timedelta(seconds=dst), name)
            for offset, dst, name in zip(offsets, _daylight_savings(indices, offsets, is_dst), names)
        ]
        self._times = times
        self._periods = [kinds[index] for index in indices]
        self._before = next((kind for kind, dst in zip(kinds, is_dst) if not dst), self._periods[0] if self._periods else None)
        self._wall = _wall_clock_transitions(indices, times, offsets)
        if rules:
            self._after = _parse_rules(rules.decode())
        elif kinds:
            self._after = self._periods[-1] if self._periods else kinds[-1]
        else:
            raise ValueError("No time zone information found.")
        # Where nothing ever changes, the zone is known without a date as well.
        fixed = isinstance(self._after, _Period) and kinds in ([], [self._after])
        self._fixed = self._after if fixed else None

    def _at(self, dt):
        if self._fixed is not None:
            return self._fixed
        if dt is None:
            return _NOTHING
        seconds = _seconds(dt)
        transitions = self._wall[dt.fold]
        if transitions and seconds < transitions[0]:
            return self._before
        if not transitions or seconds > transitions[-1]:
            return self._after.at(seconds, dt.year, dt.fold) if isinstance(self._after, _Rules) else self._after
        return self._periods[bisect.bisect_right(transitions, seconds) - 1]

    def _at_utc(self, seconds, year):
        """The period of a time in UTC, and whether the local time is the second of its name."""
        times = self._times
        if times and seconds < times[0]:
            return self._before, False
        if not times or seconds > times[-1]:
            if isinstance(self._after, _Rules):
                return self._after.at_utc(seconds, year)
            if not times:
                return self._after, False
        index = bisect.bisect_right(times, seconds) - 1
        period = self._periods[index]
        earlier = self._periods[index - 1] if index > 0 else self._before
        gone_back = (earlier.offset - period.offset).total_seconds()
        return period, gone_back > seconds - times[index]


def _seconds(dt):
    return (dt.toordinal() - _EPOCH) * _DAY + dt.hour * _HOUR + dt.minute * 60 + dt.second


def _daylight_savings(indices, offsets, is_dst):
    """Of each kind of period the seconds of daylight saving time, which files do not tell: the difference from a neighbour without."""
    found = [0] * len(offsets)
    for i in range(1, len(indices)):
        kind = indices[i]
        if not is_dst[kind] or found[kind]:
            continue
        before = indices[i - 1]
        difference = 0 if is_dst[before] else offsets[kind] - offsets[before]
        if not difference and i + 1 < len(indices) and not is_dst[indices[i + 1]]:
            difference = offsets[kind] - offsets[indices[i + 1]]
        found[kind] = difference
    return [seconds or (_HOUR if dst else 0) for seconds, dst in zip(found, is_dst)]


def _wall_clock_transitions(indices, times, offsets):
    """The transitions in local time, for fold 0 and fold 1: of what happens twice or not at all the later and the earlier end."""
    first, second = [], []
    if not times:
        return first, second
    before = offsets[0]
    for index, time in zip(indices, times):
        after = offsets[index]
        first.append(time + max(before, after))
        second.append(time + min(before, after))
        before = after
    return first, second


class _Rules:
    """What holds after the last transition of a file: daylight saving time by rules, each year."""

    def __init__(self, standard, daylight, start, end):
        self.standard = standard
        self.daylight = daylight
        self._start = start
        self._end = end
        self._saved = int((daylight.offset - standard.offset).total_seconds())

    def transitions(self, year):
        """Start and end of daylight saving time, in the local time before each."""
        return self._start.at(year), self._end.at(year)

    def at(self, seconds, year, fold):
        start, end = self.transitions(year)
        # Within a fold or a gap the later moment counts with fold 0, the earlier one with fold 1.
        if fold == (self._saved >= 0):
            end -= self._saved
        else:
            start += self._saved
        if start < end:
            daylight = start <= seconds < end
        else:
            daylight = not end <= seconds < start
        return self.daylight if daylight else self.standard

    def at_utc(self, seconds, year):
        start, end = self.transitions(year)
        start -= int(self.standard.offset.total_seconds())
        end -= int(self.daylight.offset.total_seconds())
        if start < end:
            daylight = start <= seconds < end
        else:
            daylight = not end <= seconds < start
        # The hour that is gone through twice follows the transition to the smaller offset.
        twice = end if self._saved > 0 else start
        return self.daylight if daylight else self.standard, 0 <= seconds - twice < abs(self._saved)


class _WeekdayRule:
    """Mm.w.d: the w-th weekday d of month m, or the last one for 5; Sunday is 0."""

    def __init__(self, month, week, weekday, time):
        if not 0 < month <= 12:
            raise ValueError(f"month {month} is not in 1 to 12")
        if not 0 < week <= 5:
            raise ValueError(f"week {week} is not in 1 to 5")
        if not 0 <= weekday <= 6:
            raise ValueError(f"weekday {weekday} is not in 0 to 6")
        self._month, self._week, self._weekday, self._time = month, week, weekday, time

    def at(self, year):
        first, days = calendar.monthrange(year, self._month)
        day = (self._weekday - (first + 1)) % 7 + 1 + (self._week - 1) * 7
        if day > days:
            day -= 7
        return (datetime(year, self._month, day).toordinal() - _EPOCH) * _DAY + self._time


class _DayRule:
    """Jn, the day of the year from 1, in a leap year a day later from the 59th on; or n, which is 1 on the first of January as well.

    POSIX counts n from 0, and J without 29 February alone; CPython, and so its users' zones, do not.
    """

    def __init__(self, day, without_leap_day, time):
        least = 1 if without_leap_day else 0
        if not least <= day <= 365:
            raise ValueError(f"day {day} is not in {least} to 365")
        self._day, self._without_leap_day, self._time = day, without_leap_day, time

    def at(self, year):
        day = self._day - 1
        if self._without_leap_day and self._day >= 59 and calendar.isleap(year):
            day += 1
        return (datetime(year, 1, 1).toordinal() - _EPOCH + day) * _DAY + self._time


_NAME = r"[^<0-9:.+\-]+|<[A-Za-z0-9+\-]+>"
_TIME = r"[+-]?\d{1,3}(?::\d\d(?::\d\d)?)?"
_ZONE = re.compile(rf"(?P<standard>{_NAME})(?:(?P<offset>{_TIME})(?:(?P<daylight>{_NAME})(?P<daylight_offset>{_TIME})?)?)?", re.ASCII)
_CLOCK = re.compile(r"([+-]?)(\d{1,3})(?::(\d\d)(?::(\d\d))?)?", re.ASCII)
_DATE = re.compile(r"M(\d{1,2})\.(\d)\.(\d)|(J?)(\d{1,3})", re.ASCII)


def _parse_rules(text):
    """The zone of a text as in the variable TZ of POSIX, with the longer times of RFC 8536."""
    zone, *rules = text.split(",")
    match = _ZONE.fullmatch(zone)
    if match is None:
        raise ValueError(f"{text} is not a valid TZ string")
    try:
        return _make_rules(match, rules)
    except ValueError as error:
        raise ValueError(f"malformed TZ string {text}: {error}") from error


def _make_rules(match, rules):
    # Offsets are counted to the west there.
    offset = -_parse_clock(match["offset"] or "0")
    standard = _Period(timedelta(seconds=offset), timedelta(0), match["standard"].strip("<>"))
    if match["daylight"] is None:
        if rules:
            raise ValueError("transition rules without daylight saving time")
        return standard
    if len(rules) != 2:
        raise ValueError("daylight saving time needs two transition rules")
    ahead = -_parse_clock(match["daylight_offset"]) if match["daylight_offset"] else offset + _HOUR
    daylight = _Period(timedelta(seconds=ahead), timedelta(seconds=ahead - offset), match["daylight"].strip("<>"))
    return _Rules(standard, daylight, *map(_parse_rule, rules))


def _parse_rule(text):
    date, slash, time = text.partition("/")
    seconds = _parse_clock(time) if slash else 2 * _HOUR
    match = _DATE.fullmatch(date)
    if match is None:
        raise ValueError(f"{text!r} is not a date")
    if match[1]:
        return _WeekdayRule(int(match[1]), int(match[2]), int(match[3]), seconds)
    return _DayRule(int(match[5]), bool(match[4]), seconds)


def _parse_clock(text):
    """Seconds of hours, minutes and seconds with a sign."""
    match = _CLOCK.fullmatch(text)
    if match is None:
        raise ValueError(f"{text} is not a valid time")
    hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
    if hours > 167 or minutes > 59 or seconds > 59:
        raise ValueError(f"{text} is out of range")
    total = hours * _HOUR + minutes * 60 + seconds
    return -total if match[1] == "-" else total
