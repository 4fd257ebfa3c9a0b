"""What a run of a module showed."""

import re
from dataclasses import dataclass, field

# From best to worst: of two results under one name the worse one counts.
KINDS = ["skipped", "passed", "failed", "error", "hung", "crashed"]
BAD = {"failed", "error", "hung", "crashed"}
# The name under which stands what concerns the module as a whole.
MODULE = "(module)"
EXCEPTION = re.compile(r"([\w.]+\.)?\w*(Error|Exception|Warning|Exit|Interrupt|Iteration|Failed|Group)\b")


@dataclass
class Result:
    kind: str
    detail: str = ""
    cpython_only: bool = False

    @property
    def is_bad(self):
        return self.kind in BAD

    @property
    def reason(self):
        """The line that names the exception, or a doctest's example, without what differs from run to run."""
        if example := re.search(r"^Failed example:\n\s+(.+)", self.detail, re.MULTILINE):
            return f"doctest: {example[1].strip()}".replace("|", "/")
        lines = [line.strip() for line in self.detail.strip().splitlines() if line == line.lstrip()] or [self.kind]
        # The message of a failed comparison goes on for lines; a crash says first how the process ended.
        naming = [line for line in lines if EXCEPTION.match(line)]
        text = naming[-1] if naming else lines[0] if self.kind in ("crashed", "hung") else lines[-1]
        text = re.sub(r"\b0x[0-9a-fA-F]{4,}", "0x...", text)
        text = re.sub(r"\S*/conformance-[^/]*/", ".../", text)
        text = " ".join(text.replace("|", "/").split())
        return text if len(text) <= 160 else text[:157] + "..."


@dataclass
class ModuleResult:
    name: str
    tests: dict = field(default_factory=dict)
    seconds: float = 0
    note: str = ""

    def add(self, name, result):
        known = self.tests.get(name)
        if known is None or KINDS.index(result.kind) > KINDS.index(known.kind):
            self.tests[name] = result

    @property
    def is_whole(self):
        """False where the module has not come to its end, or has not even begun."""
        return MODULE not in self.tests

    @property
    def missing_module(self):
        """The name of the module that this one, or a part of it, could not import; empty otherwise."""
        for name, result in self.tests.items():
            if name == MODULE or result.is_bad and "_FailedTest" in name:
                # Those with _test in front are C helpers of the suite.
                found = re.search(r"No module named '(?!_test)([\w.]+)'|cannot import name '(\w+)'", result.detail)
                if found:
                    return found[1] or found[2]
        return ""

    @property
    def skip_reason(self):
        """Why nothing of the module ran, where all of it was skipped; empty otherwise."""
        if self.passed or self.failed or not self.skipped:
            return ""
        reasons = [result.detail.strip().partition("\n")[0] for result in self.tests.values() if result.kind == "skipped"]
        return max(reasons, key=reasons.count)

    def count(self, *kinds, cpython_only=False):
        """How many tests ended so; "(module)" counts when it failed."""
        return sum(r.kind in kinds and r.cpython_only == cpython_only for r in self.tests.values())

    @property
    def passed(self):
        return self.count("passed")

    @property
    def failed(self):
        return self.count(*BAD)

    @property
    def skipped(self):
        return self.count("skipped")

    def summary(self):
        total = self.passed + self.failed
        text = f"{self.name}: {self.passed}/{total}"
        if total:
            text += f" ({100 * self.passed / total:.1f}%)"
        for kind in ("failed", "error", "crashed", "hung", "skipped"):
            if count := self.count(kind):
                text += f" {kind}={count}"
        good = self.count("passed", cpython_only=True)
        if all_of_them := good + self.count(*BAD, cpython_only=True):
            text += f" cpython-only={good}/{all_of_them}"
        if self.missing_module:
            text += f" waits for {self.missing_module}"
        return f"{text} {self.seconds:.0f}s {self.note}".rstrip()

    def write_details(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        with open(folder / f"{self.name}.txt", "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(self.summary() + "\n")
            for name, result in self.tests.items():
                if result.is_bad:
                    file.write(f"\n##### {result.kind} {name}\n{result.detail}\n")
