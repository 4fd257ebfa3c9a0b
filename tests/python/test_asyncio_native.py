"""The native futures and tasks of asyncio: where they are not what the Python form shows, and what they must not keep alive."""
import asyncio
import contextvars
import gc
import os
import unittest
import weakref


class LoopStub:
    def __init__(self):
        self.scheduled = []
        self.handled = []

    def get_debug(self):
        return False

    def call_soon(self, callback, *args, context=None):
        self.scheduled.append((callback, args))

    def call_exception_handler(self, context):
        self.handled.append(context["message"])

    def run(self):
        while self.scheduled:
            callback, args = self.scheduled.pop(0)
            callback(*args)


class FutureTests(unittest.TestCase):
    def test_uninitialized(self):
        future = asyncio.Future.__new__(asyncio.Future)
        self.assertRaises(asyncio.InvalidStateError, future.result)
        for action in (future.cancel, future.get_loop, lambda: future.set_result(1), lambda: iter(future), lambda: repr(future)):
            self.assertRaises(RuntimeError, action)

    def test_callbacks_in_order(self):
        loop = LoopStub()
        future = asyncio.Future(loop=loop)
        seen = []
        callbacks = [lambda f, n=n: seen.append(n) for n in range(5)]
        for callback in callbacks:
            future.add_done_callback(callback)
        self.assertEqual(future.remove_done_callback(callbacks[0]), 1)
        self.assertEqual(future.remove_done_callback(callbacks[3]), 1)
        future.set_result(None)
        loop.run()
        self.assertEqual(seen, [1, 2, 4])
        self.assertIsNone(future._callbacks)

    def test_exception_never_retrieved(self):
        loop = LoopStub()
        future = asyncio.Future(loop=loop)
        future.set_exception(ValueError("lost"))
        del future
        self.assertEqual(loop.handled, ["Future exception was never retrieved"])

    def test_attributes_of_ones_own(self):
        future = asyncio.Future(loop=LoopStub())
        future.note = 1
        self.assertEqual(future.note, 1)


class TaskTests(unittest.TestCase):
    def test_nothing_is_kept(self):
        class Result:
            pass

        async def work():
            await asyncio.sleep(0)
            return Result()

        async def main():
            task = asyncio.create_task(work())
            references = weakref.ref(task), weakref.ref(await task)
            del task
            return references
        gc.collect()
        gc.disable()
        try:
            self.assertEqual([reference() for reference in asyncio.run(main())], [None, None])
        finally:
            gc.enable()

    def test_destroyed_pending(self):
        loop = LoopStub()

        async def work():
            pass
        coroutine = work()
        asyncio.Task(coroutine, loop=loop)
        coroutine.close()
        loop.scheduled.clear()
        self.assertEqual(loop.handled, ["Task was destroyed but it is pending!"])

    def test_eager_start(self):
        async def work(seen):
            seen.append(asyncio.current_task())
            await asyncio.sleep(0)
            return "done"

        async def main():
            seen = []
            task = asyncio.Task(work(seen), loop=asyncio.get_running_loop(), eager_start=True)
            self.assertEqual(seen, [task])
            self.assertIsNot(asyncio.current_task(), task)
            return await task
        self.assertEqual(asyncio.run(main()), "done")

    @unittest.skipUnless(hasattr(os, "fork"), "needs fork")
    def test_child_of_a_fork_has_no_loop(self):
        async def main():
            pid = os.fork()
            if pid == 0:
                os._exit(0 if asyncio._get_running_loop() is None else 1)
            return os.waitpid(pid, 0)[1]
        self.assertEqual(asyncio.run(main()), 0)


class ContextTests(unittest.TestCase):
    def test_copies_are_apart(self):
        variable = contextvars.ContextVar("variable")
        first = contextvars.copy_context()
        second = first.copy()
        first.run(variable.set, 1)
        third = first.copy()
        first.run(variable.set, 2)
        second.run(variable.set, 3)
        self.assertEqual([c.get(variable) for c in (first, second, third)], [2, 3, 1])
        self.assertNotEqual(first, third)


if __name__ == "__main__":
    unittest.main()
