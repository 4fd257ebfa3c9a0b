"""zoneinfo: offsets, repeated and missing times, rules for later years, the cache."""
import io
import pickle
import struct
import unittest
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo


def zone_file(rule):
    """A TZif file that has nothing but a rule."""
    header = b"TZif2" + bytes(15)
    block = struct.pack(">6l", 0, 0, 0, 0, 1, 4) + struct.pack(">lbb", 0, 0, 0) + b"UTC\0"
    return io.BytesIO(header + block + header + block + b"\n" + rule.encode() + b"\n")


class ZonesTest(unittest.TestCase):
    def test_rule(self):
        zone = ZoneInfo.from_file(zone_file("CET-1CEST,M3.5.0,M10.5.0/3"), key="x")
        for moment, hours, saving, name in (
                (datetime(2040, 3, 25, 1, 59), 1, 0, "CET"), (datetime(2040, 3, 25, 3), 2, 1, "CEST"),
                (datetime(2040, 10, 28, 2, 30), 2, 1, "CEST"), (datetime(2040, 10, 28, 2, 30, fold=1), 1, 0, "CET")):
            moment = moment.replace(tzinfo=zone)
            self.assertEqual(
                (moment.utcoffset(), moment.dst(), moment.tzname()), (timedelta(hours=hours), timedelta(hours=saving), name))
        self.assertEqual(repr(zone), "zoneinfo.ZoneInfo(key='x')")
        later = datetime(2040, 10, 28, 1, 30, tzinfo=timezone.utc).astimezone(zone)
        self.assertEqual((later.hour, later.fold), (2, 1))

    def test_bad_rules(self):
        for rule in ("CET", "CET-1CEST", "CET-1CEST,M13.1.1,J3", "CET-1CEST,M1.1.1,M2.1.1,", "CET-1CEST,366,3"):
            self.assertRaises(ValueError, ZoneInfo.from_file, zone_file(rule))

    def test_database(self):
        try:
            zone = ZoneInfo("Asia/Shanghai")
        except KeyError:
            self.skipTest("no time zone database")
        self.assertIs(zone, ZoneInfo("Asia/Shanghai"))
        self.assertIs(zone, pickle.loads(pickle.dumps(zone)))
        self.assertIsNot(zone, ZoneInfo.no_cache("Asia/Shanghai"))
        self.assertEqual(str(datetime(2024, 1, 1, tzinfo=timezone.utc).astimezone(zone)), "2024-01-01 08:00:00+08:00")
        self.assertRaises(KeyError, ZoneInfo, "Nowhere/Here")


if __name__ == "__main__":
    unittest.main()
