"""Greenlets: making, switching, values, native code in between. Left out where greenlet is missing."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "micro"))
from _bench import bench, done

try:
    from greenlet import getcurrent, greenlet
except ImportError:
    sys.exit(0)

N = 10_000
main = getcurrent()


def echo(value=None):
    switch = main.switch
    while True:
        value = switch(value)


def switches():
    g = greenlet(echo)
    switch = g.switch
    for i in range(N):
        switch(i)


def make():
    for _ in range(N):
        greenlet(int).switch()


def many_at_once():
    several = [greenlet(main.switch) for _ in range(N // 10)]
    for g in several:
        g.switch()
    for g in several:
        g.switch()


def under_native_code():
    def work(_):
        sorted(range(10), key=main.switch)
    for _ in range(N // 100):
        g = greenlet(work)
        while not g.dead:
            g.switch(0)


bench("greenlet_switch", switches, 2 * N)
bench("greenlet_make", make, N)
bench("greenlet_many_at_once", many_at_once, N // 5)
bench("greenlet_under_native_code", under_native_code, N // 10)
done()
