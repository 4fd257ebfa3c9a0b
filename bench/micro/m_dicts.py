"""Dictionaries, with keys of several kinds."""
from collections import Counter, defaultdict

from _bench import bench, done

N = 100_000
WORDS = ["word%d" % (i % 1000) for i in range(N)]
BY_INT = {i: i for i in range(1000)}
BY_WORD = {w: 1 for w in WORDS}


class Key:
    def __init__(self, value):
        self.value = value

    def __hash__(self):
        return hash(self.value)

    def __eq__(self, other):
        return self.value == other.value


KEYS = [Key(i) for i in range(1000)]
BY_KEY = {k: 1 for k in KEYS}


def get_str():
    table = BY_WORD
    for word in WORDS:
        table[word]


def get_int():
    table = BY_INT
    for i in range(N):
        table[i % 1000]


def get_object():
    table = BY_KEY
    for key in KEYS:
        table[key]


def get_tuple():
    table = {(i, i): i for i in range(100)}
    for i in range(10_000):
        table[(i % 100, i % 100)]


def get_method():
    table = BY_WORD
    for _ in range(N):
        table.get("nothing", 0)


def store():
    table = {}
    for i in range(N):
        table[i] = i


def store_delete():
    table = {}
    for i in range(N):
        table[i] = i
        del table[i]


def contains():
    table = BY_WORD
    for word in WORDS:
        word in table


def count_words():
    counts = {}
    for word in WORDS:
        counts[word] = counts.get(word, 0) + 1


def count_default():
    counts = defaultdict(int)
    for word in WORDS:
        counts[word] += 1


def items():
    for _ in range(100):
        for key, value in BY_INT.items():
            pass


def literal():
    for i in range(N):
        {"a": i, "b": i, "c": i}


def merge():
    for _ in range(100):
        {**BY_INT, **BY_WORD}
        BY_INT | BY_WORD


bench("dict_get_str", get_str, N)
bench("dict_get_int", get_int, N)
bench("dict_get_object", get_object, 1000)
bench("dict_get_tuple", get_tuple, 10_000)
bench("dict_get_method", get_method, N)
bench("dict_store", store, N)
bench("dict_store_delete", store_delete, 2 * N)
bench("dict_contains", contains, N)
bench("dict_count_words", count_words, N)
bench("dict_count_default", count_default, N)
bench("dict_counter", lambda: Counter(WORDS), N)
bench("dict_items", items, N)
bench("dict_literal", literal, N)
bench("dict_merge", merge, 200)
done()
