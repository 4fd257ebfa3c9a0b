import sys
import unittest


def nested(wrap, levels=150_000):
    value = wrap(None)
    for _ in range(levels):
        value = wrap(value)
    return value


class NativeRecursionTests(unittest.TestCase):
    """Recursion through native code ends in a RecursionError, and in good time."""

    def test_repr(self):
        for wrap in (lambda x: [x], lambda x: (x,), lambda x: {1: x}, lambda x: {1: x}.values()):
            deep = nested(wrap)
            self.assertRaises(RecursionError, repr, deep)

    def test_comparison(self):
        a, b = [], []
        a.append(a)
        b.append(b)
        with self.assertRaisesRegex(RecursionError, "maximum recursion depth exceeded in comparison"):
            a == b

    def test_python_functions_have_no_such_limit(self):
        def count(n):
            return count(n - 1) + 1 if n else 0

        limit = sys.getrecursionlimit()
        self.addCleanup(sys.setrecursionlimit, limit)
        sys.setrecursionlimit(50_000)
        self.assertEqual(count(45_000), 45_000)


if __name__ == "__main__":
    unittest.main()
