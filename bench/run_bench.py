#!/usr/bin/env python3
"""Run benchmarks under several Python interpreters, in turn, and compare them.

    run_bench.py --interp ref=python3.13 --interp mine='dotnet out/py.dll' \\
                 [--pyperf-dir DIR] [--rounds N] [--json OUT] [--markdown OUT]
                 [BENCH ...]

Five suites:
  proc    whole processes, timed from outside: start-up, imports, short scripts
          (whole/*.py)
  micro   micro/m_*.py, which time themselves (`NAME: SECONDS`)
  async   async/m_*.py: asyncio and greenlets, as micro
  threads threads/m_*.py: threads and processes, as micro
  pyperf  bm_*/run_benchmark.py scripts under --pyperf-dir, which time themselves
          through shim/pyperf.py (`NAME: best=.. median=.. loops=..`)

BENCH is a suite (`proc`), a script (`micro/m_calls`, `pyperf/chaos`) or a
shell pattern over scripts (`pyperf/regex*`); without one everything found is run.
Each script runs in a fresh process; the interpreters alternate (A B A B ...),
--rounds times.  What fails, times out or is left out is listed, never dropped.

Reports can be made again from stored JSON, also from several files:
    run_bench.py --report a.json b.json [--interp-order ref,mine]
With --anchors FILE.json stored interpreters are shown beside the measured ones (an
interpreter of the same name as NAME@anchor); only the benchmarks measured are shown.

The JSON holds no command lines and no paths, so it can be kept in a repository.
Needs CPython 3.11+ on Linux or macOS; uses only the standard library.
"""
import argparse
import fnmatch
import json
import math
import os
import re
import shlex
import signal
import sys
import tempfile
import time
import tomllib

HERE = os.path.dirname(os.path.abspath(__file__))

# Whole-process benchmarks: name -> arguments to the interpreter.
PROC = {
    "startup": ["-c", "pass"],
    "startup_no_site": ["-S", "-c", "pass"],
    "startup_isolated": ["-I", "-S", "-c", "pass"],
    "import_asyncio": ["-c", "import asyncio"],
    "import_json": ["-c", "import json"],
    "import_five": ["-c", "import asyncio, json, re, typing, dataclasses"],
    "import_ten": ["-c", "import argparse, collections, dataclasses, datetime, enum, "
                         "functools, logging, pathlib, re, subprocess"],
}
# Folders of scripts that time themselves with micro/_bench.py.
SELF_TIMED = ("micro", "async", "threads")
PROC_SAMPLES = 5        # runs of each in one round

# pyperf scripts that are never run, with the reason that is reported.
PYPERF_SKIP = {
    "2to3": "bench_command only; needs lib2to3 installed",
    "python_startup": "bench_command only; see proc/startup",
    "python_startup_no_site": "bench_command only; see proc/startup_no_site",
    "stdlib_startup": "bench_command only; see proc/import_*",
    "hg_startup": "bench_command only",
}

RESULT_PYPERF = re.compile(
    r"^(?P<name>\S.*?): best=(?P<best>[\d.eE+-]+) median=(?P<median>[\d.eE+-]+) loops=(?P<loops>\d+)")
RESULT_SKIPPED = re.compile(r"^(?P<name>\S.*?): skipped(?P<why>.*)$")
RESULT_MICRO = re.compile(r"^(?P<name>[\w.-]+): (?P<best>\d[\d.eE+-]*)(?:\s+# (?P<ns>[\d.]+) ns/op)?\s*$")
RESULT_FAIL = re.compile(r"^(?P<name>[\w.-]+): FAIL (?P<why>.*)$")
PATHLIKE = re.compile(r"(?<![\w.<])(?:~|[A-Za-z]:)?(?:[/\\][\w.+@%=~-]+){2,}[/\\]?")


def scrub(text):
    """Takes machine paths out of text that is going to be stored."""
    return PATHLIKE.sub("<path>", text)


# -- running one process ----------------------------------------------------

class Outcome:
    """One finished process."""

    def __init__(self):
        self.seconds = self.cpu = 0.0
        self.rss_kb = 0
        self.status = 0
        self.timed_out = False
        self.out = self.err = ""

    def failure(self):
        if self.timed_out:
            return "TIMEOUT after %.0f s" % self.seconds
        if os.WIFSIGNALED(self.status):
            code = "signal %d" % os.WTERMSIG(self.status)
        elif os.WEXITSTATUS(self.status):
            code = "rc=%d" % os.WEXITSTATUS(self.status)
        else:
            return None
        lines = [l.strip() for l in self.err.strip().splitlines() if l.strip()]
        # The last line of a Python traceback says most; of a crash, the first.
        pick = ""
        if lines:
            errors = [l for l in lines if re.match(r"[\w.]*(Error|Exception|Interrupt|Exit)\b", l)]
            crash = [l for l in lines if re.match(r"(Stack overflow|Fatal|Unhandled|Process terminated)", l)]
            pick = (crash or errors[-1:] or lines[-1:])[0]
        return scrub("%s %s" % (code, pick[:160])).strip()


def execute(command, timeout, env, cwd):
    """Runs a command in a session of its own; wall seconds, CPU and peak RSS.

    It forks rather than spawns: on Linux the peak RSS of an exec'd process
    starts from what was resident before exec, which after a fork is only what
    this process wrote, less than any interpreter needs."""
    result = Outcome()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        sys.stdout.flush()
        sys.stderr.flush()
        started = time.perf_counter()
        pid = os.fork()
        if pid == 0:
            try:
                os.setsid()
                null = os.open(os.devnull, os.O_RDONLY)
                os.dup2(null, 0)
                os.dup2(out.fileno(), 1)
                os.dup2(err.fileno(), 2)
                if cwd:
                    os.chdir(cwd)
                os.execvpe(command[0], command, env)
            except OSError as error:
                os.write(2, ("cannot run %s: %s\n" % (command[0], error)).encode())
            finally:
                os._exit(127)

        def expire(_signum, _frame):
            result.timed_out = True
            try:
                os.killpg(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        previous = signal.signal(signal.SIGALRM, expire)
        signal.setitimer(signal.ITIMER_REAL, timeout)
        try:
            while True:
                try:
                    _, result.status, usage = os.wait4(pid, 0)
                    break
                except InterruptedError:
                    continue
        except BaseException:
            expire(0, None)
            raise
        finally:
            result.seconds = time.perf_counter() - started
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, previous)
        try:                    # nothing that it started may outlive it
            os.killpg(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
        result.cpu = usage.ru_utime + usage.ru_stime
        result.rss_kb = usage.ru_maxrss // (1024 if sys.platform == "darwin" else 1)
        out.seek(0)
        err.seek(0)
        result.out = out.read(1 << 20).decode("utf-8", "replace")
        err.seek(max(0, os.fstat(err.fileno()).st_size - (1 << 16)))
        tail = err.read().decode("utf-8", "replace")
        err.seek(0)
        result.err = err.read(4096).decode("utf-8", "replace") + "\n" + tail
    return result


# -- finding benchmarks -----------------------------------------------------

class Script:
    def __init__(self, suite, name, args, timeout, folder=None, skip=None):
        self.suite = suite
        self.name = name
        self.args = args
        self.timeout = timeout
        self.folder = folder
        self.skip = skip

    @property
    def label(self):
        return "%s/%s" % (self.suite, self.name)


def find_scripts(options):
    found = []
    for name, args in PROC.items():
        found.append(Script("proc", name, args, options.timeout_proc))
    whole = os.path.join(HERE, "whole")
    for entry in sorted(os.listdir(whole)):
        if entry.endswith(".py"):
            found.append(Script("proc", entry[:-3], [os.path.join(whole, entry)],
                                options.timeout_proc))
    for suite in SELF_TIMED:
        folder = os.path.join(HERE, suite)
        for entry in sorted(os.listdir(folder)):
            if entry.startswith("m_") and entry.endswith(".py"):
                found.append(Script(suite, entry[:-3], [os.path.join(folder, entry)],
                                    options.timeout_micro, folder=folder))
    if options.pyperf_dir:
        found += find_pyperf(options)
    return found


def find_pyperf(options):
    found = []
    root = options.pyperf_dir
    inner = os.path.join(root, "pyperformance", "data-files", "benchmarks")
    if os.path.isdir(inner):
        root = inner
    for entry in sorted(os.listdir(root)):
        folder = os.path.join(root, entry)
        script = os.path.join(folder, "run_benchmark.py")
        if not entry.startswith("bm_") or not os.path.isfile(script):
            continue
        base_needs = []
        metas = sorted(f for f in os.listdir(folder) if f.endswith(".toml"))
        metas.sort(key=lambda f: f != "pyproject.toml")
        seen, names = set(), set()
        for meta in metas:
            with open(os.path.join(folder, meta), "rb") as f:
                data = tomllib.load(f)
            if meta == "pyproject.toml":
                base_needs = [d for d in data.get("project", {}).get("dependencies", [])
                              if not d.startswith("pyperf")]
            tool = data.get("tool", {}).get("pyperformance", {})
            name = (tool.get("name") or entry[3:]) if meta == "pyproject.toml" \
                else meta[3 if meta.startswith("bm_") else 0:-5]
            extra = tool.get("extra_opts", [])
            if tuple(extra) in seen:        # the same run under a second name
                continue
            seen.add(tuple(extra))
            skip = PYPERF_SKIP.get(name)
            if name in names:
                name += " " + " ".join(extra)
                skip = "a second definition under the same name"
            names.add(name)
            if base_needs:
                skip = "needs %s" % ", ".join(re.split(r"[<>=~! ]", d)[0] for d in base_needs)
            elif os.path.isfile(os.path.join(folder, "requirements.txt")):
                with open(os.path.join(folder, "requirements.txt")) as f:
                    needs = [re.split(r"[<>=~! ;]", l.strip())[0] for l in f
                             if l.strip() and not l.startswith("#")]
                needs = [n for n in needs if n != "pyperf"]
                if needs:
                    skip = skip or "needs %s" % ", ".join(needs[:4])
            found.append(Script("pyperf", name, [script] + extra, options.timeout_pyperf,
                                folder=folder, skip=skip))
    return found


def choose(scripts, patterns, exclude):
    def hit(script, pattern):
        return pattern in (script.suite, script.label, script.name) or \
            fnmatch.fnmatch(script.label, pattern) or fnmatch.fnmatch(script.name, pattern)
    for pattern in patterns:
        if not any(hit(s, pattern) for s in scripts):
            sys.exit("run_bench: nothing matches %r" % pattern)
    if patterns:
        scripts = [s for s in scripts if any(hit(s, p) for p in patterns)]
    for script in scripts:
        if any(hit(script, p) for p in exclude):
            script.skip = script.skip or "excluded on the command line"
    return scripts


# -- running them -----------------------------------------------------------

def environment(script, options):
    env = dict(os.environ)
    env.pop("PYTHONSTARTUP", None)
    env["PYTHONHASHSEED"] = "0"
    if script.suite == "pyperf":
        env["PYTHONPATH"] = os.path.join(HERE, "shim")
    else:
        env.pop("PYTHONPATH", None)
    if options.quick:
        env.update({"SHIM_WARMUP": "0.3", "SHIM_VALUES": "3", "SHIM_MIN_TIME": "0.1",
                    "SHIM_MAX_TIME": "15", "MICRO_REPEAT": "1", "MICRO_WARMUP": "0.01",
                    "MICRO_MIN_TIME": "0.01"})
    return env


def note(store, label, interp, **fields):
    """Adds one process's figures for one benchmark under one interpreter."""
    cell = store.setdefault(label, {}).setdefault(
        interp, {"bests": [], "medians": [], "rss_kb": 0, "failures": []})
    if "failure" in fields:
        cell["failures"].append(fields["failure"])
        return
    cell["bests"].append(fields["best"])
    cell["medians"].append(fields["median"])
    if "ns" in fields:
        cell["ns_per_op"] = min(cell.get("ns_per_op", 1e300), fields["ns"])
    cell["rss_kb"] = max(cell["rss_kb"], fields["rss_kb"])


def run_script(script, interp, command, options, store):
    """Runs a script once; what it reports goes into store. A word for the log."""
    env = environment(script, options)
    full = command + script.args
    if script.suite == "proc":
        samples, rss, failure = [], 0, None
        for _ in range(2 if options.quick else PROC_SAMPLES):
            outcome = execute(full, script.timeout, env, script.folder)
            failure = outcome.failure()
            if failure:
                break
            samples.append(outcome.seconds)
            rss = max(rss, outcome.rss_kb)
        if failure:
            note(store, script.label, interp, failure=failure)
            return failure
        samples.sort()
        note(store, script.label, interp, best=samples[0], median=samples[len(samples) // 2],
             rss_kb=rss)
        return "%.4f" % samples[0]

    outcome = execute(full, script.timeout, env, script.folder)
    failure = outcome.failure()
    count, inner_failures = 0, 0
    for line in outcome.out.splitlines():
        match = RESULT_PYPERF.match(line) if script.suite == "pyperf" else RESULT_MICRO.match(line)
        if match:
            name = match.group("name")
            label = result_label(script, name)
            best = float(match.group("best"))
            extra = {}
            if script.suite in SELF_TIMED and match.group("ns"):
                extra["ns"] = float(match.group("ns"))
            median = float(match.group("median")) if script.suite == "pyperf" else best
            note(store, label, interp, best=best, median=median, rss_kb=outcome.rss_kb, **extra)
            count += 1
            continue
        match = RESULT_FAIL.match(line)
        if match and script.suite in SELF_TIMED:
            note(store, "%s/%s" % (script.suite, match.group("name")), interp, failure=scrub(match.group("why")))
            inner_failures += 1
            continue
        match = RESULT_SKIPPED.match(line)
        if match and script.suite == "pyperf":
            note(store, "pyperf/%s" % script.name, interp, failure="skipped%s" % match.group("why"))
            inner_failures += 1
    if failure and not inner_failures or outcome.timed_out:
        note(store, "%s (script)" % script.label, interp, failure=failure)
    elif not count and not inner_failures:
        failure = "printed no result"
        note(store, "%s (script)" % script.label, interp, failure=failure)
    text = "%d results in %.1f s, %d MiB" % (count, outcome.seconds, outcome.rss_kb // 1024)
    if inner_failures:
        text += ", %d failed" % inner_failures
    if failure:
        text += ", " + failure
    return text


def result_label(script, name):
    """A result is named after itself, and after its script where it says too little."""
    if script.suite != "pyperf":
        return "%s/%s" % (script.suite, name)
    name = re.sub(r"\W+", "_", name)
    return "pyperf/" + (name if name.startswith(script.name) else "%s:%s" % (script.name, name))


def describe(command, env):
    """The interpreter's own word for itself, without paths."""
    code = ("import sys; print(sys.implementation.name, sys.version.replace(chr(10), ' '))")
    outcome = execute(command + ["-c", code], 120, env, None)
    lines = outcome.out.strip().splitlines()
    return scrub(lines[-1]) if lines and not outcome.failure() else "unknown"


def machine():
    model = ""
    try:
        with open("/proc/cpuinfo") as f:
            for line in f:
                if line.startswith("model name"):
                    model = line.split(":", 1)[1].strip()
                    break
    except OSError:
        pass
    return {"cpu": model, "cores": os.cpu_count(), "kernel": os.uname().release,
            "arch": os.uname().machine}


def measure(options, interps):
    scripts = choose(find_scripts(options), options.bench, options.exclude)
    store, skipped = {}, {}
    env = dict(os.environ)
    versions = {name: describe(command, env) for name, command in interps}
    floor = execute(["true"], 10, env, None).rss_kb
    document = {
        "format": 1, "started": time.strftime("%Y-%m-%d %H:%M:%S"), "machine": machine(),
        "rounds": options.rounds, "quick": options.quick, "rss_floor_kb": floor,
        "interpreters": versions, "order": [name for name, _ in interps],
        "benchmarks": store, "skipped": skipped, "notes": options.note, "load": []}
    runnable = []
    for script in scripts:
        if script.skip:
            skipped[script.label] = script.skip
        else:
            runnable.append(script)
    total = len(runnable) * options.rounds * len(interps)
    step = 0
    begun = time.perf_counter()
    dead = set()
    for script in runnable:
        for turn in range(options.rounds):
            for name, command in interps:
                step += 1
                if (script.label, name) in dead:
                    continue
                before = json.dumps(store.get("%s (script)" % script.label, {}).get(name))
                text = run_script(script, name, command, options, store)
                document["load"].append(round(os.getloadavg()[0], 2))
                cell = store.get("%s (script)" % script.label, {}).get(name)
                if json.dumps(cell) != before and cell and cell["failures"]:
                    dead.add((script.label, name))      # a failing script is not run again
                if script.suite == "proc" and store[script.label][name]["failures"]:
                    dead.add((script.label, name))
                sys.stderr.write("[%d/%d %5.0fs] %s %s #%d: %s\n" % (
                    step, total, time.perf_counter() - begun, script.label, name, turn + 1, text))
                sys.stderr.flush()
        if options.json:
            save(document, options.json)
    load = document.pop("load")
    document["load_median"] = sorted(load)[len(load) // 2] if load else None
    document["seconds"] = round(time.perf_counter() - begun)
    if options.json:
        save(document, options.json)
    return document


def save(document, path):
    slim = {k: v for k, v in document.items() if k != "load"}
    temporary = path + ".part"
    with open(temporary, "w") as f:
        f.write(dumped(rounded(slim)))
    os.replace(temporary, path)


def dumped(document):
    """JSON with a line for each benchmark, so that two versions compare well."""
    parts = []
    for key in sorted(document):
        value = document[key]
        if isinstance(value, dict) and value:
            inner = ",\n".join("  %s: %s" % (json.dumps(k), json.dumps(value[k], sort_keys=True))
                               for k in sorted(value))
            parts.append(" %s: {\n%s\n }" % (json.dumps(key), inner))
        else:
            parts.append(" %s: %s" % (json.dumps(key), json.dumps(value)))
    return "{\n" + ",\n".join(parts) + "\n}\n"


def rounded(value):
    if isinstance(value, float):
        return float("%.6g" % value)
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    if isinstance(value, list):
        return [rounded(v) for v in value]
    return value


# -- reporting --------------------------------------------------------------

def merge(documents):
    """One document out of several: interpreters and benchmarks side by side."""
    result = {"interpreters": {}, "order": [], "benchmarks": {}, "skipped": {}, "notes": [],
              "machine": documents[0].get("machine", {}), "rounds": documents[0].get("rounds")}
    for document in documents:
        for name in document["order"]:
            if name not in result["order"]:
                result["order"].append(name)
            result["interpreters"][name] = document["interpreters"].get(name, "")
        for label, cells in document["benchmarks"].items():
            target = result["benchmarks"].setdefault(label, {})
            for name, cell in cells.items():
                # Figures of the same interpreter in two files: both count.
                if name in target:
                    old = target[name]
                    joined = {"bests": old["bests"] + cell["bests"],
                              "medians": old["medians"] + cell["medians"],
                              "rss_kb": max(old["rss_kb"], cell["rss_kb"]),
                              "failures": old["failures"] + cell["failures"]}
                    marks = [c["ns_per_op"] for c in (old, cell) if "ns_per_op" in c]
                    if marks:
                        joined["ns_per_op"] = min(marks)
                    target[name] = joined
                else:
                    target[name] = cell
        result["skipped"].update(document.get("skipped", {}))
        result["notes"] += [n for n in document.get("notes", []) if n not in result["notes"]]
    return result


def apart(anchors, taken):
    """Stored results whose interpreters do not mix with the measured ones."""
    names = {n: n + "@anchor" if n in taken else n for n in anchors["order"]}
    anchors["order"] = [names[n] for n in anchors["order"]]
    anchors["interpreters"] = {names.get(n, n): v for n, v in anchors["interpreters"].items()}
    anchors["benchmarks"] = {l: {names.get(n, n): c for n, c in cells.items()}
                             for l, cells in anchors["benchmarks"].items()}
    anchors["skipped"] = {}
    return anchors


def figures(cell):
    """(best, median) of a cell, or None where nothing was measured."""
    if not cell or not cell["bests"]:
        return None
    medians = sorted(cell["medians"])
    middle = len(medians) // 2
    median = medians[middle] if len(medians) % 2 else (medians[middle - 1] + medians[middle]) / 2
    return min(cell["bests"]), median


def show(seconds):
    if seconds >= 100:
        return "%.0f s" % seconds
    if seconds >= 1:
        return "%.3g s" % seconds
    if seconds >= 1e-3:
        return "%.3g ms" % (seconds * 1e3)
    if seconds >= 1e-6:
        return "%.3g us" % (seconds * 1e6)
    return "%.3g ns" % (seconds * 1e9)


def geomean(values):
    return math.exp(sum(math.log(v) for v in values) / len(values)) if values else None


def suites_of(document):
    labels = document["benchmarks"]
    order = {"proc": 0, "micro": 1, "async": 2, "threads": 3, "pyperf": 4}
    names = sorted({label.split("/", 1)[0] for label in labels}, key=lambda s: order.get(s, 9))
    return [(suite, sorted(l for l in labels if l.startswith(suite + "/"))) for suite in names]


def ratios(document, labels, name, first, which):
    values = []
    for label in labels:
        cells = document["benchmarks"][label]
        mine, reference = figures(cells.get(name)), figures(cells.get(first))
        if mine and reference and reference[which] > 0 and mine[which] > 0:
            values.append(mine[which] / reference[which])
    return values


def summary(document):
    """Geometric means of time / the first interpreter's time, per suite."""
    order = document["order"]
    first = order[0]
    groups = suites_of(document) + [("all", sorted(document["benchmarks"]))]
    lines = ["| suite | interpreter | benchmarks | geomean of best | geomean of median | failed |",
             "|---|---|---|---|---|---|"]
    for suite, labels in groups:
        for name in order:
            best = ratios(document, labels, name, first, 0)
            median = ratios(document, labels, name, first, 1)
            failed = sum(1 for l in labels
                         if (document["benchmarks"][l].get(name) or {}).get("failures")
                         and not figures(document["benchmarks"][l].get(name)))
            if not best and not failed:
                continue
            lines.append("| %s | %s | %d | %s | %s | %d |" % (
                suite, name, len(best), "%.3f" % geomean(best) if best else "-",
                "%.3f" % geomean(median) if median else "-", failed))
    return lines


def table(document, suite, labels):
    order = document["order"]
    first = order[0]
    head = ["benchmark"] + ["%s best/median" % n for n in order] + \
           ["%s/%s" % (n, first) for n in order[1:]] + ["peak MiB (%s)" % ", ".join(order)]
    rows = []
    for label in labels:
        cells = document["benchmarks"][label]
        if not any(figures(cells.get(n)) for n in order):
            continue
        row = [label.split("/", 1)[1]]
        for name in order:
            got = figures(cells.get(name))
            if got:
                row.append("%s / %s" % (show(got[0]), show(got[1])))
            else:
                row.append("FAIL" if cells.get(name) else "-")
        reference = figures(cells.get(first))
        for name in order[1:]:
            got = figures(cells.get(name))
            row.append("%.2f" % (got[0] / reference[0]) if got and reference and reference[0] else "-")
        row.append(", ".join("%d" % (cells[n]["rss_kb"] // 1024) if figures(cells.get(n)) else "-"
                             for n in order))
        rows.append(row)
    if not rows:
        return []
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return ["", "## %s" % suite, ""] + lines


def failures(document):
    lines = []
    for label in sorted(document["benchmarks"]):
        for name in document["order"]:
            cell = document["benchmarks"][label].get(name)
            if cell and cell["failures"]:
                some = " (some runs)" if cell["bests"] else ""
                lines.append("- %s, %s%s: %s" % (label, name, some, cell["failures"][0]))
    for label, why in sorted(document.get("skipped", {}).items()):
        lines.append("- %s: not run, %s" % (label, why))
    return lines


def report(document):
    lines = ["# Benchmarks", ""]
    info = document.get("machine", {})
    lines.append("Machine: %s, %s cores. Ratios are time divided by the time of `%s` "
                 "(below 1 is faster); they compare the best values." % (
                     info.get("cpu") or "?", info.get("cores"), document["order"][0]))
    for name in document["order"]:
        lines.append("- %s: %s" % (name, document["interpreters"].get(name, "")))
    lines += ["- note: " + text for text in document.get("notes", [])]
    lines += ["", "## Geometric means", ""] + summary(document)
    for suite, labels in suites_of(document):
        lines += table(document, suite, labels)
    failed = failures(document)
    if failed:
        lines += ["", "## Failed or left out", ""] + failed
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", nargs="*", metavar="BENCH")
    parser.add_argument("--interp", action="append", default=[], metavar="NAME=COMMAND",
                        help="an interpreter; the first named is the reference")
    parser.add_argument("--pyperf-dir", metavar="DIR", default=os.environ.get("PYPERF_DIR"),
                        help="folder of bm_* folders (or PYPERF_DIR)")
    parser.add_argument("--exclude", action="append", default=[], metavar="BENCH")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="short and rough: to see what runs")
    parser.add_argument("--timeout-proc", type=float, default=60)
    parser.add_argument("--timeout-micro", type=float, default=300)
    parser.add_argument("--timeout-pyperf", type=float, default=300)
    parser.add_argument("--json", metavar="OUT")
    parser.add_argument("--markdown", metavar="OUT", help="the table goes there, too")
    parser.add_argument("--anchors", action="append", default=[], metavar="JSON",
                        help="stored results to show beside the measured ones")
    parser.add_argument("--report", nargs="+", metavar="JSON", help="only report stored results")
    parser.add_argument("--interp-order", metavar="A,B", help="which to report, reference first")
    parser.add_argument("--note", action="append", default=[], metavar="TEXT",
                        help="kept with the results")
    parser.add_argument("--list", action="store_true", help="list what would run")
    options = parser.parse_args()

    if options.list:
        for script in choose(find_scripts(options), options.bench, options.exclude):
            print(script.label + ("  (not run: %s)" % script.skip if script.skip else ""))
        return 0
    if options.report:
        documents = []
        for path in options.report:
            with open(path) as f:
                documents.append(json.load(f))
        document = merge(documents)
        document["notes"] += options.note
        if options.json:
            save(dict(document, format=1), options.json)
    else:
        interps = []
        for text in options.interp:
            name, _, command = text.partition("=")
            if not command:
                parser.error("--interp takes NAME=COMMAND")
            words = shlex.split(command)
            words[0] = os.path.expanduser(words[0])
            # Scripts run in folders of their own: relative paths would not hold.
            words = [os.path.abspath(w) if os.sep in w and os.path.exists(w) else w
                     for w in words]
            interps.append((name, words))
        if not interps:
            parser.error("at least one --interp is needed")
        document = measure(options, interps)
        if options.anchors:
            documents = [document]
            for path in options.anchors:
                with open(path) as f:
                    documents.append(apart(json.load(f), document["order"]))
            measured = set(document["benchmarks"])
            document = merge(documents)
            document["benchmarks"] = {l: c for l, c in document["benchmarks"].items()
                                      if l in measured}
    if options.interp_order:
        wanted = options.interp_order.split(",")
        document["order"] = [n for n in wanted if n in document["order"]]
        document["benchmarks"] = {l: c for l, c in document["benchmarks"].items()
                                  if any(n in c for n in document["order"])}
    text = report(document)
    sys.stdout.write(text)
    if options.markdown:
        with open(options.markdown, "w") as f:
            f.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
