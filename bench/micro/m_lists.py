"""Lists, tuples and sets."""
import random

from _bench import bench, done

N = 100_000
ITEMS = list(range(N))
SHUFFLED = ITEMS[:]
random.Random(7).shuffle(SHUFFLED)
FLOATS = [float(x) for x in SHUFFLED]


def append():
    items = []
    for i in range(N):
        items.append(i)


def append_pop():
    items = []
    for i in range(N):
        items.append(i)
    while items:
        items.pop()


def index():
    items = ITEMS
    for i in range(N):
        items[i]


def store():
    items = [0] * N
    for i in range(N):
        items[i] = i


def slices():
    items = ITEMS
    for i in range(0, N, 100):
        items[i:i + 100]


def contains():
    items = ITEMS[:100]
    for _ in range(2000):
        99 in items


def insert_front():
    items = []
    for i in range(2000):
        items.insert(0, i)


def concat():
    for _ in range(10_000):
        [1, 2, 3] + [4, 5, 6]


def unpack():
    pair = (1, 2)
    for _ in range(N):
        a, b = pair


def swap():
    a, b, c = 1, 2, 3
    for _ in range(N):
        a, b, c = b, c, a


def build_tuple():
    for i in range(N):
        (i, i, i)


def set_add():
    seen = set()
    for i in range(N):
        seen.add(i & 1023)


def set_operations():
    left, right = set(range(1000)), set(range(500, 1500))
    for _ in range(50):
        left & right, left | right, left - right


bench("list_append", append, N)
bench("list_append_pop", append_pop, 2 * N)
bench("list_index", index, N)
bench("list_store", store, N)
bench("list_slice_100", slices, N // 100)
bench("list_contains_100", contains, 2000)
bench("list_insert_front", insert_front, 2000)
bench("list_concat", concat, 10_000)
bench("list_sort_ints", lambda: sorted(SHUFFLED), N)
bench("list_sort_floats", lambda: sorted(FLOATS), N)
bench("list_sort_sorted", lambda: sorted(ITEMS), N)
bench("list_sum_min_max", lambda: (sum(ITEMS), min(ITEMS), max(ITEMS)), 3 * N)
bench("tuple_unpack", unpack, N)
bench("tuple_swap", swap, N)
bench("tuple_build", build_tuple, N)
bench("set_add", set_add, N)
bench("set_operations", set_operations, 150)
done()
