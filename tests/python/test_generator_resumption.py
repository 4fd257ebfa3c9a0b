"""Generators resumed by loops, by next() and send(), by delegation, and by built-in functions that drain them."""

import sys
import unittest
import weakref


def count(n):
    for i in range(n):
        yield i


class CalledTest(unittest.TestCase):
    def test_next_and_send(self):
        def echo():
            got = yield "first"
            while got:
                got = yield got
            return "end"

        generator = echo()
        self.assertEqual(next(generator), "first")
        self.assertEqual(generator.send(1), 1)
        self.assertEqual(type(generator).send(generator, 2), 2)
        self.assertIsNone(generator.gi_frame.f_back)
        with self.assertRaises(StopIteration) as caught:
            next(generator)
        self.assertEqual(caught.exception.value, "end")
        with self.assertRaises(StopIteration) as caught:
            next(generator)
        self.assertIsNone(caught.exception.value)

    def test_first_value_must_be_none(self):
        with self.assertRaisesRegex(TypeError, "can't send non-None value to a just-started generator"):
            count(1).send(1)

    def test_error_passes_through(self):
        def fails():
            yield 1
            raise KeyError("inside")

        generator = fails()
        next(generator)
        try:
            next(generator)
        except KeyError as error:
            self.assertEqual(error.__traceback__.tb_next.tb_frame.f_code.co_name, "fails")
        else:
            self.fail("not raised")

    def test_only_reference_is_the_argument(self):
        ended = []

        def noisy():
            try:
                yield 1
            finally:
                ended.append(True)

        self.assertEqual(next(noisy()), 1)
        self.assertEqual(ended, [True])

    def test_handled_exception_is_the_generators_own(self):
        def handles():
            try:
                raise ValueError
            except ValueError:
                yield sys.exception()
            yield sys.exception()

        generator = handles()
        try:
            raise KeyError
        except KeyError as outer:
            self.assertIsInstance(next(generator), ValueError)
            self.assertIs(sys.exception(), outer)
            self.assertIs(next(generator), outer)
        self.assertIsNone(sys.exception())


class DrainedTest(unittest.TestCase):
    def test_items_of_any_kind(self):
        self.assertEqual(sum(x for x in (1, 2.5, True, 2j)), 4.5 + 2j)
        self.assertEqual(sum((x for x in ([1], [2])), []), [1, 2])
        self.assertEqual(sum(x for x in (2**62, 2**62, 2**62)), 3 * 2**62)
        self.assertEqual(list(c * 2 for c in "abc"), ["aa", "bb", "cc"])
        self.assertEqual("".join(c for c in "abc"), "abc")
        self.assertTrue(any(x for x in (0, 0.0, "", "x")))
        self.assertFalse(all(x for x in (1, True, [], 1)))

    def test_rest_stays_in_the_generator(self):
        generator = count(10)
        self.assertTrue(any(x > 2 for x in generator))
        self.assertEqual(list(generator), [4, 5, 6, 7, 8, 9])

    def test_draining_itself(self):
        def selfish():
            yield 1
            with self.assertRaisesRegex(ValueError, "already executing"):
                list(generator)
            yield 2

        generator = selfish()
        self.assertEqual(list(generator), [1, 2])

    def test_error_keeps_what_came_before(self):
        def fails():
            yield 1
            yield 2
            raise KeyError

        items = [0]
        with self.assertRaises(KeyError):
            items.extend(fails())
        self.assertEqual(items, [0, 1, 2])


class DelegationTest(unittest.TestCase):
    def delegate(self, depth):
        if depth:
            return (yield from self.delegate(depth - 1)), depth
        sent = []
        while len(sent) < 3:
            sent.append((yield len(sent)))
        return sent

    def test_values_pass_through_the_levels(self):
        generator = self.delegate(3)
        self.assertEqual([next(generator), generator.send("a"), next(generator)], [0, 1, 2])
        self.assertFalse(generator.gi_yieldfrom.gi_running)
        with self.assertRaises(StopIteration) as caught:
            generator.send("b")
        self.assertEqual(caught.exception.value, ((((["a", None, "b"]), 1), 2), 3))

    def test_inner_level_can_be_resumed_itself(self):
        inner = count(4)

        def outer():
            yield from inner

        generator = outer()
        self.assertEqual([next(generator), next(inner), next(generator)], [0, 1, 2])
        self.assertEqual(list(generator), [3])


class ReuseTest(unittest.TestCase):
    """Objects that take the place of dead ones begin anew."""

    async def failing(self, value):
        try:
            raise ValueError(value)
        except ValueError:
            return await self.plain(value)

    async def plain(self, value):
        return value

    def run_to_end(self, coroutine):
        with self.assertRaises(StopIteration) as caught:
            coroutine.send(None)
        return caught.exception.value

    def test_names_and_state(self):
        for _ in range(3):
            self.assertEqual(self.run_to_end(self.failing(1)), 1)
            coroutine = self.plain(2)
            self.assertEqual((coroutine.__name__, coroutine.cr_running, coroutine.cr_await), ("plain", False, None))
            coroutine.__name__ = "other"
            self.assertEqual(self.run_to_end(coroutine), 2)
            with self.assertRaises(RuntimeError):
                coroutine.send(None)

    def test_weak_references(self):
        died = []
        for i in range(3):
            coroutine = self.plain(i)
            reference = weakref.ref(coroutine, lambda _, i=i: died.append(i))
            self.run_to_end(coroutine)
            self.assertIs(reference(), coroutine)
            del coroutine
            self.assertIsNone(reference())
        self.assertEqual(died, [0, 1, 2])

    def test_each_one_is_finalized(self):
        closed = []

        def generator(i):
            try:
                yield i
            finally:
                closed.append(i)

        for i in range(3):
            made = generator(i)
            next(made)
            del made
            with self.assertWarnsRegex(RuntimeWarning, "ReuseTest.plain' was never awaited"):
                self.plain(i)
        self.assertEqual(closed, [0, 1, 2])

    def test_unset_variables_stay_unset(self):
        def wide():
            yield [1, 2, 3, (yield 4)], (yield 5)

        def narrow():
            if False:
                unset = 1
            yield 1
            yield unset

        for _ in range(3):
            self.assertEqual(list(wide()), [4, 5, ([1, 2, 3, None], None)])
            generator = narrow()
            next(generator)
            with self.assertRaises(UnboundLocalError):
                next(generator)


if __name__ == "__main__":
    unittest.main()
