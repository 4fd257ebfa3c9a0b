"""sys.addaudithook and the events of the runtime, as PEP 578 has them. A hook stays for good, so each test has a process of its own."""

import subprocess
import sys
import unittest

PRELUDE = """
import sys
events = []
def hook(name, args):
    if recording:
        events.append((name, args))
recording = False
sys.addaudithook(hook)
"""


def run(program):
    done = subprocess.run([sys.executable, "-I", "-c", PRELUDE + program], capture_output=True, text=True)
    return done.stdout.strip() + done.stderr.strip()


class AuditEvents(unittest.TestCase):
    def test_code_that_is_compiled_and_run(self):
        program = "recording = True; eval('1'); recording = False; print([name for name, args in events], events[0][1])"
        self.assertEqual(run(program), "['compile', 'exec'] (b'1', '<string>')")

    def test_files(self):
        program = """
import os, tempfile
folder = tempfile.mkdtemp()
os.chdir(folder)
recording = True
os.mkdir("a"); os.rename("a", "b"); os.rmdir("b")
open("f", "w").close(); os.remove("f")
recording = False
os.chdir("/"); os.rmdir(folder)
for name, args in events: print(name, args[:2])
"""
        self.assertEqual(run(program).splitlines(), [
            "os.mkdir ('a', 511)", "os.rename ('a', 'b')", "os.rmdir ('b', -1)", "open ('f', 'w')", "os.remove ('f', -1)"])

    def test_a_hook_may_refuse_another(self):
        program = """
def refuse(name, args):
    if name == "sys.addaudithook":
        raise RuntimeError
sys.addaudithook(refuse)
sys.addaudithook(lambda *event: print("never"))
sys.audit("something")
"""
        self.assertEqual(run(program), "")

    def test_a_hook_that_raises(self):
        program = """
def refuse(name, args):
    if name == "os.listdir":
        raise PermissionError(args[0])
sys.addaudithook(refuse)
import os
try:
    os.listdir("/")
except PermissionError as error:
    print("refused", error)
"""
        self.assertEqual(run(program), "refused /")

    def test_a_class_and_its_name(self):
        program = """
class C: pass
recording = True
C.__name__ = "D"
C.other = 1
recording = False
print(events == [("object.__setattr__", (C, "__name__", "D"))])
"""
        self.assertEqual(run(program), "True")


if __name__ == "__main__":
    unittest.main()
