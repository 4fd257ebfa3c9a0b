"""Runs one module of the suite, in a process of its own. The only argument is a file with the order, in JSON:

module, journal (the file for the events), packages (the folder that holds `test`), done (names of tests that are not
to be run again), patterns (parts of names; none: all), cpython_only, resources.
"""

import fnmatch
import importlib
import json
import signal
import sys
import traceback
import unittest


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        order = json.load(file)
    del sys.argv[1:]

    from recorder import Journal, RecordedSuite, Recorder

    # A shell starts what runs in the background with SIGINT ignored; tests of Ctrl-C would wait for ever.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # From here on the modules beside this file are out of the tests' way.
    sys.path[0] = order["packages"]
    journal = Journal(order["journal"])
    try:
        # Ignores the marks; see `Suite.make_packages_folder`.
        from test import _marks as marks
        from test import support

        support.use_resources = dict.fromkeys(order["resources"])
        marks.note_cpython_only(order["cpython_only"])
        # The loader would turn an exception here into a test that fails.
        importlib.import_module("test." + order["module"])
        tests = list(flatten(unittest.defaultTestLoader.loadTestsFromName("test." + order["module"])))
    except unittest.SkipTest as skip:
        journal.write("unloadable", kind="skipped", detail=str(skip))
        return
    except Exception:
        journal.write("unloadable", kind="error", detail=traceback.format_exc())
        return
    marks.ignore_doctest_marks()

    done = set(order["done"])
    wanted = [test for test in tests if test.id() not in done and matches(test.id(), order["patterns"])]
    del tests
    suite = RecordedSuite(wanted, journal)
    # The suite lets go of each test when it has run.
    del wanted
    suite.run(Recorder(journal, marks.is_cpython_only))
    journal.write("end")


def flatten(suite):
    """The tests of nested suites, one after the other."""
    if not isinstance(suite, unittest.TestSuite):
        yield suite
        return
    for part in suite:
        yield from flatten(part)


def matches(name, patterns):
    return not patterns or any(fnmatch.fnmatchcase(name, p if "*" in p else f"*{p}*") for p in patterns)


# multiprocessing imports this file again in the processes that it spawns.
if __name__ == "__main__":
    main()
