"""zoneinfo: offsets, repeated and missing times, rules for later years, the cache."""
import io
import pickle
import struct
import subprocess
import sys
import unittest
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo
from zoneinfo import _zoneinfo as pure

import _zoneinfo


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


class BothForms(unittest.TestCase):
    def make(self, rules):
        header = (b"TZif3" + b" " * 15 + struct.pack(">6l", 0, 0, 0, 0, 0, 0)) * 2
        data = header + b"\n" + rules.encode() + b"\n"
        return _zoneinfo.ZoneInfo.from_file(io.BytesIO(data)), pure.ZoneInfo.from_file(io.BytesIO(data))

    def test_rules(self):
        for rules in "A0", "<+11>-11", "EST5EDT4,M3.2.0/4:00,M11.1.0/3:00", "IST-1GMT0,M10.5.0,M3.5.0/1", "A3B,J59/2,J300/2", "A3B,0,300/-24", "EST5EDT,0/0,J365/25":
            native, python = self.make(rules)
            for days in range(0, 800, 7):
                time = datetime(2023, 1, 1, 0, 30) + timedelta(days=days)
                for fold in 0, 1:
                    with self.subTest(rules=rules, time=time, fold=fold):
                        local = time.replace(fold=fold)
                        self.assertEqual(
                            (native.utcoffset(local), native.dst(local), native.tzname(local)),
                            (python.utcoffset(local), python.dst(local), python.tzname(local)))
                there, here = native.fromutc(time.replace(tzinfo=native)), python.fromutc(time.replace(tzinfo=python))
                self.assertEqual((there.replace(tzinfo=None), there.fold), (here.replace(tzinfo=None), here.fold))

    def test_rules_that_are_none(self):
        for rules in "PST8PDT", "GMT,M3.2.0/2,M11.1.0/3", "AAA168", "AAA4BBB,M13.1.1/2,M1.1.1/2", "AAA4BBB,J60/2/3,J300/2":
            with self.subTest(rules=rules), self.assertRaises(ValueError):
                self.make(rules)


class PythonForms(unittest.TestCase):
    def test_without_native_datetime(self):
        code = "import sys; sys.modules['_datetime'] = None; import zoneinfo, datetime; print(datetime.datetime(2025, 7, 1, tzinfo=zoneinfo.ZoneInfo('UTC')))"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        self.assertEqual(done.stdout.strip(), "2025-07-01 00:00:00+00:00", done.stderr)


if __name__ == "__main__":
    unittest.main()
