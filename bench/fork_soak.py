#!/usr/bin/env python3
"""Fork soak: many forks, each child doing what a fresh process does; no child may hang or get lost, the parent's memory stays flat.

    fork_soak.py [--forks N] [--threads N] [--limit SECONDS]

Each child allocates, collects, imports, starts a thread, raises and catches, and says so through a pipe. With --threads so many others are busy
in Python code meanwhile. Prints the figures; the exit status is 1 where something went wrong.
"""
import argparse
import gc
import importlib
import os
import select
import signal
import sys
import threading
import time
import warnings

MODULES = ["colorsys", "sndhdr", "graphlib", "fractions", "textwrap", "csv", "shlex", "string.templatelib"]
GROWTH = 1.10


def resident():
    """The resident memory of this process, in KiB."""
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
    return 0


def child(number):
    """What each child does; its answer."""
    blocks = [bytearray(1000) for _ in range(2000)]
    cycle = []
    cycle.append(cycle)
    del cycle
    gc.collect()
    try:
        importlib.import_module(MODULES[number % len(MODULES)])
    except ModuleNotFoundError:
        pass
    seen = []
    thread = threading.Thread(target=seen.append, args=(len(blocks),))
    thread.start()
    thread.join()
    try:
        {}["missing"]
    except KeyError as error:
        seen.append(str(error))
    return b"%d %d" % (number, seen == [2000, "'missing'"])


def fork_once(number, limit):
    """Forks a child and waits for it: None, or what went wrong."""
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            os.close(read_end)
            os.write(write_end, child(number))
            status = 0
        finally:
            os._exit(status)
    os.close(write_end)
    try:
        if not select.select([read_end], [], [], limit)[0]:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            return "child %d hung" % number
        answer = os.read(read_end, 100)
    finally:
        os.close(read_end)
    _, status = os.waitpid(pid, 0)
    if status or answer != b"%d 1" % number:
        return "child %d: status %d, answer %r" % (number, status, answer)
    return None


def busy(stop):
    table = {}
    while not stop.is_set():
        for n in range(1000):
            table[n % 50] = str(n)


def main():
    parser = argparse.ArgumentParser(description="many forks in a row")
    parser.add_argument("--forks", type=int, default=200)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--limit", type=float, default=60)
    options = parser.parse_args()
    warnings.simplefilter("ignore", DeprecationWarning)
    stop = threading.Event()
    threads = [threading.Thread(target=busy, args=(stop,)) for _ in range(options.threads)]
    for thread in threads:
        thread.start()
    problems = []
    times = []
    settled = 0
    for number in range(options.forks):
        started = time.perf_counter()
        problem = fork_once(number, options.limit)
        times.append(time.perf_counter() - started)
        if problem:
            problems.append(problem)
        if number == options.forks // 4:
            settled = resident()
    stop.set()
    for thread in threads:
        thread.join()
    last = resident()
    times.sort()
    print("%d forks beside %d threads: %d problems; median %.1f ms, longest %.1f ms; resident %d KiB after a quarter, %d KiB at the end" % (
        options.forks, options.threads, len(problems), times[len(times) // 2] * 1e3, times[-1] * 1e3, settled, last))
    for problem in problems:
        print(problem)
    if last > settled * GROWTH:
        print("the parent's memory grew")
        return 1
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
