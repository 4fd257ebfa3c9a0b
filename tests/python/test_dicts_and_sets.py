"""Dicts, their views, and sets: what CPython's own tests leave open."""
import sys
import unittest

# The order follows from the layout of the table.
ORDERS = [
    [8, 16, 0, 1],
    [65, 33, 2, 1, 97],
    [10, 13, 16, 400, 20, 23, 26, 37, 40, 43, 300, 47, 50, 53, 67, 70, 200, 74, 77, 80, 94, 97],
]


class Noisy:
    """Compares by a function; all have one hash."""

    def __init__(self, equal):
        self.equal = equal

    def __eq__(self, other):
        return self.equal(self, other)

    def __hash__(self):
        return 1


class Dicts(unittest.TestCase):
    def test_sizes(self):
        def sizes(make):
            return [sys.getsizeof(make(n)) for n in (0, 1, 5, 6, 10, 11, 21, 22, 43, 86, 171, 342)]

        self.assertEqual(
            sizes(lambda n: {i: i for i in range(n)}),
            [64, 224, 224, 352, 352, 632, 632, 1168, 2264, 4688, 9304, 18512])
        self.assertEqual(
            sizes(lambda n: {str(i): i for i in range(n)}),
            [64, 184, 184, 272, 272, 464, 464, 832, 1584, 3328, 6576, 13056])

    def test_pop_of_empty_does_not_hash(self):
        self.assertEqual({}.pop([], 5), 5)

    def test_numbers_as_keys(self):
        d = {1: "a", 2: "b", -1: "c", -2: "d", 2**61 - 1: "e", 0: "f", 2**80: "g"}
        self.assertEqual([d[True], d[2.0], d[-1], d[-2], d[2**61 - 1], d[False], d[2.0**80]], list("abcdefg"))
        self.assertEqual(len(d), 7)

    def test_lookup_that_changes_the_dict(self):
        d = {}
        d[Noisy(lambda a, b: d.clear() or False)] = 1
        self.assertIsNone(d.get(Noisy(lambda a, b: False)))
        self.assertEqual(d, {})

    def test_order_after_deletion(self):
        d = dict.fromkeys(range(20))
        for i in range(0, 20, 2):
            del d[i]
        d[0] = 1
        self.assertEqual(list(d), list(range(1, 20, 2)) + [0])
        self.assertEqual(list(d.copy()), list(d))
        self.assertEqual(list(reversed(d)), list(d)[::-1])
        self.assertEqual(list(reversed(d.items())), list(d.items())[::-1])

    def test_iterators_notice(self):
        d = {1: 1, 2: 2}
        it = iter(d.items())
        next(it)
        d[3] = 3
        for _ in range(2):
            with self.assertRaisesRegex(RuntimeError, "dictionary changed size during iteration"):
                next(it)
        with self.assertRaisesRegex(RuntimeError, "dictionary keys changed during iteration"):
            d = {0: 0}
            for k in d:
                del d[0]
                d[0] = 0

    def test_views(self):
        d = {"a": 1, "b": []}
        self.assertEqual(repr(d.items()), "dict_items([('a', 1), ('b', [])])")
        self.assertEqual(d.items() ^ {"a": 2, "b": []}.items(), {("a", 1), ("a", 2)})
        self.assertEqual(["a", "c"] - d.keys(), {"c"})
        self.assertEqual(["a", "c"] & d.keys(), {"a"})
        self.assertTrue(d.keys() >= {"a"})
        self.assertIn(("b", []), d.items())
        self.assertEqual(dict(d.keys().mapping), d)

    def test_update_while_comparing(self):
        class Key(int):
            def __eq__(self, other):
                source[len(source) + 10] = None
                return False

            __hash__ = int.__hash__

        source = {1: 1}
        target = {Key(1): 2}
        with self.assertRaisesRegex(RuntimeError, "dict mutated during update"):
            target.update(source)

    def test_missing(self):
        class D(dict):
            def __missing__(self, key):
                return ("missing", key)

        d = D(a=1)
        self.assertEqual((d["a"], d["b"], d.get("b")), (1, ("missing", "b"), None))

    def test_fromkeys_of_subclass(self):
        class D(dict):
            def __setitem__(self, key, value):
                super().__setitem__(key, (value,))

        self.assertEqual(D.fromkeys("ab", 1), {"a": (1,), "b": (1,)})

    def test_old_value_sees_the_new_one(self):
        seen = []

        class Watcher:
            def __del__(self):
                seen.append(d["k"])

        d = {"k": Watcher()}
        d["k"] = 2
        self.assertEqual(seen, [2])

    def test_iterator_keeps_what_is_left(self):
        it = iter({1: 1, 2: 2, 3: 3})
        next(it)
        rebuild, (left,) = it.__reduce__()
        self.assertEqual((rebuild, left, list(it)), (iter, [2, 3], [2, 3]))


class Sets(unittest.TestCase):
    def test_sizes(self):
        for make in (set, frozenset):
            sizes = [sys.getsizeof(make(range(n))) for n in (0, 4, 5, 18, 19, 76, 77)]
            self.assertEqual(sizes, [216, 216, 728, 728, 2264, 2264, 8408])

    def test_order_of_ints(self):
        self.assertEqual(list({8, 16, 0, 1}), ORDERS[0])
        self.assertEqual(list(set([33, 1, 65, 2, 97])), ORDERS[1])
        s = set(range(20))
        self.assertEqual([s.pop() for _ in range(5)], [0, 1, 2, 3, 4])
        s = {i * 37 % 101 for i in range(30)}
        s -= set(range(0, 101, 3))
        s |= {200, 300, 400}
        self.assertEqual(list(s), ORDERS[2])

    def test_set_as_key(self):
        s = {frozenset({1, 2}), 3}
        self.assertIn({1, 2}, s)
        s.remove({1, 2})
        s.discard({7})
        self.assertEqual(s, {3})
        with self.assertRaises(KeyError) as caught:
            s.remove({1})
        self.assertEqual(caught.exception.args, ({1},))

    def test_result_types(self):
        class S(set):
            pass

        class F(frozenset):
            pass

        self.assertIs(type(S([1]) | {2}), set)
        self.assertIs(type(F([1]) | {2}), frozenset)
        self.assertIs(type({1} | F([2])), set)
        self.assertIs(type(S([1]).copy()), set)
        f = frozenset([1])
        self.assertIs(f.copy(), f)
        self.assertIs(frozenset(f), f)

    def test_frozen_hash(self):
        self.assertEqual(hash(frozenset()), 133146708735736)
        self.assertEqual(hash(frozenset([1, 2, 3])), -272375401224217160)
        self.assertEqual(hash(frozenset(range(50))), hash(frozenset(reversed(range(50)))))

    def test_iterator_notices(self):
        s = {1, 2}
        it = iter(s)
        next(it)
        s.add(3)
        with self.assertRaisesRegex(RuntimeError, "Set changed size during iteration"):
            next(it)

    def test_inplace_with_itself(self):
        s = {1, 2}
        s ^= s
        self.assertEqual(s, set())
        s = {1, 2}
        s -= s
        self.assertEqual(s, set())

    def test_clearing_eq(self):
        s = set()
        s.add(Noisy(lambda a, b: s.clear() or False))
        self.assertNotIn(Noisy(lambda a, b: False), s)


class Unhashable(unittest.TestCase):
    @unittest.skipIf(sys.version_info < (3, 14), "worded so since 3.14")
    def test_messages(self):
        key = r"cannot use 'list' as a dict key \(unhashable type: 'list'\)"
        element = r"cannot use 'list' as a set element \(unhashable type: 'list'\)"
        for action in (
            lambda: {[]: 1},
            lambda: {}.get([]),
            lambda: {1: 1}.pop([]),
            lambda: {}.__contains__([]),
            lambda: dict.fromkeys([[]]),
        ):
            self.assertRaisesRegex(TypeError, key, action)
        for action in (
            lambda: {[]},
            lambda: [] in set(),
            lambda: set().discard([]),
            lambda: set([[]]),
            lambda: set().difference([[]]),
        ):
            self.assertRaisesRegex(TypeError, element, action)
        self.assertRaisesRegex(TypeError, "^unhashable type: 'list'$", lambda: hash(([],)))


if __name__ == "__main__":
    unittest.main()
