"""What happens in a test module, as lines of JSON in a file that outlives this process."""

import json
import os
import traceback
import unittest

# The worst outcome of a test's parts (its body, its subtests, its clean-ups) is the test's own.
SEVERITY = ["skipped", "passed", "failed", "error"]
LONGEST_DETAIL = 6000


class Journal:
    """Appends events to a file, each at once, so that a crash leaves what came before it."""

    def __init__(self, path):
        self._file = open(path, "a", encoding="utf-8", errors="backslashreplace")
        self._owner = os.getpid()

    def write(self, event, **fields):
        # A process that a test forked, and that came back here by an exception, has nothing to say.
        if os.getpid() == self._owner:
            self._file.write(json.dumps({"event": event, **fields}) + "\n")
            self._file.flush()


class Recorder(unittest.TestResult):
    """Writes one event per test. Keeps nothing of a test, whose lifetime may be what it is about."""

    def __init__(self, journal, is_cpython_only):
        super().__init__()
        self._journal = journal
        self._is_cpython_only = is_cpython_only
        self._current = None
        self._worst = None

    def startTest(self, test):
        super().startTest(test)
        self._current = test.id()
        self._worst = None

    def stopTest(self, test):
        super().stopTest(test)
        # All of its subtests were skipped, or it ended without a word.
        kind, detail = self._worst or ("passed", "")
        self._write(test, kind, detail)
        self._current = self._worst = None

    def addSuccess(self, test):
        self._note(test, "passed", "")

    def addExpectedFailure(self, test, err):
        self._note(test, "passed", "")

    def addSkip(self, test, reason):
        self._note(test, "skipped", str(reason))

    def addFailure(self, test, err):
        self._note(test, "failed", describe(err))

    def addError(self, test, err):
        self._note(test, "error", describe(err))

    def addUnexpectedSuccess(self, test):
        self._note(test, "failed", "passed, where the suite itself expects a failure")

    def addSubTest(self, test, subtest, err):
        if err is not None:
            is_failure = issubclass(err[0], test.failureException)
            self._note(test, "failed" if is_failure else "error", f"{subtest}\n{describe(err)}")

    def _note(self, test, kind, detail):
        if self._current is None:
            # setUpClass and its like have no start and no end.
            self._write(test, kind, detail)
        elif self._worst is None or SEVERITY.index(kind) > SEVERITY.index(self._worst[0]):
            self._worst = kind, detail

    def _write(self, test, kind, detail):
        self._journal.write("result", id=test.id(), kind=kind, detail=detail, cpython=self._is_cpython_only(test))


class RecordedSuite(unittest.TestSuite):
    """Tests in one row, each announced before its fixtures run, so that a crash there has a name."""

    def __init__(self, tests, journal):
        super().__init__(tests)
        self._journal = journal

    def __iter__(self):
        for test in super().__iter__():
            self._journal.write("coming", id=test.id())
            yield test
        self._journal.write("last")


def describe(err):
    """The traceback of an exception triple, its end if it is long."""
    try:
        return "".join(traceback.format_exception(*err))[-LONGEST_DETAIL:]
    except Exception as problem:
        # The interpreter under test may fail at this, too: that is a finding, not the end of the run.
        return f"{err[0].__name__}: (its traceback cannot be formatted: {problem!r})"
