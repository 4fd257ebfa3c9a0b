"""_lsprof: counts and times of calls, with a timer that counts its own calls."""

import _lsprof
import cProfile
import gc
import itertools
import sys
import unittest
import weakref


def ticking():
    return itertools.count().__next__


def profile(function, **options):
    profiler = _lsprof.Profiler(ticking(), 1.0, **options)
    profiler.enable(**options)
    try:
        function()
    finally:
        profiler.disable()
    return {getattr(entry.code, "co_name", entry.code): entry for entry in profiler.getstats()}


def callees(entry):
    return {getattr(sub.code, "co_name", sub.code): sub[1:] for sub in entry.calls or ()}


def factorial(n):
    return n * factorial(n - 1) if n else 1


def caller():
    factorial(3)
    len([])
    [].append(1)


class Counts(unittest.TestCase):
    def test_recursion(self):
        entry = profile(lambda: factorial(3))["factorial"]
        self.assertEqual(entry[1:5], (4, 3, 7.0, 7.0))
        self.assertEqual(callees(entry)["factorial"], (3, 2, 5.0, 5.0))

    def test_native_functions(self):
        stats = profile(caller)
        self.assertEqual(stats["<built-in method builtins.len>"][1:], (1, 0, 1.0, 1.0, None))
        self.assertEqual(stats["<method 'append' of 'list' objects>"][1:], (1, 0, 1.0, 1.0, None))
        self.assertEqual(set(callees(stats["caller"])), {"factorial", "<built-in method builtins.len>", "<method 'append' of 'list' objects>"})

    def test_without_native_functions_and_callers(self):
        stats = profile(caller, subcalls=False, builtins=False)
        self.assertEqual(set(stats), {"caller", "factorial"})
        self.assertIsNone(stats["caller"].calls)

    def test_generators_and_exceptions(self):
        def numbers():
            yield 1
            yield 2

        def fail():
            raise ValueError

        def run():
            list(numbers())
            try:
                fail()
            except ValueError:
                pass
            try:
                numbers().throw(KeyError)
            except KeyError:
                pass

        stats = profile(run)
        self.assertEqual(stats["numbers"].callcount, 4)
        self.assertEqual(stats["fail"].callcount, 1)
        self.assertEqual(stats["<method 'throw' of 'generator' objects>"].callcount, 1)

    def test_calls_under_way_end_with_the_profiler(self):
        profiler = _lsprof.Profiler(ticking(), 1.0)

        def run():
            profiler.enable()
            inner()

        def inner():
            profiler.disable()

        run()
        names = {getattr(entry.code, "co_name", entry.code) for entry in profiler.getstats()}
        self.assertEqual(names, {"inner", "<method 'disable' of '_lsprof.Profiler' objects>"})


class Lifetime(unittest.TestCase):
    def test_one_at_a_time(self):
        first, second = cProfile.Profile(), cProfile.Profile()
        with first:
            self.assertRaisesRegex(ValueError, "Another profiling tool is already active", second.enable)
        with second:
            self.assertEqual(sys.monitoring.get_tool(sys.monitoring.PROFILER_ID), "cProfile")
        self.assertIsNone(sys.monitoring.get_tool(sys.monitoring.PROFILER_ID))

    def test_code_is_held_up_to_clear(self):
        scope = {}
        exec("def f(): pass", scope)
        profiler = _lsprof.Profiler()
        profiler.enable()
        scope["f"]()
        profiler.disable()
        gone = weakref.ref(scope.pop("f").__code__)
        gc.collect()
        self.assertIsNotNone(gone())
        profiler.clear()
        gc.collect()
        self.assertIsNone(gone())


if __name__ == "__main__":
    unittest.main()
