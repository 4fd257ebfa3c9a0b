"""What is left when a process of a pool, or the process that has the pool, dies or is interrupted."""
import concurrent.futures
import contextlib
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
import unittest
from concurrent.futures.process import BrokenProcessPool

LIMIT = 60
METHODS = multiprocessing.get_all_start_methods()

PROGRAM = """
    import concurrent.futures, multiprocessing, os, signal, sys, time
    from multiprocessing.shared_memory import SharedMemory

    def work(seconds):
        time.sleep(seconds)
        return sum(range(1000))

    def take(lock):
        lock.acquire()

    def killed(context):
        pool = context.Pool(2)
        memory = SharedMemory(create=True, size=100)
        print(memory.name, flush=True)
        pool.map(work, [0.01] * 4)
        pool.apply_async(work, (1,))
        os.kill(os.getpid(), signal.SIGKILL)

    def failed(context):
        with concurrent.futures.ProcessPoolExecutor(2, mp_context=context) as pool:
            memory = SharedMemory(create=True, size=100)
            print(memory.name, flush=True)
            pool.submit(work, 1)
            raise SystemExit(3)

    def wait_for_pool(context):
        with context.Pool(2) as pool:
            pool.map(work, [0.01] * 4)
            print("ready", flush=True)
            pool.map(work, [100] * 2)

    def wait_for_executor(context):
        with concurrent.futures.ProcessPoolExecutor(2, mp_context=context) as pool:
            list(pool.map(work, [0.01] * 4))
            print("ready", flush=True)
            pool.submit(work, 100).result()

    def wait_for_process(context):
        process = context.Process(target=work, args=(100,))
        process.start()
        print("ready", flush=True)
        process.join()

    def wait_for_queue(context):
        queue = context.Queue()
        process = context.Process(target=queue.get)
        process.start()
        print("ready", flush=True)
        context.Queue().get()

    def wait_for_lock(context):
        lock = context.Lock()
        lock.acquire()
        process = context.Process(target=take, args=(lock,))
        process.start()
        print("ready", flush=True)
        lock.acquire()

    if __name__ == "__main__":
        globals()[sys.argv[1]](multiprocessing.get_context(sys.argv[2]))
    """


def nap(seconds):
    time.sleep(seconds)


def wait_until(condition):
    end = time.monotonic() + LIMIT / 2
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return condition()


def session(leader):
    """The processes of a session that run."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat") as status:
                state, _, _, number = status.read().rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(number) == leader and state != "Z":
            found.append(int(name))
    return found


class Workers(unittest.TestCase):
    def test_killed_in_mid_task(self):
        for method in METHODS:
            with self.subTest(method):
                with concurrent.futures.ProcessPoolExecutor(2, mp_context=multiprocessing.get_context(method)) as pool:
                    future = pool.submit(nap, LIMIT)
                    self.assertTrue(wait_until(lambda: future.running() and pool._processes))
                    os.kill(next(iter(pool._processes)), signal.SIGKILL)
                    with self.assertRaises(BrokenProcessPool):
                        future.result(LIMIT)
                    with self.assertRaises(BrokenProcessPool):
                        pool.submit(nap, 0)


@unittest.skipUnless(os.path.isdir("/proc/self"), "asks /proc which processes are left")
class Parents(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.path = os.path.join(folder.name, "program.py")
        with open(cls.path, "w") as program:
            program.write(textwrap.dedent(PROGRAM))

    def start(self, *arguments):
        """The program in a session of its own; what it leaves is killed."""
        process = subprocess.Popen(
            [sys.executable, self.path, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(self.end, process)
        return process

    def end(self, process):
        for left in session(process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(left, signal.SIGKILL)
        process.wait(LIMIT)

    def interrupt(self, process):
        """Again after a while: an interrupt just when a process has got a semaphore ends it with the semaphore taken, in CPython as well."""
        for _ in range(6):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                return process.wait(LIMIT / 3)
        self.fail("goes on after six interrupts")

    def assert_nothing_left(self, process):
        self.assertTrue(wait_until(lambda: not session(process.pid)), session(process.pid))

    def test_one_that_is_killed_leaves_nothing(self):
        for method in METHODS:
            with self.subTest(method):
                process = self.start("killed", method)
                self.assertEqual(process.wait(LIMIT), -signal.SIGKILL)
                self.assert_nothing_left(process)
                self.assertFalse(os.path.exists(f"/dev/shm/{process.stdout.read().strip()}"))

    def test_one_that_fails_leaves_nothing(self):
        for method in METHODS:
            with self.subTest(method):
                process = self.start("failed", method)
                self.assertEqual(process.wait(LIMIT), 3)
                self.assert_nothing_left(process)
                self.assertFalse(os.path.exists(f"/dev/shm/{process.stdout.read().strip()}"))

    def test_interrupted_while_it_waits(self):
        """Ctrl-C goes to all processes of a terminal."""
        for method in METHODS:
            for wait in ("pool", "executor", "process", "queue", "lock"):
                with self.subTest(method, wait=wait):
                    process = self.start("wait_for_" + wait, method)
                    self.assertEqual(process.stdout.readline(), "ready\n")
                    time.sleep(0.1)
                    self.assertNotEqual(self.interrupt(process), 0)
                    self.assert_nothing_left(process)

    def test_terminated_while_it_waits(self):
        for method in METHODS:
            with self.subTest(method):
                process = self.start("wait_for_pool", method)
                self.assertEqual(process.stdout.readline(), "ready\n")
                process.terminate()
                self.assertEqual(process.wait(LIMIT), -signal.SIGTERM)
                # The others may have noticed already.
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGTERM)
                self.assert_nothing_left(process)

    def test_signals_at_any_moment_of_a_start(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            for moment in range(8):
                with self.subTest(number=number, moment=moment):
                    process = subprocess.Popen([sys.executable, "-c", "import json\nwhile True: pass"], stderr=subprocess.DEVNULL)
                    time.sleep(0.02 * moment)
                    process.send_signal(number)
                    # 1: it came while the start imported something.
                    self.assertIn(process.wait(LIMIT), (-number, 1))


if __name__ == "__main__":
    unittest.main()
