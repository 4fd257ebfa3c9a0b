"""Errors that native functions raise without leaving the interpreter's loop: where they are caught, what they carry."""

import collections
import unittest


class NativeErrorsTest(unittest.TestCase):
    def test_type_and_arguments(self):
        cases = [
            (lambda: {1: 2}.pop(3), KeyError, (3,)),
            (lambda: [].pop(), IndexError, ("pop from empty list",)),
            (lambda: [1].pop(5), IndexError, ("pop index out of range",)),
            (lambda: [1].pop(-2), IndexError, ("pop index out of range",)),
            (lambda: [1].remove(2), ValueError, ("list.remove(x): x not in list",)),
            (lambda: (1,).index(2), ValueError, ("tuple.index(x): x not in tuple",)),
            (lambda: "abc".index("x"), ValueError, ("substring not found",)),
            (lambda: set().pop(), KeyError, ("pop from an empty set",)),
            (lambda: {1}.remove(2), KeyError, (2,)),
            (lambda: next(iter(())), StopIteration, ()),
            (lambda: [1][1], IndexError, ("list index out of range",)),
            (lambda: [1][-2], IndexError, ("list index out of range",)),
            (lambda: collections.deque().popleft(), IndexError, ("pop from an empty deque",)),
        ]
        for call, kind, args in cases:
            with self.assertRaises(kind) as caught:
                call()
            self.assertIs(type(caught.exception), kind)
            self.assertEqual(caught.exception.args, args)

    def test_context_and_traceback(self):
        try:
            try:
                1 / 0
            except ZeroDivisionError as first:
                kept = first
                [].pop()
        except IndexError as second:
            self.assertIs(second.__context__, kept)
            self.assertIs(second.__traceback__.tb_frame.f_code, self.test_context_and_traceback.__code__)
            self.assertIsNone(second.__traceback__.tb_next)

    def test_through_native_callers(self):
        # Called by C# code, by keyword, with unpacked arguments, as a bound method.
        self.assertRaises(KeyError, lambda: list(map({}.pop, [1])))
        self.assertRaises(KeyError, lambda: {}.pop(*[1]))
        self.assertRaises(ValueError, lambda: sorted([1, 2], key=[].index))
        pop = [].pop
        self.assertRaises(IndexError, pop)
        self.assertRaises(IndexError, list.pop, [])
        self.assertRaises(KeyError, dict.pop, {}, 1)


if __name__ == "__main__":
    unittest.main()
