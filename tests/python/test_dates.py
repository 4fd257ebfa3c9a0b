"""Dates, times and time zones."""
import pickle
import unittest
from datetime import date, datetime, time, timedelta, timezone, tzinfo


class Spring(tzinfo):
    """An hour more from April to September; in September an hour comes twice."""

    def utcoffset(self, moment):
        return timedelta(hours=1) + self.dst(moment)

    def dst(self, moment):
        if moment is None or not 4 <= moment.month <= 9:
            return timedelta(0)
        if moment.month == 9 and moment.day == 30 and moment.hour == 23 and moment.fold:
            return timedelta(0)
        return timedelta(hours=1)

    def tzname(self, moment):
        return "S"


class Arithmetic(unittest.TestCase):
    def test_timedelta(self):
        self.assertEqual(timedelta(microseconds=0.5), timedelta(0))
        self.assertEqual(timedelta(microseconds=1.5), timedelta(microseconds=2))
        self.assertEqual(repr(-timedelta(1, 1, 1)), "datetime.timedelta(days=-2, seconds=86398, microseconds=999999)")
        self.assertEqual(timedelta(1) / timedelta(0, 7), 12342.857142857143)
        self.assertEqual(divmod(timedelta(1), timedelta(0, 7)), (12342, timedelta(seconds=6)))
        with self.assertRaisesRegex(OverflowError, "days=1000000000; must have magnitude <= 999999999"):
            timedelta.max + timedelta(1)

    def test_calendar(self):
        day = date.min
        for ordinal in range(1, date.max.toordinal(), 9973):
            self.assertEqual(date.fromordinal(ordinal).toordinal(), ordinal)
            self.assertEqual(date.fromordinal(ordinal), day + timedelta(ordinal - 1))
            self.assertEqual(date.fromisocalendar(*date.fromordinal(ordinal).isocalendar()).toordinal(), ordinal)

    def test_messages(self):
        with self.assertRaisesRegex(ValueError, "day 29 must be in range 1..28 for month 2 in year 2001"):
            date(2001, 2, 29)
        with self.assertRaisesRegex(TypeError, "can't compare offset-naive and offset-aware datetimes"):
            datetime(2020, 1, 1) < datetime(2020, 1, 1, tzinfo=timezone.utc)


class Zones(unittest.TestCase):
    def test_conversion(self):
        spring = Spring()
        moment = datetime(2020, 6, 1, 12, tzinfo=timezone.utc).astimezone(spring)
        self.assertEqual((moment.hour, moment.utcoffset()), (14, timedelta(hours=2)))
        twice = datetime(2020, 9, 30, 23, tzinfo=spring)
        self.assertEqual(twice.replace(fold=1) - twice, timedelta(0))
        self.assertNotEqual(twice, twice.astimezone(timezone.utc))
        self.assertEqual(hash(twice), hash(twice.replace(fold=1)))

    def test_text(self):
        moment = datetime.fromisoformat("2020-W01-3T01:02:03,1234567-23:59")
        self.assertEqual(moment.isoformat(), "2020-01-01T01:02:03.123456-23:59")
        self.assertEqual(datetime.fromisoformat("20201231T24"), datetime(2021, 1, 1))
        self.assertEqual(date(5, 1, 1).strftime("%Y|%G|%C|%F|%y %f%z%%"), "0005|0004|00|0005-01-01|05 000000%")
        self.assertEqual(time.strptime("1:02", "%H:%M"), time(1, 2))

    def test_pickles(self):
        for value in (date(2020, 1, 2), time(1, 2, 3, 4, timezone.utc, fold=1), datetime(2020, 1, 1, 1, fold=1), timedelta(1, 2, 3), timezone(timedelta(hours=1), "x")):
            for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
                self.assertEqual(pickle.loads(pickle.dumps(value, protocol)), value)


if __name__ == "__main__":
    unittest.main()
