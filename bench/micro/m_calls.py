"""Calls: functions, methods, built-ins, keywords, closures, recursion."""
from _bench import bench, done

N = 100_000


def nothing():
    pass


def three(a, b, c):
    return a


def defaults(a, b=2, *, c=3):
    return b


def star(*args, **kwargs):
    return args


class Thing:
    def __init__(self, value):
        self.value = value

    def method(self, x):
        return x

    @staticmethod
    def static(x):
        return x

    @classmethod
    def klass(cls, x):
        return x

    def __call__(self, x):
        return x


def call_plain():
    for _ in range(N):
        nothing()


def call_positional():
    for i in range(N):
        three(i, i, i)


def call_keywords():
    for i in range(N):
        defaults(i, c=i)


def call_star():
    args = (1, 2)
    for i in range(N):
        star(*args, x=i)


def call_method():
    thing = Thing(1)
    for i in range(N):
        thing.method(i)


def call_bound_method():
    method = Thing(1).method
    for i in range(N):
        method(i)


def call_static_and_class():
    thing = Thing(1)
    for i in range(N):
        thing.static(i)
        thing.klass(i)


def call_object():
    thing = Thing(1)
    for i in range(N):
        thing(i)


def call_constructor():
    for i in range(N):
        Thing(i)


def call_builtin():
    items = [1, 2, 3]
    for _ in range(N):
        len(items)


def call_builtin_type():
    for i in range(N):
        isinstance(i, int)


def call_closure():
    total = 0

    def add(x):
        nonlocal total
        total += x
    for i in range(N):
        add(i)
    return total


def call_lambda_key():
    sorted(range(N), key=lambda x: -x)


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


bench("call_plain", call_plain, N)
bench("call_positional", call_positional, N)
bench("call_keywords", call_keywords, N)
bench("call_star", call_star, N)
bench("call_method", call_method, N)
bench("call_bound_method", call_bound_method, N)
bench("call_static_and_class", call_static_and_class, 2 * N)
bench("call_object", call_object, N)
bench("call_constructor", call_constructor, N)
bench("call_builtin", call_builtin, N)
bench("call_builtin_type", call_builtin_type, N)
bench("call_closure", call_closure, N)
bench("call_lambda_key", call_lambda_key, N)
bench("call_fib_22", lambda: fib(22), 57_313)
done()
