"""What the command says of a file that it cannot run."""

import os
import subprocess
import sys
import tempfile
import textwrap
import unittest


class Scripts(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def run_file(self, content, name="script.py"):
        path = os.path.join(self.folder.name, name)
        with open(path, "wb") as file:
            file.write(content)
        return path, self.run_path(path)

    def run_path(self, path):
        return subprocess.run([sys.executable, path], capture_output=True, text=True, errors="replace")

    def test_names_in_tracebacks_are_absolute(self):
        path, _ = self.run_file(b"print(__file__)\n1 / 0\n")
        done = subprocess.run([sys.executable, "script.py"], capture_output=True, text=True, cwd=self.folder.name)
        self.assertEqual(done.stdout.strip(), path)
        self.assertIn(f'  File "{path}", line 2, in <module>\n', done.stderr)
        self.assertEqual(done.returncode, 1)

    def test_audit_of_a_script_that_fails(self):
        path, _ = self.run_file(b"import sys\nfor i in range(30000): [i, []]\n(1).real + -sys.nothing\n")
        done = subprocess.run([sys.executable, "-X", "audit", path], capture_output=True, text=True)
        self.assertNotIn("audit", done.stderr)
        self.assertEqual(done.returncode, 1)

    def test_audit_while_another_thread_is_in_a_native_function(self):
        path, _ = self.run_file(textwrap.dedent("""
            import threading

            def loop():
                for i in range(100_000):
                    [i, []]

            def items():
                thread = threading.Thread(target=loop)
                thread.start()
                thread.join()
                yield 1

            loop()
            print(sorted(items()))
            """).encode())
        done = subprocess.run([sys.executable, "-X", "audit", path], capture_output=True, text=True)
        self.assertEqual((done.stdout, done.stderr), ("[1]\n", ""))

    def test_null_byte(self):
        path, done = self.run_file(b"x = 1\ny = 2\0\n")
        self.assertIn(f'  File "{path}", line 2\n', done.stderr)
        self.assertTrue(done.stderr.endswith("SyntaxError: source code cannot contain null bytes\n"), done.stderr)
        self.assertEqual(done.returncode, 1)

    def test_not_utf8(self):
        path, done = self.run_file(b"x = 1\ny = '\xff'\n")
        self.assertEqual(
            done.stderr,
            f"SyntaxError: Non-UTF-8 code starting with '\\xff' in file {path} on line 2, but no encoding declared; "
            "see https://peps.python.org/pep-0263/ for details\n",
        )
        self.assertEqual(done.returncode, 1)

    def test_missing_file(self):
        path = os.path.join(self.folder.name, "nothing.py")
        done = self.run_path(path)
        self.assertTrue(done.stderr.endswith(f"can't open file '{path}': [Errno 2] No such file or directory\n"), done.stderr)
        self.assertEqual(done.returncode, 2)

    def test_folder(self):
        done = self.run_path(self.folder.name)
        self.assertTrue(done.stderr.endswith(f"can't find '__main__' module in '{self.folder.name}'\n"), done.stderr)
        self.assertEqual(done.returncode, 1)

    def test_nesting(self):
        _, done = self.run_file(b"(" * 100_000 + b")" * 100_000)
        self.assertTrue(done.stderr.endswith("SyntaxError: too many nested parentheses\n"), done.stderr[-200:])
        self.assertEqual(done.returncode, 1)

    def test_long_lines(self):
        _, done = self.run_file(b"x = '" + b"a" * 10_000_000 + b"'\nprint(len(x))\n")
        self.assertEqual((done.stdout, done.stderr, done.returncode), ("10000000\n", "", 0))

    def test_bytecode(self):
        _, done = self.run_file(b"print('from bytecode')\n")
        import py_compile
        compiled = py_compile.compile(os.path.join(self.folder.name, "script.py"), os.path.join(self.folder.name, "script.pyc"))
        self.assertEqual(self.run_path(compiled).stdout, "from bytecode\n")
        with open(compiled, "rb") as file:
            content = file.read()
        for length, message in ((10, "EOFError: EOF read where not expected\n"), (30, "RuntimeError: Bad code object in .pyc file\n")):
            _, done = self.run_file(content[:length], "short.pyc")
            self.assertTrue(done.stderr.endswith(message), done.stderr)
            self.assertEqual(done.returncode, 1)
        _, done = self.run_file(b"1234" + content[4:], "other.pyc")
        self.assertTrue(done.stderr.endswith("RuntimeError: Bad magic number in .pyc file\n"), done.stderr)

    def test_truncated_cache_is_compiled_again(self):
        module = os.path.join(self.folder.name, "cached.py")
        with open(module, "w") as file:
            file.write("print('loaded')\n")
        import importlib.util
        import py_compile
        cache = py_compile.compile(module)
        self.assertEqual(cache, importlib.util.cache_from_source(module))
        with open(cache, "r+b") as file:
            file.truncate(10)
        done = subprocess.run([sys.executable, "-c", "import cached"], capture_output=True, text=True, cwd=self.folder.name)
        self.assertEqual((done.stdout, done.stderr), ("loaded\n", ""))


if __name__ == "__main__":
    unittest.main()
