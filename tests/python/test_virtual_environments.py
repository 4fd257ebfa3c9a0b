"""What venv makes, and what the command does within it."""

import os
import subprocess
import sys
import tempfile
import unittest
import venv


class VirtualEnvironments(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(os.path.realpath(folder.name), "an environment")

    def run_in(self, code):
        python = os.path.join(self.path, "bin", "python")
        done = subprocess.run([python, "-c", code], capture_output=True, text=True)
        self.assertEqual(done.stderr, "")
        return done.stdout.strip()

    def test_links_and_copies(self):
        for symlinks in True, False:
            with self.subTest(symlinks=symlinks):
                venv.create(self.path, symlinks=symlinks, clear=True)
                self.assertEqual(self.run_in("import sys; print(sys.prefix)"), self.path)
                self.assertEqual(self.run_in("import sys; print(sys.base_prefix)"), sys.base_prefix)
                self.assertEqual(self.run_in("import sys; print(sys.executable)"), os.path.join(self.path, "bin", "python"))
                self.assertIn(os.path.join(self.path, "lib"), self.run_in("import sys; print(sys.path[-1])"))

    def test_activation(self):
        venv.create(self.path, symlinks=True, prompt="mine")
        script = '. "$0"; python -c "import sys; print(sys.prefix)"; echo "$VIRTUAL_ENV|$VIRTUAL_ENV_PROMPT|$PS1"; deactivate; echo "$PATH|$VIRTUAL_ENV"'
        done = subprocess.run(
            ["sh", "-c", script, os.path.join(self.path, "bin", "activate")], capture_output=True, text=True, env=dict(os.environ, PS1="> "))
        self.assertEqual(done.stdout.splitlines(), [self.path, f"{self.path}|mine|(mine) > ", f"{os.environ['PATH']}|"])
        self.assertEqual(done.stderr, "")


if __name__ == "__main__":
    unittest.main()
