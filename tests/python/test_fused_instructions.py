"""The interpreter does frequent sequences of instructions in one step: every operand type must come out right, before and after it has learned."""
import unittest


def add_local(a, b):
    c = a + b
    return c


def divide_in_loop(values):
    total, count, results = 0.0, 0, []
    for value in values:
        total += value
        count += 1
        result = total / count
        results.append(result)
    return results


def subtract_constant(a):
    b = a - 3
    return b


def compare(a, b):
    found = []
    if a < b:
        found.append("<")
    if a == b:
        found.append("==")
    if not a > b:
        found.append("not >")
    if a != 5:
        found.append("!= 5")
    return found


class Sequences(unittest.TestCase):
    def test_two_locals(self):
        pairs = [(1, 2, 3), (1, 2.5, 3.5), (2.5, 1, 3.5), (1.5, 2.5, 4.0), ("a", "b", "ab"), ([1], [2], [1, 2]), (2**70, 1, 2**70 + 1),
                 (2**63 - 1, 1, 2**63), (True, 1, 2)]
        for a, b, expected in pairs * 30:
            self.assertEqual(add_local(a, b), expected)
            self.assertIs(type(add_local(a, b)), type(expected))

    def test_mixed_accumulation(self):
        self.assertEqual(divide_in_loop([10, 20.0, 60]), [10.0, 15.0, 30.0])

    def test_constant(self):
        for a, expected in [(10, 7), (1.5, -1.5), (2**70, 2**70 - 3), (-2**63, -2**63 - 3), (3 + 0j, 0j)] * 30:
            self.assertEqual(subtract_constant(a), expected)
        with self.assertRaises(TypeError):
            subtract_constant("a")

    def test_comparisons(self):
        nan = float("nan")
        for a, b, expected in [(1, 2, ["<", "not >", "!= 5"]), (2.5, 1, ["!= 5"]), (nan, nan, ["not >", "!= 5"]), (5, 5.0, ["==", "not >"]),
                               ("a", "b", ["<", "not >", "!= 5"]), ("a", "a", ["==", "not >", "!= 5"]), (2**70, 5, ["!= 5"])] * 30:
            self.assertEqual(compare(a, b), expected)

    def test_values_are_not_shared(self):
        kept = []
        i = 1000
        while i < 1010:
            kept.append(i)
            i += 1
        self.assertEqual(kept, list(range(1000, 1010)))
        kept = []
        for j in range(1000, 1010):
            kept.append(j)
            j += 5000
        self.assertEqual(kept, list(range(1000, 1010)))

    def test_pairs(self):
        for pairs in ({1: 2, 3: 4}.items(), [(1, 2), (3, 4)], zip([1, 3], (2, 4)), [[1, 2], [3, 4]], ["ab", "cd"], enumerate("xy")):
            expected = [tuple(pair) for pair in list(pairs)] if not hasattr(pairs, "__next__") else None
            got = []
            for a, b in pairs:
                got.append((a, b))
            if expected is not None:
                self.assertEqual(got, expected)
            else:
                self.assertEqual(len(got), 2)
        with self.assertRaises(ValueError):
            for a, b in [(1, 2), (1, 2, 3)]:
                pass

    def test_missing(self):
        for _ in range(100):
            with self.assertRaisesRegex(AttributeError, "'NoneType' object has no attribute 'missing'"):
                None.missing
            with self.assertRaises(KeyError):
                {}["missing"]
            with self.assertRaises(UnboundLocalError):
                del _
                _


class Slotted:
    __slots__ = ("a", "b")


class Plain:
    pass


class Attributes(unittest.TestCase):
    def test_slots(self):
        for _ in range(60):
            thing = Slotted()
            with self.assertRaises(AttributeError):
                thing.b
            thing.b = 2
            thing.a = 1
            self.assertEqual((thing.a, thing.b), (1, 2))
            del thing.a
            with self.assertRaises(AttributeError):
                thing.a

    def test_order(self):
        for first, second in [("x", "y"), ("y", "x")] * 40:
            thing = Plain()
            setattr(thing, first, 1)
            thing.x = thing.y = 3
            self.assertEqual(list(vars(thing)), [first, second])


class ResumingInTheLoop(unittest.TestCase):
    def test_next_refuses_coroutines(self):
        async def coroutine():
            pass
        made = coroutine()
        for _ in range(3):
            with self.assertRaises(TypeError):
                next(made)
        made.close()

    def test_bound_send_of_a_generator(self):
        def echo():
            value = None
            while True:
                value = yield value
        receiver, value = echo(), echo()
        next(receiver)
        send = receiver.send
        for _ in range(3):
            self.assertIs(send(value), value)


if __name__ == "__main__":
    unittest.main()
