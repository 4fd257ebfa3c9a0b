"""Generators, iterators of one's own, coroutines."""
import asyncio
import itertools

from _bench import bench, done

N = 100_000


def count(n):
    for i in range(n):
        yield i


def delegate(n, depth):
    if depth:
        yield from delegate(n, depth - 1)
    else:
        yield from range(n)


class Counter:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if not self.n:
            raise StopIteration
        self.n -= 1
        return self.n


def drain(iterable):
    for _ in iterable:
        pass


def send():
    def echo():
        value = None
        while True:
            value = yield value
    generator = echo()
    next(generator)
    for i in range(N):
        generator.send(i)


def create():
    for _ in range(20_000):
        for _ in count(1):
            pass


def tree():
    def walk(node):
        if node:
            left, value, right = node
            yield from walk(left)
            yield value
            yield from walk(right)

    def build(low, high):
        if low == high:
            return None
        middle = (low + high) // 2
        return build(low, middle), middle, build(middle + 1, high)
    drain(walk(build(0, 5000)))


def awaits():
    async def leaf(x):
        return x

    async def main():
        total = 0
        for i in range(20_000):
            total += await leaf(i)
        return total
    coroutine = main()
    try:
        coroutine.send(None)
    except StopIteration:
        pass


def tasks():
    async def worker(n):
        for _ in range(n):
            await asyncio.sleep(0)

    async def main():
        await asyncio.gather(*(worker(50) for _ in range(100)))
    asyncio.run(main())


bench("gen_drain", lambda: drain(count(N)), N)
bench("gen_yield_from_1", lambda: drain(delegate(N, 0)), N)
bench("gen_yield_from_20", lambda: drain(delegate(20_000, 20)), 20_000)
bench("gen_send", send, N)
bench("gen_create", create, 20_000)
bench("gen_tree", tree, 5000)
bench("iter_class", lambda: drain(Counter(N)), N)
bench("iter_itertools", lambda: drain(itertools.islice(itertools.chain(itertools.count(), ()), N)), N)
bench("await_direct", awaits, 20_000)
bench("await_tasks", tasks, 5000)
done()
