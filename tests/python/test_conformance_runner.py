"""The expectation files of tests/conformance."""

import pathlib
import sys
import tempfile
import unittest
from unittest import mock

RUNNER = pathlib.Path(__file__).resolve().parent.parent / "conformance"
sys.path.insert(0, str(RUNNER))
try:
    from harness import expectations, table
    from harness.results import MODULE, ModuleResult, Result
finally:
    sys.path.remove(str(RUNNER))


class ExpectationFiles(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        here = mock.patch.object(expectations, "HERE", pathlib.Path(folder.name))
        here.start()
        self.addCleanup(here.stop)
        self.path = pathlib.Path(folder.name, "expected", "3.14", "test_x.txt")
        self.path.parent.mkdir(parents=True)

    def load(self, *lines):
        if lines:
            self.path.write_text("".join(f"{line}\n" for line in lines))
        return expectations.Expectations("test_x", "3.14")

    def result(self, **kinds):
        result = ModuleResult("test_x")
        for name, kind in kinds.items():
            result.add(name, Result(kind, "ValueError: no"))
        return result

    def test_new_line_waits_for_its_reason(self):
        expected = self.load()
        changes = expected.update(self.result(fails="failed", passes="passed"))
        self.assertEqual(changes, ["+ test_x fails | fail | ValueError: no"])
        self.assertEqual(self.path.read_text(), "fails | fail | ? ValueError: no\n")
        self.assertEqual(expected.unwritten, ["fails"])
        self.assertEqual(self.load().unwritten, ["fails"])

    def test_written_reason_is_kept(self):
        expected = self.load("fails | fail | needs a moon")
        self.assertEqual(expected.update(self.result(fails="failed")), [])
        self.assertEqual(expected.unwritten, [])
        self.assertEqual(self.path.read_text(), "fails | fail | needs a moon\n")

    def test_line_of_a_test_that_passes_goes(self):
        expected = self.load("fails | fail | needs a moon")
        self.assertEqual(expected.update(self.result(fails="passed")), ["- test_x fails"])
        self.assertFalse(self.path.exists())

    def test_crash_where_a_failure_is_expected(self):
        verdict = self.load("fails | fail | needs a moon", "hangs | hang | is slow").compare(self.result(fails="crashed", hangs="hung"))
        self.assertEqual(verdict.regressions, ["fails"])
        self.assertEqual(verdict.as_expected, 1)

    def test_line_of_a_test_that_varies_stays(self):
        expected = self.load("varies | varies | depends on the weather")
        for outcome in "passed", "failed":
            verdict = expected.compare(self.result(varies=outcome))
            self.assertEqual((verdict.regressions, verdict.unexpected_passes), ([], []))
            self.assertEqual(expected.update(self.result(varies=outcome)), [])
        self.assertEqual(expected.compare(self.result(varies="hung")).regressions, ["varies"])

    def test_reasons_in_the_tree(self):
        for path in sorted(RUNNER.glob("expected/*/*.txt")):
            for name, expected in expectations.read(path).items():
                with self.subTest(module=path.stem, test=name):
                    self.assertNotRegex(expected.reason, r"(?i)^\?|^([\w.]+\.)?\w*(Error|Exception|Exit)\b: |^(no result|not at its end|the process ended)\b|\bunknown$")


class Rows(unittest.TestCase):
    def describe(self, **tests):
        result = ModuleResult("test_x")
        for name, outcome in tests.items():
            result.add(MODULE if name == "module" else name, Result(*outcome))
        return table.describe(result)

    def test_missing_module(self):
        error = "Traceback (most recent call last):\nModuleNotFoundError: No module named '_moon'"
        self.assertEqual(self.describe(module=("failed", error)), "waits for `_moon`")
        self.assertEqual(self.describe(module=("skipped", "No module named '_moon'")), "waits for `_moon`")
        self.assertEqual(self.describe(module=("skipped", "No module named '_testcapi'")), "No module named '_testcapi'")

    def test_nothing_ran(self):
        self.assertEqual(self.describe(a=("skipped", "no moon"), b=("skipped", "no moon"), c=("skipped", "too dark")), "no moon")
        self.assertEqual(self.describe(a=("skipped", "no moon"), b=("passed",)), "")
        self.assertEqual(self.describe(a=("skipped", "no moon"), b=("crashed", "signal")), "1 crashed")


if __name__ == "__main__":
    unittest.main()
