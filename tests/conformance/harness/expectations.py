"""What does not pass yet: a file per module, a line per test, `name | kind | reason`."""

from dataclasses import dataclass

from .options import HERE
from .results import MODULE

KIND_OF = {"failed": "fail", "error": "fail", "crashed": "crash", "hung": "hang"}
# Of a test that fails at times: it may pass.
VARIES = "varies"
KINDS = {"fail", "crash", "hang", VARIES, "not-applicable"}
# What a reason begins with while it is only what the failure said.
UNWRITTEN = "? "


@dataclass
class Expectation:
    kind: str
    reason: str


@dataclass
class Verdict:
    """How a module's results compare with its expectations: lists of test names."""

    regressions: list
    unexpected_passes: list
    as_expected: int


class Expectations:
    """Those of one module and one version of the suite."""

    def __init__(self, module, version):
        self._module = module
        self._path = HERE / "expected" / version / f"{module}.txt"
        self._lines = read(self._path) if self._path.exists() else {}

    @property
    def not_applicable(self):
        """Tests that are not to be run."""
        return [name for name, expected in self._lines.items() if expected.kind == "not-applicable"]

    @property
    def unwritten(self):
        """The tests of whose failure no cause is given yet."""
        return [name for name, expected in self._lines.items() if expected.reason.startswith(UNWRITTEN)]

    def compare(self, result):
        regressions, passes, as_expected = [], [], 0
        for name, outcome in result.tests.items():
            expected = self._lines.get(name)
            if outcome.is_bad:
                if expected is None or severity(KIND_OF[outcome.kind]) > severity(expected.kind):
                    regressions.append(name)
                else:
                    as_expected += 1
            elif outcome.kind == "passed" and expected is not None and expected.kind != VARIES:
                passes.append(name)
        if MODULE in self._lines and MODULE not in result.tests:
            passes.append(MODULE)
        return Verdict(regressions, passes, as_expected)

    def update(self, result):
        """Brings the file up to the results. Returns what it did, a line per change."""
        kept, changes = {}, []
        for name, expected in self._lines.items():
            outcome = result.tests.get(name)
            if expected.kind == "not-applicable" or outcome is not None and outcome.kind == "skipped":
                kept[name] = expected
            elif outcome is not None and expected.kind == VARIES and severity(KIND_OF.get(outcome.kind, VARIES)) == severity(VARIES):
                kept[name] = expected
            elif outcome is not None and outcome.is_bad and KIND_OF[outcome.kind] == expected.kind:
                kept[name] = expected
            elif outcome is None and not result.is_whole:
                # It was not reached. Where the module does not even load, its one line says enough.
                if any(test != MODULE for test in result.tests):
                    kept[name] = expected
            elif outcome is None or not outcome.is_bad:
                changes.append(f"- {self._module} {name}")
        for name, outcome in result.tests.items():
            if outcome.is_bad and name not in kept:
                kept[name] = Expectation(KIND_OF[outcome.kind], UNWRITTEN + outcome.reason)
                changes.append(f"+ {self._module} {name} | {kept[name].kind} | {outcome.reason}")
        if kept != self._lines:
            self._lines = kept
            self._write()
        return changes

    def _write(self):
        if not self._lines:
            self._path.unlink(missing_ok=True)
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with open(self._path, "w", encoding="utf-8", newline="\n") as file:
            for name, expected in sorted(self._lines.items()):
                file.write(f"{name} | {expected.kind} | {expected.reason}\n")


def read(path):
    lines = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        # A name may hold anything but this.
        fields = [field.strip() for field in line.split(" | ", 2)]
        if len(fields) != 3 or fields[1] not in KINDS or not fields[2]:
            raise SystemExit(f"{path}:{number}: not `name | kind | reason`: {line}")
        lines[fields[0]] = Expectation(fields[1], fields[2])
    return lines


def severity(kind):
    """A crash or a hang where a failure is expected is a regression; the other way round it is none."""
    return 0 if kind in ("fail", VARIES) else 1
