"""Decorators of the suite: marks of another implementation are treated as absent, tests for CPython alone are noted.

A public copy of the suite bears `expectedFailure` and `skip` decorators with "TODO: RUSTPYTHON" in the reason, or as a
comment beside them. Nothing is edited: the decorators look at the line that calls them.
"""

import linecache
import sys
import unittest
import unittest.case

MARK = "RUSTPYTHON"
CPYTHON_ONLY = "_conformance_cpython_only"


def ignore_marks():
    """To be called before the first module of the suite is imported."""
    expected_failure = unittest.expectedFailure
    replacements = {
        "expectedFailure": lambda test: test if _caller_is_marked() else expected_failure(test),
        "skip": _unless_marked(unittest.skip, 0),
        "skipIf": _unless_marked(unittest.skipIf, 1),
        "skipUnless": _unless_marked(unittest.skipUnless, 1),
        # The copy's own inventions. The last one stands where CPython has expectedFailure.
        "expectedFailureIf": lambda condition, reason: _unchanged,
        "expectedFailureIfWindows": lambda reason: _unchanged,
        "expectedSuccess": expected_failure,
    }
    for module in (unittest, unittest.case):
        for name, replacement in replacements.items():
            setattr(module, name, replacement)


def ignore_doctest_marks():
    """The flag that turns a doctest's outcome round means nothing any more. To be called after the import."""
    for name, module in list(sys.modules.items()):
        if name.startswith("test.") and hasattr(module, "EXPECTED_FAILURE"):
            module.EXPECTED_FAILURE = 0


def note_cpython_only(run_them):
    """Makes `support.cpython_only` and its like leave a note on a test, and skip it only where they are not wanted."""
    from test import support

    impl_detail = support.impl_detail

    def noting(msg=None, **guards):
        if not guards.get("cpython", not guards):
            return impl_detail(msg, **guards)
        decorate = _unchanged if run_them else impl_detail(msg, **guards)

        def decorator(test):
            test = decorate(test)
            setattr(test, CPYTHON_ONLY, True)
            return test

        return decorator

    support.impl_detail = noting


def is_cpython_only(test):
    """Whether a test, or its class, was kept for CPython."""
    method = getattr(test, getattr(test, "_testMethodName", ""), None)
    return bool(getattr(method, CPYTHON_ONLY, False) or getattr(type(test), CPYTHON_ONLY, False))


def _unchanged(test):
    return test


def _unless_marked(decorator, reason_index):
    def replacement(*args, **kwargs):
        reason = kwargs.get("reason", args[reason_index] if len(args) > reason_index else "")
        if _caller_is_marked() or isinstance(reason, str) and MARK in reason.upper():
            return _unchanged
        return decorator(*args, **kwargs)

    return replacement


def _caller_is_marked():
    """Whether the line of the decorator says so, or a comment right above or below it."""
    frame = sys._getframe(2)
    path, number = frame.f_code.co_filename, frame.f_lineno
    if MARK in linecache.getline(path, number).upper():
        return True
    beside = (linecache.getline(path, n).strip().upper() for n in (number - 1, number + 1))
    return any(line.startswith("#") and MARK in line for line in beside)
