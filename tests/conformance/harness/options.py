"""The command line."""

import argparse
import os
import shlex
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
ROOT = HERE.parent.parent

# What regrtest calls resources. Not granted: network, urlfetch, gui, audio, largefile, walltime, tzdata.
RESOURCES = ["cpu", "subprocess", "decimal", "curses", "console"]
# Granted to some modules besides: these ask for the network and talk to nobody but themselves.
RESOURCES_OF_MODULES = {"test_socketserver": ["network"]}


def split_command(text):
    return tuple(shlex.split(text))


def parse(arguments):
    parser = argparse.ArgumentParser(
        prog="conformance",
        description="Runs CPython's own tests, a process per module, and compares with tests/conformance/expected.")
    parser.add_argument("modules", nargs="*", metavar="MODULE",
                        help="test_x, or a selection: language, core, core-3.11, applicable (default: language)")
    parser.add_argument("--suite", type=Path, default=os.environ.get("KRAIT_CPYTHON_TESTS"), metavar="DIR",
                        help="a CPython's Lib/test (default: KRAIT_CPYTHON_TESTS)")
    parser.add_argument("--suite-version", metavar="X.Y", help="where the folder's surroundings do not tell (then 3.14)")
    parser.add_argument("--python", type=split_command, default=(sys.executable,), metavar="COMMAND",
                        help="the interpreter to test (default: the one that runs this)")
    parser.add_argument("--cpython-only", action="store_true",
                        help="run the tests that the suite keeps for CPython as well, counted apart")
    parser.add_argument("-k", dest="patterns", action="append", default=[], metavar="PATTERN",
                        help="only tests whose name contains PATTERN, or matches it where it has a *")
    parser.add_argument("-j", "--jobs", type=int, default=2, help="processes at a time (default: 2)")
    parser.add_argument("--limit", type=float, default=120, metavar="S",
                        help="seconds without a result after which a test counts as hung (default: 120)")
    parser.add_argument("--module-limit", type=float, default=900, metavar="S",
                        help="seconds for a module in all (default: 900)")
    parser.add_argument("--resources", default=",".join(RESOURCES), help="as regrtest's -u (default: %(default)s)")
    parser.add_argument("--update", action="store_true",
                        help="bring expectations, docs/conformance.md and the README's totals up to what this run shows")
    parser.add_argument("--details", type=Path, default=ROOT / ".build" / "conformance", metavar="DIR",
                        help="where the tracebacks of a module's failures go, a file each (default: .build/conformance)")
    options = parser.parse_args(arguments)
    if options.suite is None:
        parser.error("no suite: --suite DIR or KRAIT_CPYTHON_TESTS names a CPython's Lib/test")
    if not (options.suite / "support" / "__init__.py").is_file():
        parser.error(f"{options.suite} is no CPython's Lib/test: it has no support/__init__.py")
    if options.update and options.patterns:
        parser.error("--update needs whole modules, without -k")
    options.suite = options.suite.resolve()
    options.resources = [name for name in options.resources.split(",") if name]
    return options
