"""docs/conformance.md: rows of earlier runs stay, those of the modules that ran are replaced."""

import datetime
import re
from dataclasses import dataclass

from .options import ROOT
from .results import BAD
from .selections import expand_selection, not_applicable
from .suite import describe_interpreter

PATH = ROOT / "docs" / "conformance.md"
README = ROOT / "README.md"
BEGIN, END = "<!-- conformance -->", "<!-- /conformance -->"


@dataclass
class Row:
    module: str
    passed: int
    failed: int
    skipped: int
    cpython_only: str
    date: str
    note: str

    @classmethod
    def of(cls, result, earlier, date):
        good = result.count("passed", cpython_only=True)
        all_of_them = good + result.count(*BAD, cpython_only=True)
        # A run without these tests says nothing new of them.
        apart = f"{good}/{all_of_them}" if all_of_them else earlier.cpython_only if earlier else ""
        return cls(result.name, result.passed, result.failed, result.skipped, apart, date, describe(result))

    @classmethod
    def parse(cls, line):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        return cls(cells[0], *map(int, cells[1:4]), *cells[4:7])

    def __str__(self):
        return f"| {self.module} | {self.passed} | {self.failed} | {self.skipped} | {self.cpython_only} | {self.date} | {self.note} |"


def describe(result):
    """What the figures do not say."""
    parts = []
    if result.missing_module:
        parts.append(f"waits for `{result.missing_module}`")
    elif result.skip_reason:
        parts.append(result.skip_reason)
    elif not result.is_whole:
        parts.append(next(r.reason for name, r in result.tests.items() if name == "(module)"))
    for kind in ("crashed", "hung"):
        if count := result.count(kind):
            parts.append(f"{count} {kind}")
    return "; ".join(parts).replace("|", "/")


def update(result, suite, python):
    """Writes the table, with a module's new row, and the README's totals."""
    date = datetime.date.today().isoformat()
    rows = read()
    rows[result.name] = Row.of(result, rows.get(result.name), date)
    applicable = expand_selection("applicable", suite)
    rows = {module: rows[module] for module in sorted(rows) if module in applicable}
    language = {module for entry in expand_selection("language", suite) for module in suite.expand(entry)}
    totals = [
        ("Language and built-in types", len(language), [row for row in rows.values() if row.module in language]),
        ("All that applies", len(applicable), list(rows.values())),
    ]
    PATH.write_text("".join(f"{line}\n" for line in page(rows, totals, language, applicable, suite, describe_interpreter(python), date)), encoding="utf-8")
    update_readme(totals, suite, date)


def page(rows, totals, language, applicable, suite, interpreter, date):
    yield "# Conformance"
    yield ""
    yield f"CPython's own tests on {interpreter}; written by `./conformance --update` on {date}, not by hand."
    yield f"The suite: CPython {suite.version}, a public copy, unmodified. How it is run and counted: [tests/conformance](../tests/conformance/README.md)."
    yield ""
    yield "| | modules run | passed | failed | skipped | |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    for title, count, of in totals:
        passed, failed, skipped = (sum(getattr(row, name) for row in of) for name in ("passed", "failed", "skipped"))
        yield f"| {title} | {len(of)} of {count} | {passed} | {failed} | {skipped} | {share(passed, failed)} |"
    apart = [row.cpython_only.split("/") for row in rows.values() if row.cpython_only]
    good, total = (sum(int(pair[n]) for pair in apart) for n in (0, 1))
    yield f"| Tests kept for CPython | {len(apart)} | {good} | {total - good} | | {share(good, total - good)} |"
    for title, of in ("Language and built-in types", language), ("Other modules", set(rows) - language):
        yield ""
        yield f"## {title}"
        yield ""
        yield "| module | passed | failed | skipped | kept for CPython | run | |"
        yield "| --- | ---: | ---: | ---: | ---: | --- | --- |"
        yield from (str(row) for row in rows.values() if row.module in of)
    if left := [module for module in applicable if module not in rows]:
        yield ""
        yield "Not run yet: " + ", ".join(left) + "."
    yield ""
    yield "## Not applicable"
    yield ""
    for module, reason in not_applicable().items():
        yield f"- {module}: {reason}"


def share(passed, failed):
    return f"{100 * passed / (passed + failed):.1f}%" if passed + failed else ""


def read():
    rows = {}
    if PATH.exists():
        for line in PATH.read_text(encoding="utf-8").splitlines():
            if line.startswith("| test"):
                row = Row.parse(line)
                rows[row.module] = row
    return rows


def update_readme(totals, suite, date):
    text = README.read_text(encoding="utf-8")
    sentences = []
    for title, count, of in totals:
        passed, failed = (sum(getattr(row, name) for row in of) for name in ("passed", "failed"))
        sentences.append(f"{title}: {passed} of {passed + failed} test methods pass ({share(passed, failed)}); {len(of)} of {count} modules have run so far.")
    block = f"{BEGIN}\n{' '.join(sentences)}\nCPython {suite.version}'s suite, {date}; [the table](docs/conformance.md).\n{END}"
    new = re.sub(f"{BEGIN}.*?{END}", lambda _: block, text, flags=re.DOTALL)
    if new != text:
        README.write_text(new, encoding="utf-8")
