"""Lists, sorting and tuples: what CPython's own tests leave open."""
import random
import struct
import sys
import unittest

SLOT = struct.calcsize("P")


def capacity(items):
    return (sys.getsizeof(items) - sys.getsizeof([])) // SLOT


class Noisy:
    """Compares by a function."""

    def __init__(self, equal):
        self.equal = equal

    def __eq__(self, other):
        return self.equal(self, other)


class Dying:
    def __init__(self, log, name):
        self.log = log
        self.name = name

    def __del__(self):
        self.log.append(self.name)


class ListSizes(unittest.TestCase):
    def test_constructor(self):
        for n in range(20):
            self.assertEqual(capacity(list(range(n))), (n + 1) & ~1)
            self.assertEqual(capacity(list(tuple(range(n)))), (n + 1) & ~1)

    def test_from_dict(self):
        expected = [0, 4, 8, 8, 8, 8, 12, 8, 8, 12, 12, 12, 12, 16]
        self.assertEqual([capacity(list(dict.fromkeys(range(n)))) for n in range(14)], expected)

    def test_exact(self):
        for n in range(12):
            base = list(range(n))
            self.assertEqual(capacity(base[:]), n)
            self.assertEqual(capacity(base + [1]), n + 1)
            self.assertEqual(capacity([1] * n), n)
        self.assertEqual(capacity([n, n, n]), 3)

    def test_generator(self):
        self.assertEqual([capacity(list(i for i in range(n))) for n in (0, 1, 8, 9, 17)], [0, 4, 8, 16, 24])

    def test_slices(self):
        items = [1] * 5
        items[1:1] = [1] * 10
        self.assertEqual(capacity(items), 16)
        del items[:]
        self.assertEqual(capacity(items), 0)

    def test_sort_keeps_capacity(self):
        items = []
        for i in range(9):
            items.append(-i)
        before = capacity(items)
        items.sort()
        self.assertEqual(capacity(items), before)


class ListMutation(unittest.TestCase):
    def test_eq_that_clears(self):
        items = []
        items.extend([Noisy(lambda a, b: items.clear() or False) for _ in range(3)])
        self.assertNotIn(object(), items)
        self.assertEqual(len(items), 0)

    def test_remove_with_clearing_eq(self):
        items = []
        items.append(Noisy(lambda a, b: items.clear() or True))
        items.remove(5)
        self.assertEqual(len(items), 0)

    def test_slice_assignment_from_shrinking_iterable(self):
        items = list(range(10))

        def values():
            items.clear()
            yield 1

        items[5:] = values()
        self.assertEqual(items, [1])

    def test_extended_slice_length(self):
        items = list(range(6))
        with self.assertRaisesRegex(ValueError, "attempt to assign sequence of size 2 to extended slice of size 3"):
            items[::2] = [1, 2]
        self.assertEqual(items, list(range(6)))

    def test_release_order_of_clear(self):
        log = []
        items = [Dying(log, i) for i in range(3)]
        items.clear()
        self.assertEqual(log, [2, 1, 0])

    def test_replaced_items_see_the_new_state(self):
        seen = []

        class Watcher:
            def __del__(self):
                seen.append(list(items))

        items = [1, Watcher(), 3]
        items[1:2] = ["a", "b"]
        self.assertEqual(seen, [[1, "a", "b", 3]])

    def test_repr_of_itself(self):
        items = [1]
        items.append(items)
        self.assertEqual(repr(items), "[1, [...]]")


class Sorting(unittest.TestCase):
    def test_mixed_keys(self):
        self.assertEqual(sorted([3, 1.5, True, 2]), [True, 1.5, 2, 3])
        self.assertEqual(sorted([2**70, 5, -2**70]), [-2**70, 5, 2**70])
        self.assertEqual(sorted(["b", "\U0001f600", "\uffff", "a"]), ["a", "b", "\uffff", "\U0001f600"])

    def test_nan_is_no_trouble(self):
        nan = float("nan")
        self.assertEqual(len(sorted([3.0, nan, 1.0, nan, 2.0])), 5)

    def test_stable_large(self):
        rng = random.Random(1)
        pairs = [(rng.randrange(50), i) for i in range(5000)]
        for reverse in (False, True):
            result = sorted(pairs, key=lambda p: p[0], reverse=reverse)
            for (a, i), (b, j) in zip(result, result[1:]):
                self.assertTrue(i < j if a == b else (a > b) == reverse)

    def test_patterns(self):
        makers = (
            lambda i: i,
            lambda i: -i,
            lambda i: i % 7,
            lambda i: (i * 7919) % 1009,
            lambda i: i if i % 100 else -i,
            lambda i: i // 50 * (-1) ** (i // 50),
        )
        for n in (0, 1, 2, 31, 32, 63, 64, 65, 200, 1000, 4097):
            for make in makers:
                items = [make(i) for i in range(n)]
                result = sorted(items)
                self.assertEqual(len(result), n)
                self.assertTrue(all(a <= b for a, b in zip(result, result[1:])))
                wrapped = sorted([[x] for x in items])
                self.assertEqual([w[0] for w in wrapped], result)

    def test_tuples(self):
        items = [(i % 5, -i, "x") for i in range(100)]
        self.assertEqual(sorted(items), sorted(items, key=list))
        self.assertEqual(sorted([(1, 2), (1,), ()]), [(), (1,), (1, 2)])

    def test_comparisons_of_sorted_input(self):
        count = 0

        class Counted(int):
            def __lt__(self, other):
                nonlocal count
                count += 1
                return int(self) < int(other)

        sorted([Counted(i) for i in range(1000)])
        self.assertEqual(count, 999)

    def test_error_leaves_a_permutation(self):
        class Fails(int):
            left = 0

            def __lt__(self, other):
                Fails.left -= 1
                if Fails.left == 0:
                    raise ZeroDivisionError
                return int(self) < int(other)

        for left in (1, 10, 100, 300, 700, 1500):
            Fails.left = left
            items = [Fails((i * 37) % 251) for i in range(251)]
            with self.assertRaises(ZeroDivisionError):
                items.sort()
            self.assertEqual(len(items), 251)
            self.assertEqual(set(map(int, items)), set(range(251)))

    def test_empty_while_sorting(self):
        items = [3, 1, 2]
        lengths = []
        items.sort(key=lambda x: lengths.append(len(items)) or x)
        self.assertEqual((items, lengths), ([1, 2, 3], [0, 0, 0]))

    def test_modified(self):
        items = [3, 1, 2]
        with self.assertRaisesRegex(ValueError, "list modified during sort"):
            items.sort(key=lambda x: items.append(x) or x)
        self.assertEqual(items, [1, 2, 3])

    def test_references(self):
        marks = [object() for _ in range(10)]
        before = [sys.getrefcount(m) for m in marks]
        marks.sort(key=id)
        with self.assertRaises(TypeError):
            marks.sort()
        self.assertEqual([sys.getrefcount(m) for m in marks], before)


class Tuples(unittest.TestCase):
    def test_same_object(self):
        t = (1, 2)
        self.assertIs(t[:], t)
        self.assertIs(t * 1, t)
        self.assertIs(t + (), t)
        self.assertIs(() + t, t)
        self.assertIs(tuple(t), t)

    def test_subclass(self):
        class T(tuple):
            pass

        t = T((1, 2))
        self.assertIs(type(t[:]), tuple)
        self.assertIs(type(t * 1), tuple)
        self.assertIs(type(T(t)), T)
        self.assertEqual(hash(t), hash((1, 2)))
        self.assertEqual(t.__getnewargs__(), ((1, 2),))

    def test_known_hashes(self):
        self.assertEqual(hash(()), 5740354900026072187)
        self.assertEqual(hash((1, 2, 3)), 529344067295497451)

    def test_many_lengths(self):
        for n in range(25):
            for _ in range(3):
                items = tuple(range(n))
                self.assertEqual(list(items), list(range(n)))
                self.assertEqual(hash(items), hash(tuple(range(n))))


if __name__ == "__main__":
    unittest.main()
