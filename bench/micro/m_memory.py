"""Making and dropping objects; the cycle collector."""
import gc

from _bench import bench, done

N = 50_000


class Node:
    def __init__(self):
        self.me = self
        self.other = None


class Small:
    __slots__ = ("x",)


def instances():
    for _ in range(N):
        Small()


def floats():
    x = 1.5
    for _ in range(N):
        x = x + 1.0


def cycles():
    for _ in range(N):
        Node()


def linked():
    head = None
    for _ in range(N):
        head = (head, 1)


def collect():
    keep = [Small() for _ in range(N)]
    gc.collect()
    return keep


bench("mem_instances", instances, N)
bench("mem_floats", floats, N)
bench("mem_cycles", cycles, N)
bench("mem_linked_list", linked, N)
bench("mem_collect", collect, N)
done()
