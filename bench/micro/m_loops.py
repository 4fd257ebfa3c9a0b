"""Loops and arithmetic on locals and globals."""
from _bench import bench, done

N = 200_000
counter = 0


def loop_range():
    for _ in range(N):
        pass


def loop_while():
    i = 0
    while i < N:
        i += 1


def loop_nested():
    total = 0
    for i in range(400):
        for j in range(500):
            total += i ^ j
    return total


def loop_int():
    total = 0
    for i in range(N):
        total = (total + i * 3 - (i >> 2)) & 0xFFFFF
    return total


def loop_float():
    x = 0.5
    for _ in range(N):
        x = x * 3.7 * (1.0 - x)
    return x


def loop_bigint():
    value = 1
    for i in range(1, 600):
        value *= i
    return value


def loop_compare():
    low = high = 0
    for i in range(N):
        if i % 3 == 0 and i < 100_000:
            low += 1
        elif i >= 150_000:
            high += 1
    return low, high


def loop_global():
    global counter
    counter = 0
    for _ in range(N):
        counter += 1


def loop_list():
    total = 0
    for item in ITEMS:
        total += item
    return total


def loop_enumerate_zip():
    total = 0
    for i, (a, b) in enumerate(zip(ITEMS, ITEMS)):
        total += i + a - b
    return total


def loop_break_else():
    found = 0
    for i in range(20_000):
        for j in (1, 2, 3, 4, 5):
            if j == 4:
                break
        else:
            found += 1
    return found


ITEMS = list(range(N))
bench("loop_range", loop_range, N)
bench("loop_while", loop_while, N)
bench("loop_nested", loop_nested, N)
bench("loop_int", loop_int, N)
bench("loop_float", loop_float, N)
bench("loop_bigint", loop_bigint, 600)
bench("loop_compare", loop_compare, N)
bench("loop_global", loop_global, N)
bench("loop_list", loop_list, N)
bench("loop_enumerate_zip", loop_enumerate_zip, N)
bench("loop_break_else", loop_break_else, 20_000)
done()
