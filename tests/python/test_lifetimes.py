"""Nothing stays behind: what is made and dropped leaves no object with the collector."""

import collections
import gc
import unittest
import weakref


def left_over(make):
    """The types of the objects that three more calls leave behind."""
    make()
    make()
    gc.collect()
    before = collections.Counter(type(o).__name__ for o in gc.get_objects())
    for _ in range(3):
        make()
    gc.collect()
    after = collections.Counter(type(o).__name__ for o in gc.get_objects())
    return {name: count - before[name] for name, count in after.items() if count >= before[name] + 3}


class Leftovers(unittest.TestCase):
    def test_classes(self):
        def make():
            class Base:
                pass

            class Derived(Base):
                __slots__ = ("a",)

            Derived()
            type("Made", (Derived,), {"f": lambda self: 1})().f()

        self.assertEqual(left_over(make), {})

    def test_code(self):
        self.assertEqual(left_over(lambda: exec("def f(x): return x\nf(1)", {})), {})

    def test_generators(self):
        def make():
            def numbers():
                yield from range(10)

            half = numbers()
            next(half)
            list(numbers())
            numbers()

        self.assertEqual(left_over(make), {})

    def test_exceptions(self):
        def make():
            try:
                try:
                    {}["missing"]
                except KeyError as error:
                    raise ValueError from error
            except ValueError as error:
                kept = error
                kept.itself = kept

        self.assertEqual(left_over(make), {})

    def test_modules(self):
        import types

        def make():
            module = types.ModuleType("made")
            exec("class C: pass\ndef f(): return C", module.__dict__)
            module.f()

        self.assertEqual(left_over(make), {})

    def test_an_exception_raised_after_one_that_was_thrown_in(self):
        class Error(Exception):
            pass

        seen = []

        def inner():
            try:
                yield
            except KeyError:
                pass
            error = Error()
            seen.append(weakref.ref(error))
            try:
                raise error
            finally:
                del error

        def outer():
            try:
                yield from inner()
            except Error:
                pass
            yield seen[0]()

        generator = outer()
        next(generator)
        self.assertIsNone(generator.throw(KeyError()))


if __name__ == "__main__":
    unittest.main()
