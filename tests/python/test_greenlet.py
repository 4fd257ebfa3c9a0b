"""Greenlets: switches from frames and from within native code, parents, errors, the end of a suspended one."""
import asyncio
import contextvars
import functools
import signal
import sys
import threading
import time
import unittest

try:
    import greenlet as module
    from greenlet import GreenletExit, getcurrent, greenlet
except ImportError:
    raise unittest.SkipTest("no greenlet")


class SwitchTests(unittest.TestCase):
    def setUp(self):
        self.main = getcurrent()

    def test_values_of_switches(self):
        def echo(*args, **kwargs):
            given = (args, kwargs)
            while True:
                given = self.main.switch(given)
        g = greenlet(echo)
        self.assertEqual(g.switch(1, 2, k=3), ((1, 2), {"k": 3}))
        self.assertEqual(g.switch(), ())
        self.assertEqual(g.switch(4), 4)
        self.assertEqual(g.switch(4, 5), (4, 5))
        self.assertEqual(g.switch(k=6), {"k": 6})
        self.assertEqual(g.switch(4, k=6), ((4,), {"k": 6}))

    def test_native_code_in_between(self):
        def multiples(n):
            return list(map(lambda i: (self.main.switch((n, i)), n * i)[1], range(3)))
        a, b = greenlet(multiples), greenlet(multiples)
        self.assertEqual([a.switch(2), b.switch(3), a.switch(), b.switch(), b.switch(), a.switch()],
                         [(2, 0), (3, 0), (2, 1), (3, 1), (3, 2), (2, 2)])
        self.assertEqual(a.switch(), [0, 2, 4])
        self.assertEqual(b.switch(), [0, 3, 6])
        self.assertTrue(a.dead and b.dead)

    def test_native_code_switches(self):
        g = greenlet(lambda a, b: self.main.switch(a + b) * 2)
        self.assertEqual(functools.partial(g.switch, 3, b=4)(), 7)
        self.assertEqual(list(map(g.switch, [5])), [10])

    def test_native_code_ends_in_another_order(self):
        def nested(other, value):
            return sorted([2, 1], key=lambda i: (other().switch(), i)[1]) + [value]
        a = greenlet(lambda: nested(lambda: b, "a"))
        b = greenlet(lambda: nested(lambda: a, "b"))
        self.assertEqual(a.switch(), [1, 2, "a"])
        self.assertTrue(bool(b))
        self.assertEqual(b.switch(), [1, 2, "b"])

    def test_result_and_error_go_to_the_parent(self):
        with self.assertRaises(ZeroDivisionError):
            greenlet(lambda: 1 // 0).switch()
        inner = greenlet(lambda: "inner")
        outer = greenlet(lambda: "outer " + inner.switch())
        inner.parent = outer
        self.assertEqual(outer.switch(), "outer inner")

    def test_throw(self):
        def guarded():
            try:
                self.main.switch()
            except ValueError as error:
                return str(error)
        g = greenlet(guarded)
        g.switch()
        self.assertEqual(g.throw(ValueError("thrown")), "thrown")
        g = greenlet(guarded)
        g.switch()
        self.assertIsInstance(g.throw(), GreenletExit)
        with self.assertRaises(KeyError):
            greenlet(guarded).throw(KeyError)

    def test_end_of_a_suspended_one(self):
        ended = []

        def waits():
            try:
                self.main.switch()
            finally:
                ended.append(sys.exception().__class__)
        g = greenlet(waits)
        g.switch()
        del g
        self.assertEqual(ended, [GreenletExit])

    def test_deep(self):
        def deep(n):
            return self.main.switch(n) if n == 0 else deep(n - 1) + 1
        several = [greenlet(deep) for _ in range(20)]
        for g in several:
            g.switch(400)
        self.assertEqual({g.switch(0) for g in several}, {400})

    def test_handled_exceptions_are_apart(self):
        def handles():
            try:
                1 // 0
            except ZeroDivisionError:
                self.main.switch()
                return sys.exception()
        g = greenlet(handles)
        g.switch()
        self.assertIsNone(sys.exception())
        self.assertIsInstance(g.switch(), ZeroDivisionError)

    def test_contexts_are_apart(self):
        variable = contextvars.ContextVar("variable", default=0)

        def sets():
            variable.set(1)
            self.main.switch()
            return variable.get()
        g = greenlet(sets)
        g.switch()
        self.assertEqual((variable.get(), g.switch()), (0, 1))

    def test_trace(self):
        events = []
        module.settrace(lambda event, pair: events.append((event, *(g is self.main for g in pair))))
        g = greenlet(lambda: self.main.switch())
        g.switch()
        g.throw()
        module.settrace(None)
        self.assertEqual(events, [("switch", True, False), ("switch", False, True), ("throw", True, False), ("switch", False, True)])

    def test_other_thread(self):
        g = greenlet(lambda: None)
        outcome = []

        def body():
            try:
                g.switch()
            except module.error as error:
                outcome.append(str(error))
            outcome.append(greenlet(lambda: getcurrent().parent is not self.main).switch())
        thread = threading.Thread(target=body)
        thread.start()
        thread.join()
        self.assertEqual(outcome, ["cannot switch to a different thread", True])

    @unittest.skipUnless(hasattr(signal, "setitimer"), "needs setitimer")
    def test_signals(self):
        def interrupted():
            try:
                signal.setitimer(signal.ITIMER_REAL, 0.1)
                time.sleep(60)
            except InterruptedError:
                return True

        def handler(number, frame):
            raise InterruptedError
        old = signal.signal(signal.SIGALRM, handler)
        try:
            self.assertTrue(greenlet(interrupted).switch())
            g = greenlet(lambda: sorted([1], key=self.main.switch))
            g.switch()
            self.assertTrue(interrupted())
        finally:
            signal.signal(signal.SIGALRM, old)

    def test_in_asyncio(self):
        async def spawn(function):
            g = greenlet(function)
            result = g.switch()
            while not g.dead:
                result = g.switch(await result)
            return result

        def blocking():
            return [getcurrent().parent.switch(asyncio.sleep(0, i)) for i in range(3)]

        async def main():
            return await asyncio.gather(*[spawn(blocking) for _ in range(3)])
        self.assertEqual(asyncio.run(main()), [[0, 1, 2]] * 3)

    def test_parents_and_run(self):
        class Own(greenlet):
            def run(self, x):
                return self.parent.switch(x + 1)
        g = Own()
        self.assertEqual((g.switch(1), g.switch("end"), g.dead), (2, "end", True))
        with self.assertRaises(AttributeError):
            self.main.run
        with self.assertRaises(AttributeError):
            self.main.parent = g
        with self.assertRaises(ValueError):
            child = greenlet()
            child.parent = greenlet(parent=child)


if __name__ == "__main__":
    unittest.main()
