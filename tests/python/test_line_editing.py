"""The prompt at a terminal, input() with readline, and readline's history."""
import os
import select
import signal
import sys
import tempfile
import textwrap
import time
import unittest

try:
    import pty
    import readline
except ImportError:
    readline = None

PATIENCE = 60


@unittest.skipIf(readline is None, "needs a terminal and readline")
class LineEditingTest(unittest.TestCase):
    def converse(self, arguments, exchange, **environment):
        """Start Python at a terminal; answer each text that is waited for; return all that it wrote."""
        with tempfile.TemporaryDirectory() as folder:
            variables = dict(os.environ, INPUTRC=os.devnull, TERM="xterm", PYTHON_HISTORY=os.path.join(folder, "history"), **environment)
            # The terminal is the child's controlling one, so that Ctrl-C interrupts it.
            process, master = pty.fork()
            if process == 0:
                try:
                    os.execve(sys.executable, [sys.executable, *arguments], variables)
                finally:
                    os._exit(127)
            try:
                return self.talk(master, exchange)
            finally:
                os.kill(process, signal.SIGKILL)
                os.waitpid(process, 0)
                os.close(master)

    def talk(self, terminal, exchange):
        written, seen, end = b"", 0, time.monotonic() + PATIENCE
        exchange = list(exchange)
        while True:
            if exchange and (found := written.find(exchange[0][0], seen)) >= 0:
                seen = found + len(exchange[0][0])
                os.write(terminal, exchange.pop(0)[1])
                continue
            if not select.select([terminal], [], [], max(0, end - time.monotonic()))[0]:
                self.fail(f"waited in vain: {exchange[:1]} {written!r}")
            try:
                part = os.read(terminal, 4096)
            except OSError:
                part = b""
            if not part:
                self.assertFalse(exchange, written)
                return written.decode()
            written += part

    def test_input_edits_lines(self):
        program = textwrap.dedent("""
            import readline
            readline.parse_and_bind("tab: complete" if readline.backend == "readline" else "bind ^I rl_complete")
            readline.set_completer(lambda text, state: ["complete"][state] if state == 0 else None)
            print("got", ascii(input("\u00e9? ")), readline.get_begidx(), readline.get_endidx())
            print("history", readline.get_current_history_length())
        """)
        written = self.converse(["-c", program], [("\u00e9? ".encode(), b"\xc3\xa9 com\t.\r")])
        self.assertIn(r"got '\xe9 complete.'", written)
        # libedit tells where the word stands in bytes or characters, depending on its version.
        if readline.backend == "readline":
            self.assertIn("complete.' 2 5", written)
        self.assertIn("history 1", written)

    def test_end_and_interrupt(self):
        program = textwrap.dedent("""
            import readline
            for prompt in "1? ", "2? ":
                try:
                    input(prompt)
                except BaseException as error:
                    print(repr(error))
        """)
        written = self.converse(["-c", program], [(b"1? ", b"abc\x03"), (b"2? ", b"\x04")])
        self.assertIn("KeyboardInterrupt()", written)
        self.assertIn("EOFError()", written)

    def test_plain_prompt(self):
        written = self.converse(["-q"], [
            (b">>> ", b"def f(x):\r"), (b"... ", b" return x * 2\r"), (b"... ", b"\r"), (b">>> ", b"f(21)\r"), (b">>> ", b"\x1b[A\r"),
            (b"42", b""), (b">>> ", b"a\x03"), (b"\nKeyboardInterrupt", b""), (b">>> ", b"\x04")], PYTHON_BASIC_REPL="1", PYTHON_COLORS="0")
        self.assertEqual(written.count("42"), 2, written)

    def test_editor(self):
        written = self.converse(["-q"], [
            (b">>> ", b"40 + 2\r"), (b"42", b""), (b">>> ", b"\x1bOA\r"), (b"42", b""), (b">>> ", b"1/0\r"), (b"ZeroDivisionError", b""),
            (b">>> ", b"exit\r")], PYTHON_COLORS="0")
        self.assertIn("division by zero", written)


@unittest.skipIf(readline is None, "needs readline")
class HistoryTest(unittest.TestCase):
    def test_positions(self):
        readline.clear_history()
        readline.add_history("a")
        readline.add_history("b")
        with self.assertRaisesRegex(ValueError, "^No history item at position 5$"):
            readline.remove_history_item(5)
        with self.assertRaisesRegex(ValueError, "^History index cannot be negative$"):
            readline.replace_history_item(-1, "x")
        with self.assertRaisesRegex(TypeError, r"^set_completer\(func\): argument not callable$"):
            readline.set_completer(3)
        readline.clear_history()


if __name__ == "__main__":
    unittest.main()
