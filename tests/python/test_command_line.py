"""The words of the command line, the standard streams and the program's own names, as the command finds them."""

import os
import subprocess
import sys
import tempfile
import unittest


def run(*words, **environment):
    return subprocess.run(
        [sys.executable, *words], capture_output=True, env=dict(os.environ, **environment))


class Words(unittest.TestCase):
    def test_bytes_that_are_no_text(self):
        done = run("-c", "import sys; print(ascii(sys.argv[1:]))", b"a\xff\xc3\xa9", "\u00e9", "", PYTHONUTF8="1")
        self.assertEqual(done.stdout.decode().strip(), r"['a\udcff\xe9', '\xe9', '']")

    def test_words_in_the_c_locale(self):
        done = run("-X", "utf8=0", "-c", "import sys; print(ascii(sys.argv[1:]))", "h\u00e9", LC_ALL="C")
        self.assertEqual(done.stdout.decode().strip(), r"['h\udcc3\udca9']")

    def test_command_that_is_no_text(self):
        done = run("-c", b"print('\xff')", PYTHONUTF8="1")
        self.assertEqual(done.returncode, 1)
        self.assertTrue(done.stderr.startswith(b"Unable to decode the command from the command line:"), done.stderr)

    def test_script_whose_name_is_no_text(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.fsencode(folder) + b"/a\xe7.py"
            with open(path, "w") as file:
                file.write("import os; print(os.path.exists(__file__), type(__loader__).__name__, __loader__.name)")
            done = run(path)
        self.assertEqual(done.stdout.split(), [b"True", b"SourceFileLoader", b"__main__"])

    def test_values_that_are_none(self):
        for words, environment in [(("-X", "utf8=2"), {}), ((), {"PYTHONUTF8": "yes"})]:
            with self.subTest(words=words, environment=environment):
                done = run(*words, "-c", "pass", **environment)
                self.assertEqual(done.returncode, 1)
                self.assertIn(b"Fatal Python error: preconfig_init_utf8_mode: invalid ", done.stderr)

    def test_option_before_variable(self):
        done = run("-X", "pycache_prefix", "-c", "import sys; print(sys.pycache_prefix)", PYTHONPYCACHEPREFIX="x")
        self.assertEqual(done.stdout.strip(), b"None")
        done = run("-R", "-c", "import sys; print(sys.flags.hash_randomization)", PYTHONHASHSEED="0")
        self.assertEqual(done.stdout.strip(), b"1")

    def test_optimization_is_counted(self):
        done = run("-OOOO", "-c", "import sys; print(sys.flags.optimize, __debug__)", PYTHONOPTIMIZE="")
        self.assertEqual(done.stdout.split(), [b"4", b"False"])


class PathFile(unittest.TestCase):
    def test_search_path_of_a_file(self):
        with tempfile.TemporaryDirectory() as folder:
            command = os.path.join(folder, "python")
            os.symlink(sys.executable, command)
            with open(command + "._pth", "w") as file:
                file.write("# a comment\n..\nlib # another\n\n" + os.path.dirname(os.__file__) + "\n")
            done = subprocess.run(
                [command, "-c", "import sys; print(sys.flags.no_site, sys.flags.isolated, sys.path)"],
                capture_output=True, text=True, env=dict(os.environ, PYTHONPATH="elsewhere"))
            expected = [os.path.dirname(folder), os.path.join(folder, "lib"), os.path.dirname(os.__file__)]
        self.assertEqual(done.stdout.strip(), f"1 1 {expected}")


class Streams(unittest.TestCase):
    def close_and_run(self, fd, code):
        return subprocess.run(["sh", "-c", f'exec "$0" -c "$1" {fd}<&-', sys.executable, code], capture_output=True)

    def test_closed_from_the_beginning(self):
        for fd, name in enumerate(["stdin", "stdout", "stderr"]):
            with self.subTest(name=name):
                done = self.close_and_run(fd, f"import os, sys; os._exit(42 if sys.{name} is None and not os.path.exists('/dev/fd/{fd}') else 1)")
                self.assertEqual(done.returncode, 42)

    def test_output_that_cannot_be_written(self):
        done = run("-c", "import os, sys; sys.stdout.write('x'); os.close(1)", PYTHONUNBUFFERED="")
        self.assertEqual(done.returncode, 120)
        self.assertIn(b"OSError: [Errno 9] Bad file descriptor", done.stderr)

    def test_errors_in_utf8_mode(self):
        code = "import sys; print(*[f.encoding + '/' + f.errors for f in (sys.stdin, sys.stdout, sys.stderr)])"
        for variable, expected in [
            ("", "utf-8/surrogateescape utf-8/surrogateescape utf-8/backslashreplace"),
            ("latin1", "iso8859-1/strict iso8859-1/strict iso8859-1/backslashreplace"),
            (":namereplace", "utf-8/namereplace utf-8/namereplace utf-8/backslashreplace"),
        ]:
            with self.subTest(variable=variable):
                done = run("-X", "utf8", "-c", code, PYTHONIOENCODING=variable)
                self.assertEqual(done.stdout.decode().strip(), expected)

    def test_loader_of_standard_input(self):
        done = subprocess.run([sys.executable, "-"], input=b"print(__loader__.__name__)", capture_output=True)
        self.assertEqual(done.stdout.strip(), b"BuiltinImporter")


if __name__ == "__main__":
    unittest.main()
