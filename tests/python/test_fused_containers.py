"""Instructions on containers that the interpreter does several at once: they must do exactly what the single ones do."""
import gc
import sys
import unittest


class Unpacking(unittest.TestCase):
    def test_into_variables(self):
        for source in ((1, 2, 3), [1, 2, 3]):
            for _ in range(60):
                a, b, c = source
                self.assertEqual((a, b, c), (1, 2, 3))
        for _ in range(60):
            a, b, c, d, e = 1, (2,), [3], "4", None
            source = (e, d, c, b, a)
            a, b, c, d, e = source
        self.assertEqual((a, b, c, d, e), (None, "4", [3], (2,), 1))

    def test_same_variable_twice(self):
        source = (object(), object())
        for _ in range(60):
            a, a = source
            self.assertIs(a, source[1])
        for a, a in [source] * 60:
            self.assertIs(a, source[1])
        counts = [sys.getrefcount(item) for item in source]
        del a
        self.assertEqual([sys.getrefcount(item) for item in source], [counts[0], counts[1] - 1])

    def test_variable_is_the_source(self):
        for _ in range(60):
            a = (1, (2, 3))
            a, b = a
            self.assertEqual((a, b), (1, (2, 3)))
            b, a = b
            self.assertEqual((a, b), (3, 2))

    def test_other_kinds_and_lengths(self):
        for source in ("ab", {"a": 1, "b": 2}, iter("ab"), (c for c in "ab")):
            a, b = source
            self.assertEqual(a + b, "ab")
        for _ in range(60):
            a = 0
            with self.assertRaisesRegex(ValueError, "not enough values"):
                a, b, c = (1, 2)
            with self.assertRaisesRegex(ValueError, "too many values"):
                a, b = [1, 2, 3]
            self.assertEqual(a, 0)

    def test_finalizers_run_at_their_store(self):
        seen = []

        class Marked:
            def __init__(self, name):
                self.name = name

            def __del__(self):
                variables = sys._getframe(1).f_locals
                seen.append((self.name, type(variables["a"]), type(variables["b"])))

        def function():
            source = (1, 2)
            for _ in range(3):
                a, b = Marked("a"), Marked("b")
                a, b = source
        function()
        self.assertEqual(seen, [("a", int, Marked), ("b", int, int)] * 3)


class Pairs(unittest.TestCase):
    def test_items(self):
        table = {i: str(i) for i in range(100)}
        for _ in range(3):
            seen = []
            for key, value in table.items():
                seen.append((key, value))
            self.assertEqual(seen, list(table.items()))

    def test_change_of_size(self):
        table = {i: i for i in range(10)}
        with self.assertRaisesRegex(RuntimeError, "changed size"):
            for key, value in table.items():
                table[key + 100] = value

    def test_values_that_end(self):
        ended = []

        class Marked:
            def __del__(self):
                ended.append(len(ended))
        for number, value in enumerate(iter([Marked(), Marked(), Marked()])):
            pass
        del value
        gc.collect()
        self.assertEqual(len(ended), 3)
        ended.clear()
        for number, value in zip(range(3), (Marked() for _ in range(3))):
            self.assertEqual(len(ended), number)


class Displays(unittest.TestCase):
    def test_constants(self):
        made = [[1, 2, 3] for _ in range(60)]
        self.assertEqual(made[0], [1, 2, 3])
        made[0].append(4)
        self.assertEqual(made[1], [1, 2, 3])
        self.assertIsNot(made[1], made[2])

    def test_comprehensions(self):
        items = list(range(50))
        for _ in range(60):
            copy = [x for x in items]
            self.assertEqual(copy, items)
            copy.append(50)
            self.assertEqual(len(copy), 51)
            self.assertEqual([x * 2 for x in range(5)], [0, 2, 4, 6, 8])
            self.assertEqual([x for x in items if x < 3], [0, 1, 2])
            self.assertEqual([[y for y in range(2)] for x in range(2)], [[0, 1], [0, 1]])
            self.assertEqual([x + y for x in range(2) for y in range(2)], [0, 1, 1, 2])
            self.assertEqual([x or "none" for x in range(2)], ["none", 1])
            self.assertEqual([x for x in range(0)], [])
        self.assertEqual(sys.getsizeof([x for x in items]), sys.getsizeof([x for x in iter(tuple(items))]))

    def test_source_changes_meanwhile(self):
        items = [1, 2, 3]

        def grow(x):
            if len(items) < 40:
                items.append(x)
            return x
        self.assertEqual(len([grow(x) for x in items]), 40)

        def shrink(x):
            items.clear()
            return x
        short = [shrink(x) for x in items]
        self.assertEqual(short, [1])
        short += [2, 3]
        self.assertEqual(short, [1, 2, 3])

    def test_error_within(self):
        for _ in range(60):
            with self.assertRaises(ZeroDivisionError):
                [1 // x for x in [2, 1, 0]]

    def test_sets_and_dicts(self):
        class Key:
            def __init__(self, hashed):
                self.hashed = hashed

            def __hash__(self):
                return 1 // self.hashed

        for _ in range(60):
            self.assertEqual({x & 3 for x in range(10)}, {0, 1, 2, 3})
            self.assertEqual({x: y for x, y in zip("ab", "cd")}, {"a": "c", "b": "d"})
            with self.assertRaises(ZeroDivisionError):
                {Key(x) for x in (1, 0)}
            with self.assertRaises(ZeroDivisionError):
                {Key(x): x for x in (1, 0)}
            with self.assertRaisesRegex(TypeError, "unhashable"):
                {x for x in [[]]}
            with self.assertRaisesRegex(TypeError, "unhashable"):
                {x: x for x in [[]]}


class Operators(unittest.TestCase):
    def test_lists(self):
        left, right = [1, 2], [3]
        alias = left
        for _ in range(60):
            self.assertEqual(left + right, [1, 2, 3])
        left += right
        self.assertIs(left, alias)
        with self.assertRaisesRegex(TypeError, "can only concatenate list"):
            left + (1,)

    def test_text(self):
        empty, text = "", "text " * 3
        for _ in range(60):
            self.assertIs(text + empty, text)
            self.assertIs(empty + text, text)
            text2 = text
            text2 += "more"
            self.assertEqual(text2, "text text text more")
            text = text + empty
        count = sys.getrefcount(text)
        for _ in range(60):
            text = text + empty
            empty + text
        self.assertEqual(sys.getrefcount(text), count)

    def test_container_in_itself(self):
        items = []
        items.append(items)
        table = {}
        table["self"] = table[1] = table
        counts = sys.getrefcount(items), sys.getrefcount(table)
        for _ in range(60):
            items[0]
            table["self"]
            table[1]
        self.assertEqual((sys.getrefcount(items), sys.getrefcount(table)), counts)
        items.clear()
        table.clear()

    def test_extremes(self):
        nan = float("nan")
        self.assertEqual((min([3, 1, 2]), max((3, 1, 2)), min(2, 1), max(1.5, 2.5)), (1, 3, 1, 2.5))
        self.assertIs(max([True, 1]), True)
        first, second = 1000.0, 1000.0 + len("")
        self.assertIs(max(first, second), first)
        self.assertIs(min([first, second]), first)
        self.assertEqual(max([1, 2.5, 2 ** 70]), 2 ** 70)
        self.assertEqual(min([2 ** 70, 2 ** 65]), 2 ** 65)
        self.assertIs(max([nan, 1.0]), nan)
        self.assertEqual(max([1.0, nan]), 1.0)
        with self.assertRaisesRegex(ValueError, "empty"):
            min([])
        with self.assertRaises(TypeError):
            max([1, "a"])


if __name__ == "__main__":
    unittest.main()
