"""The run as a whole: modules, two at a time; what they showed against what is expected."""

import os
import sys
import tempfile
import time

from . import options as command_line
from . import table
from .execution import ModuleRun
from .expectations import Expectations
from .selections import resolve
from .suite import Suite


def main(arguments):
    options = command_line.parse(arguments)
    suite = Suite(options.suite, options.suite_version)
    modules, missing = resolve(options.modules or ["language"], suite)
    if missing:
        print("not in this suite:", " ".join(missing))
    if not modules:
        print("conformance: no such module", file=sys.stderr)
        return 2
    tally = Tally(options)
    with tempfile.TemporaryDirectory(prefix="conformance-") as folder:
        # Tests start Python as another user.
        os.chmod(folder, 0o755)
        options.packages = suite.make_packages_folder(folder)
        options.home = suite.make_home(folder, options.python, options.packages)
        for result, expectations in run_all(modules, suite, options):
            if options.patterns and not result.tests:
                continue
            tally.take(result, expectations)
            # At once: a long run may be interrupted.
            if options.update:
                table.update(result, suite, options.python)
    return tally.conclude()


def run_all(modules, suite, options):
    """Yields each module's result, with its expectations, as it comes."""
    waiting = list(reversed(modules))
    running = []
    try:
        while waiting or running:
            while waiting and len(running) < options.jobs:
                module = waiting.pop()
                expectations = Expectations(module, suite.version)
                running.append((ModuleRun(module, options, expectations.not_applicable), expectations))
            for run, expectations in [entry for entry in running if entry[0].poll()]:
                running.remove((run, expectations))
                yield run.result, expectations
            time.sleep(0.05)
    finally:
        for run, _ in running:
            run.abandon()


class Tally:
    """Prints each module when it is done, and counts."""

    def __init__(self, options):
        self._options = options
        self._passed = self._failed = self._skipped = 0
        self._regressions = self._unexpected_passes = self._unwritten = 0
        self._began = time.monotonic()

    def take(self, result, expectations):
        self._passed += result.passed
        self._failed += result.failed
        self._skipped += result.skipped
        result.write_details(self._options.details)
        print(result.summary(), flush=True)
        if self._options.update:
            for change in expectations.update(result):
                print("   ", change, flush=True)
        self._unwritten += len(expectations.unwritten)
        if self._options.update:
            return
        verdict = expectations.compare(result)
        self._regressions += len(verdict.regressions)
        self._unexpected_passes += len(verdict.unexpected_passes)
        for name in verdict.regressions:
            print(f"    REGRESSION {name}: {result.tests[name].kind}: {result.tests[name].reason}", flush=True)
        for name in verdict.unexpected_passes:
            print(f"    PASSES {name}: its line can go", flush=True)

    def conclude(self):
        total = self._passed + self._failed
        share = f" ({100 * self._passed / total:.2f}%)" if total else ""
        print(f"{time.monotonic() - self._began:.0f} s; details in {self._options.details}")
        if self._unwritten:
            print(f'{self._unwritten} reasons still to be written: the lines with "?" in tests/conformance/expected')
        print(f"conformance: {self._passed} passed{share}, {self._failed} failed, {self._skipped} skipped; "
              f"{self._regressions} regressions, {self._unexpected_passes} unexpected passes")
        return 1 if self._regressions or self._unexpected_passes else 0
