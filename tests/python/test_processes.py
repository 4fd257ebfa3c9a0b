import os
import signal
import subprocess
import sys
import tempfile
import unittest
import zipfile


def run(*arguments):
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, timeout=100)


class InterruptTests(unittest.TestCase):
    @unittest.skipIf(sys.platform == "win32", "ends by a signal")
    def test_nobody_catches_it(self):
        process = run("-c", "raise KeyboardInterrupt")
        self.assertEqual(process.returncode, -signal.SIGINT)
        self.assertTrue(process.stderr.endswith("\nKeyboardInterrupt\n"), process.stderr)

    def test_a_signal_to_oneself_has_arrived_at_the_return(self):
        seen = []
        self.addCleanup(signal.signal, signal.SIGINT, signal.signal(signal.SIGINT, lambda *_: seen.append(1)))
        for n in range(50):
            os.kill(os.getpid(), signal.SIGINT)
            self.assertEqual(len(seen), n + 1)


@unittest.skipUnless(hasattr(os, "fork"), "forks")
class TrackerTests(unittest.TestCase):
    def test_a_child_that_lives_on_keeps_no_parent_waiting(self):
        program = """if True:
            import os, signal
            from multiprocessing import resource_tracker
            resource_tracker.ensure_running()
            child = os.fork()
            if child == 0:
                # Not for ever, should nobody end it.
                signal.alarm(90)
                signal.pause()
            print(child)
        """
        # No pipe, whose end would come with that of the child.
        with tempfile.TemporaryFile("w+") as output:
            process = subprocess.run([sys.executable, "-c", program], stdout=output, timeout=60)
            output.seek(0)
            os.kill(int(output.read()), signal.SIGKILL)
        self.assertEqual(process.returncode, 0)


class ZipTests(unittest.TestCase):
    def test_an_archive_is_a_program_and_a_place_for_modules(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "program.zip")
            with zipfile.ZipFile(path, "w") as archive:
                archive.writestr("__main__.py", "import inside\nprint(inside.answer, __name__)\n")
                archive.writestr("inside.py", "answer = 42\n")
            process = run(path)
            self.assertEqual(process.stdout, "42 __main__\n", process.stderr)


if __name__ == "__main__":
    unittest.main()
