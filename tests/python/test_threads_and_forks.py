import _thread
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
import unittest
import warnings

LIMIT = 100


def run(code, *options, **more):
    return subprocess.run([sys.executable, *options, "-c", textwrap.dedent(code)], capture_output=True, text=True, timeout=LIMIT, **more)


def wait_until(condition):
    end = time.monotonic() + LIMIT / 2
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return condition()


class Threads(unittest.TestCase):
    def test_a_thousand(self):
        seen = []
        threads = [threading.Thread(target=seen.append, args=(n,)) for n in range(1000)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(seen), list(range(1000)))

    def test_a_lock_goes_to_who_has_waited(self):
        lock, counts = threading.Lock(), [0, 0]
        end = time.monotonic() + LIMIT / 2

        def work(place):
            while min(counts) < 10 and time.monotonic() < end:
                with lock:
                    counts[place] += 1

        threads = [threading.Thread(target=work, args=(place,)) for place in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertGreaterEqual(min(counts), 10, counts)

    def test_timeouts(self):
        lock = threading.Lock()
        lock.acquire()
        for timeout in (0, 0.001, 0.05):
            started = time.monotonic()
            self.assertFalse(lock.acquire(timeout=timeout))
            self.assertGreaterEqual(time.monotonic() - started, timeout)
        with self.assertRaises(OverflowError):
            lock.acquire(timeout=_thread.TIMEOUT_MAX * 2)

    def test_switch_interval(self):
        self.addCleanup(sys.setswitchinterval, sys.getswitchinterval())
        for interval in (1e-6, 0.005, 1.5):
            sys.setswitchinterval(interval)
            self.assertAlmostEqual(sys.getswitchinterval(), interval)
        with self.assertRaises(ValueError):
            sys.setswitchinterval(0)


@unittest.skipUnless(hasattr(os, "fork"), "no fork")
class Forks(unittest.TestCase):
    def test_a_child_handles_signals_and_dies_of_defaults(self):
        child = os.fork()
        if child == 0:
            try:
                seen = []
                signal.signal(signal.SIGHUP, lambda number, frame: seen.append(number))
                os.kill(os.getpid(), signal.SIGHUP)
                wait_until(lambda: seen)
                signal.signal(signal.SIGHUP, signal.SIG_DFL)
                if seen:
                    os.kill(os.getpid(), signal.SIGHUP)
            finally:
                os._exit(1)
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), -signal.SIGHUP)

    def setUp(self):
        catch = warnings.catch_warnings()
        catch.__enter__()
        self.addCleanup(catch.__exit__, None, None, None)
        warnings.simplefilter("ignore", DeprecationWarning)

    def in_child(self, function):
        """The exit status of a child that calls a function: 0 where it returned true."""
        pid = os.fork()
        if pid == 0:
            try:
                os._exit(0 if function() else 1)
            finally:
                os._exit(2)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

    def test_the_child_has_one_thread_and_can_start_more(self):
        stop = threading.Event()
        others = [threading.Thread(target=stop.wait) for _ in range(3)]
        for other in others:
            other.start()

        def check():
            seen = []
            thread = threading.Thread(target=seen.append, args=(1,))
            thread.start()
            thread.join()
            return seen == [1] and threading.active_count() == 1 and not any(other.is_alive() for other in others)

        try:
            for _ in range(5):
                self.assertEqual(self.in_child(check), 0)
        finally:
            stop.set()
            for other in others:
                other.join()

    def test_a_thread_that_forks_is_the_main_one_of_the_child(self):
        results = []

        def fork():
            results.append(self.in_child(lambda: threading.main_thread() is threading.current_thread()))

        thread = threading.Thread(target=fork)
        thread.start()
        thread.join()
        self.assertEqual(results, [0])

    def test_locks_of_the_library_are_free_in_the_child(self):
        held, stop = threading.Event(), threading.Event()

        def hold():
            with threading._active_limbo_lock:
                held.set()
                stop.wait()

        holder = threading.Thread(target=hold)
        holder.start()
        held.wait()
        try:
            self.assertEqual(self.in_child(lambda: threading.active_count() == 1), 0)
        finally:
            stop.set()
            holder.join()

    def test_a_thread_that_blocks_signals_protects_nobody_else(self):
        process = run("""
            import os, signal, threading
            blocked = threading.Event()

            def block():
                signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
                blocked.set()
                threading.Event().wait()

            threading.Thread(target=block, daemon=True).start()
            blocked.wait()
            for number in range(2):
                pid = os.fork()
                if not pid:
                    if number:
                        os.kill(os.getpid(), signal.SIGTERM)
                    signal.pause()
                os.kill(pid, signal.SIGTERM)
                print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
            os.kill(os.getpid(), signal.SIGTERM)
            signal.pause()
            """)
        self.assertEqual((process.stdout, process.returncode), ("-15\n-15\n", -signal.SIGTERM), process.stderr)

    def test_registered_functions(self):
        process = run("""
            import os
            seen = []
            for n in range(2):
                os.register_at_fork(before=lambda n=n: seen.append(f"before{n}"),
                                    after_in_parent=lambda n=n: seen.append(f"parent{n}"),
                                    after_in_child=lambda n=n: seen.append(f"child{n}"))
            pid = os.fork()
            if pid:
                os.waitpid(pid, 0)
            print(seen, flush=True)
            if not pid:
                os._exit(0)
            """)
        self.assertEqual(process.stdout.splitlines(), [
            "['before1', 'before0', 'child0', 'child1']", "['before1', 'before0', 'parent0', 'parent1']"], process.stderr)


class Interruptions(unittest.TestCase):
    CODE = """
        import os, queue, select, threading, time
        lock = threading.Lock()
        lock.acquire()
        sleeper = threading.Thread(target=time.sleep, args=(1000,), daemon=True)
        sleeper.start()
        here, there = os.pipe()

        def busy():
            while True:
                pass

        for wait in (lock.acquire, threading.Event().wait, queue.SimpleQueue().get, queue.Queue().get, sleeper.join,
                     lambda: time.sleep(1000), lambda: os.read(here, 1), lambda: select.select([here], [], []), busy):
            try:
                print("ready", flush=True)
                wait()
            except KeyboardInterrupt:
                pass
        print("end", flush=True)
        lock.acquire()
        """

    @unittest.skipIf(sys.platform == "win32", "signals")
    def test_signals_end_every_wait(self):
        process = subprocess.Popen([sys.executable, "-c", textwrap.dedent(self.CODE)], stdout=subprocess.PIPE)
        with process:
            for _ in range(9):
                self.assertEqual(process.stdout.readline(), b"ready\n")
                time.sleep(0.05)
                process.send_signal(signal.SIGINT)
            self.assertEqual(process.stdout.readline(), b"end\n")
            process.terminate()
            self.assertEqual(process.wait(LIMIT), -signal.SIGTERM)


@unittest.skipUnless(sys.implementation.name == "krait", "an option of krait")
class Deadlocks(unittest.TestCase):
    CODE = """
        import threading
        first, second = threading.Lock(), threading.Lock()
        barrier = threading.Barrier(2)

        def work(mine, other):
            with mine:
                barrier.wait()
                with other:
                    pass

        threads = [threading.Thread(target=work, args=pair, name=name, daemon=True)
                   for name, pair in (("one", (first, second)), ("two", (second, first)))]
        for thread in threads:
            thread.start()
        try:
            for thread in threads:
                thread.join()
        except RuntimeError as error:
            print(error)
        """

    def test_the_cycle_is_reported(self):
        process = run(self.CODE, "-X", "deadlock")
        self.assertIn(process.stdout, ("deadlock: one -> two -> one\n", "deadlock: two -> one -> two\n"), process.stderr)
        for part in ("one waits for <locked _thread.lock object at", "which two has", 'File "<string>", line 9, in work', "line 7, in work"):
            self.assertIn(part, process.stderr)

    def test_a_lock_taken_twice(self):
        process = run("""
            import threading
            lock = threading.Lock()
            lock.acquire()
            try:
                lock.acquire()
            except RuntimeError as error:
                print(error)
            """, "-X", "deadlock")
        self.assertEqual(process.stdout, "deadlock: MainThread -> MainThread\n", process.stderr)

    def test_the_last_thread_that_could_go_on_ends(self):
        process = run("import threading, time\nthreading.Thread(target=time.sleep, args=(0.3,)).start()" + textwrap.dedent(self.CODE), "-X", "deadlock")
        self.assertIn(process.stdout, ("deadlock: one -> two -> one\n", "deadlock: two -> one -> two\n"), process.stderr)

    def test_a_lock_that_a_handler_releases_is_no_deadlock(self):
        process = run("""
            import signal, threading
            lock = threading.Lock()
            lock.acquire()
            signal.signal(signal.SIGALRM, lambda *_: lock.release())
            signal.setitimer(signal.ITIMER_REAL, 0.2)
            lock.acquire()
            print("done")
            """, "-X", "deadlock")
        self.assertEqual((process.stdout, process.stderr), ("done\n", ""))

    def test_waiting_for_a_signal_is_no_deadlock(self):
        process = run("""
            import signal, threading
            event = threading.Event()
            signal.signal(signal.SIGALRM, lambda *_: event.set())
            signal.setitimer(signal.ITIMER_REAL, 0.2)
            event.wait()
            print("done")
            """, "-X", "deadlock")
        self.assertEqual((process.stdout, process.stderr), ("done\n", ""))


if __name__ == "__main__":
    unittest.main()
