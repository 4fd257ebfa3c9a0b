"""Waits that signals end, ends of threads and of forked children, and where faulthandler says that code is."""
import _thread
import faulthandler
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest


class Waits(unittest.TestCase):
    def setUp(self):
        def handler(number, frame):
            raise ZeroDivisionError

        self.addCleanup(signal.signal, signal.SIGALRM, signal.signal(signal.SIGALRM, handler))
        self.addCleanup(signal.setitimer, signal.ITIMER_REAL, 0)

    def interrupted(self, wait):
        with self.assertRaises(ZeroDivisionError):
            signal.setitimer(signal.ITIMER_REAL, 0.1)
            wait()

    def test_lock(self):
        lock = threading.Lock()
        lock.acquire()
        self.interrupted(lock.acquire)
        self.interrupted(lambda: lock.acquire(timeout=60))

    def test_thread(self):
        end = threading.Event()
        thread = threading.Thread(target=end.wait)
        thread.start()
        self.interrupted(thread.join)
        end.set()
        thread.join()

    def test_handler_that_returns(self):
        seen = []
        signal.signal(signal.SIGALRM, lambda number, frame: seen.append(number))
        lock = threading.Lock()
        lock.acquire()
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        begin, rounds = time.monotonic(), 0
        while not seen and rounds < 200:
            self.assertFalse(lock.acquire(timeout=0.3))
            rounds += 1
        self.assertEqual(seen, [signal.SIGALRM])
        self.assertGreaterEqual(time.monotonic() - begin, 0.3 * rounds)

    def test_signal_to_oneself(self):
        with self.assertRaises(ZeroDivisionError):
            os.kill(os.getpid(), signal.SIGALRM)

    def test_handler_runs_right_after_a_native_function(self):
        numbers = range(5_000_000)
        calls = {
            "positional": lambda: (sum(numbers), len(seen))[1],
            "keywords": lambda: (sum(numbers, start=0), len(seen))[1],
            "unpacked": lambda: (sum(*[numbers]), len(seen))[1],
        }
        for name, call in calls.items():
            with self.subTest(name):
                seen, counts = [], []
                signal.signal(signal.SIGALRM, lambda number, frame: seen.append(number))
                # A busy machine may be late with the signal, but hardly ten times.
                while not any(counts) and len(counts) < 10:
                    seen.clear()
                    signal.setitimer(signal.ITIMER_REAL, 0.001)
                    counts.append(call())
                self.assertTrue(any(counts), counts)

    def test_interrupt_main(self):
        with self.assertRaises(ZeroDivisionError):
            _thread.interrupt_main(signal.SIGALRM)
        self.assertRaises(ValueError, _thread.interrupt_main, -1)


class Ends(unittest.TestCase):
    def test_thread_local_data(self):
        gone = []

        class Noticed:
            def __del__(self):
                gone.append(threading.get_ident())

        local = threading.local()

        def work():
            local.value = Noticed()

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        self.assertEqual(gone, [thread.ident])

    @unittest.skipUnless(hasattr(os, "fork"), "needs os.fork")
    def test_status_of_a_forked_child(self):
        code = "import os, sys\nchild = os.fork()\nif child == 0: sys.exit(7)\nprint(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
        self.assertEqual((done.stdout, done.returncode), ("7\n", 0))


class Faults(unittest.TestCase):
    def written(self, write):
        with tempfile.TemporaryFile() as file:
            write(file)
            file.seek(0)
            return file.read().decode()

    def test_this_thread(self):
        text = self.written(lambda file: faulthandler.dump_traceback(file, all_threads=False))
        self.assertTrue(text.startswith("Stack (most recent call first):\n  File "))
        self.assertIn(" in test_this_thread\n", text)

    def test_all_threads(self):
        end = threading.Event()

        def waiting():
            end.wait()

        thread = threading.Thread(target=waiting)
        thread.start()
        text = self.written(faulthandler.dump_traceback)
        end.set()
        thread.join()
        self.assertRegex(text, r"(?m)^Current thread 0x[0-9a-f]+( \[.*\])? \(most recent call first\):$")
        self.assertIn(" in waiting\n", text)

    def test_later(self):
        def write(file):
            faulthandler.dump_traceback_later(0.1, file=file)
            end = time.monotonic() + 60
            while not os.fstat(file.fileno()).st_size and time.monotonic() < end:
                time.sleep(0.1)
            faulthandler.cancel_dump_traceback_later()

        self.assertRegex(self.written(write), r"^Timeout \(0:00:00\.100000\)!\n")

    def test_signal(self):
        def write(file):
            faulthandler.register(signal.SIGUSR1, file)
            os.kill(os.getpid(), signal.SIGUSR1)
            faulthandler.unregister(signal.SIGUSR1)

        self.assertIn(" in test_signal\n", self.written(write))

    def test_arguments(self):
        self.assertRaises(ValueError, faulthandler.dump_traceback_later, 0)
        self.assertRaises(RuntimeError, faulthandler.register, signal.SIGSEGV)
        self.assertRaises(ValueError, faulthandler.dump_traceback, -1)


if __name__ == "__main__":
    unittest.main()
