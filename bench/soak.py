"""Makes and drops objects of every kind for a while and shows that the resident size stays where it is.

    krait bench/soak.py [SECONDS]

Exit status 1 if the process is more than 5% larger in the last third of the time than it was in the second.
"""
import gc
import sys
import time
import weakref


def resident_kib():
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith("VmRSS:"):
                return int(line.split()[1])


class Node:
    def __init__(self, value):
        self.value = value
        self.other = None

    def __del__(self):
        Node.ended += 1

    ended = 0


def plain_objects():
    for i in range(2000):
        [i, str(i), float(i), (i, i + 1), {"key": i}, {i}, b"%d" % i, i << 70, object()]


def cycles():
    for i in range(500):
        first, second = Node(i), Node(-i)
        first.other, second.other = second, first
        items = [first]
        items.append(items)


def exceptions():
    def fail(depth):
        if depth:
            fail(depth - 1)
        raise ValueError(depth)

    for i in range(200):
        try:
            fail(i % 7)
        except ValueError as error:
            kept = error
            try:
                raise RuntimeError from kept
            except RuntimeError:
                pass


def generators():
    def numbers(count):
        try:
            for i in range(count):
                yield i
        finally:
            pass

    async def answer():
        return 42

    for i in range(300):
        half = numbers(10)
        next(half)
        sum(numbers(10))
        unstarted = numbers(3)
        try:
            answer().send(None)
        except StopIteration:
            pass


def functions_and_classes():
    for i in range(20):
        made = type("Made", (Node,), {"method": lambda self: self.value})
        instance = made(i)
        reference = weakref.ref(instance, lambda dead: None)
        exec(f"def f(x): return x + {i}\nf(1)", {})


def text():
    for i in range(300):
        " ".join(f"{i}-{j}" for j in range(20)).upper().split("-")


WORK = [plain_objects, cycles, exceptions, generators, functions_and_classes, text]


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    start = time.monotonic()
    sizes = []
    rounds = 0
    next_line = 0.0
    while (elapsed := time.monotonic() - start) < seconds:
        for work in WORK:
            work()
        rounds += 1
        sizes.append((elapsed / seconds, resident_kib()))
        if elapsed >= next_line:
            next_line += seconds / 12
            print(f"{elapsed:6.1f} s  {sizes[-1][1] / 1024:7.1f} MiB  {rounds:6} rounds  {len(gc.get_objects()):6} tracked", flush=True)
    middle = max(size for part, size in sizes if 1 / 3 < part < 2 / 3)
    last = max(size for part, size in sizes if part > 2 / 3)
    print(f"largest in the second third {middle / 1024:.1f} MiB, in the last {last / 1024:.1f} MiB; {Node.ended} finalizers ran")
    return 1 if last > middle * 1.05 else 0


if __name__ == "__main__":
    sys.exit(main())
