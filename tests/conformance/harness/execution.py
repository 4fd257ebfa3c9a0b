"""Runs a module: a process, watched; after a crash or a hang another one for the tests that are left."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from .options import HERE, RESOURCES_OF_MODULES
from .results import MODULE, ModuleResult, Result

ATTEMPTS = 40
# Krait's heap, so that a test that goes astray does not take the machine with it.
HEAP_LIMIT = "0x180000000"


class ModuleRun:
    """Started at once; `poll` until it says that all is done."""

    def __init__(self, module, options, excluded):
        self.result = ModuleResult(module)
        self._options = options
        self._excluded = excluded
        self._done = set()
        self._attempts = 0
        self._began = time.monotonic()
        self._base = Path(tempfile.mkdtemp(prefix="conformance-"))
        # Tests that start the interpreter as another user: that user reads the library there.
        self._base.chmod(0o755)
        self._journal = self._base / "journal"
        self._output = self._base / "output"
        self._start()

    def poll(self):
        """True when the module has come to its end."""
        code = self._process.poll()
        now = time.monotonic()
        self._read()
        problem = None
        if code is None:
            if now - self._last_event > self._options.limit:
                problem = "hung"
            elif now - self._began > self._options.module_limit:
                problem = "module limit"
            else:
                return False
        self._stop()
        self._read()
        if self._conclude(code, problem):
            self.result.seconds = time.monotonic() - self._began
            shutil.rmtree(self._base, ignore_errors=True)
            return True
        self._start()
        return False

    def abandon(self):
        """Ends the process and clears away; the result is of no use."""
        self._stop()
        shutil.rmtree(self._base, ignore_errors=True)

    def _start(self):
        self._attempts += 1
        self._coming = self._ended = None
        self._position = 0
        self._journal.write_bytes(b"")
        home = self._base / "work"
        shutil.rmtree(home, ignore_errors=True)
        (home / "scratch").mkdir(parents=True)
        order = self._base / "order"
        order.write_text(json.dumps({
            "module": self.result.name,
            "journal": str(self._journal),
            "packages": str(self._options.packages),
            "done": [f"test.{self.result.name}.{name}" for name in self._excluded] + sorted(self._done),
            "patterns": self._options.patterns,
            "cpython_only": self._options.cpython_only,
            "resources": self._options.resources + RESOURCES_OF_MODULES.get(self.result.name, []),
        }), encoding="utf-8")
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        environment |= {"PYTHONPATH": str(self._options.packages), "TMPDIR": str(home / "scratch"), "KRAIT_NO_BUILD": "1"}
        environment.setdefault("DOTNET_GCHeapHardLimit", HEAP_LIMIT)
        if self._options.home:
            environment["KRAIT_HOME"] = str(self._options.home)
        with open(self._output, "wb") as output:
            self._process = subprocess.Popen(
                [*self._options.python, str(HERE / "child" / "run_module.py"), str(order)],
                cwd=home, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                start_new_session=True)
        self._last_event = time.monotonic()

    def _stop(self):
        """Ends the process and what it left behind."""
        try:
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()
        except ProcessLookupError:
            pass
        self._process.wait()

    def _read(self):
        """Takes in the events that have come since the last time."""
        with open(self._journal, "rb") as file:
            file.seek(self._position)
            new = file.read()
        whole, end, _ = new.rpartition(b"\n")
        if not end:
            return
        self._position += len(whole) + 1
        self._last_event = time.monotonic()
        for line in whole.split(b"\n"):
            self._take(json.loads(line))

    def _take(self, event):
        match event["event"]:
            case "coming":
                self._coming = event["id"]
            case "result":
                self._done.add(event["id"])
                result = Result(event["kind"], event["detail"], event["cpython"])
                self.result.add(self._short(event["id"]), result)
                if event["id"] == self._coming:
                    self._coming = None
            case "last":
                self._coming = None
            case "end":
                self._ended = "end"
            case "unloadable":
                self._ended = "unloadable"
                self.result.add(MODULE, Result(event["kind"], event["detail"]))

    def _conclude(self, code, problem):
        """Books what a process ended with; True where there is nothing left to run."""
        if self._ended and problem is None:
            return True
        if problem == "module limit":
            self.result.add(MODULE, Result("hung", f"not at its end after {self._options.module_limit:.0f} s"))
            return True
        kind = "hung" if problem else "crashed"
        text = f"no result for {self._options.limit:.0f} s" if problem else f"the process ended with {describe(code)}"
        detail = f"{text}\n{self._tail()}"
        if self._coming is None:
            # Before the first test, after the last one, or a test took the whole process down on purpose.
            self.result.add(MODULE, Result(kind, detail))
            return True
        self._done.add(self._coming)
        self.result.add(self._short(self._coming), Result(kind, detail))
        if self._attempts >= ATTEMPTS:
            self.result.add(MODULE, Result(kind, f"given up after {ATTEMPTS} processes"))
            return True
        return False

    def _tail(self):
        with open(self._output, "rb") as file:
            file.seek(max(0, os.path.getsize(self._output) - 4000))
            return file.read().decode("utf-8", "backslashreplace")

    def _short(self, name):
        return name.removeprefix(f"test.{self.result.name}.")


def describe(code):
    return f"signal {-code}" if code < 0 else f"exit code {code}"
