"""Exceptions: the cost of try, of raising, of unwinding; with statements."""
from contextlib import contextmanager

from _bench import bench, done

N = 50_000


class Mine(Exception):
    pass


def try_no_raise():
    for _ in range(N):
        try:
            pass
        except ValueError:
            pass


def raise_catch():
    for _ in range(N):
        try:
            raise ValueError
        except ValueError:
            pass


def raise_message():
    for i in range(N):
        try:
            raise Mine("text", i)
        except Mine as error:
            error.args


def raise_from_depth():
    def down(n):
        if not n:
            raise ValueError
        down(n - 1)
    for _ in range(2000):
        try:
            down(20)
        except ValueError:
            pass


def raise_builtin():
    table = {}
    for i in range(N):
        try:
            table[i]
        except KeyError:
            pass


def raise_attribute():
    for _ in range(N):
        try:
            None.missing
        except AttributeError:
            pass


def raise_chain():
    for _ in range(N // 5):
        try:
            try:
                raise ValueError
            except ValueError as error:
                raise KeyError from error
        except KeyError:
            pass


def finally_clause():
    total = 0
    for _ in range(N):
        try:
            total += 1
        finally:
            total -= 1


class Manager:
    def __enter__(self):
        return self

    def __exit__(self, *details):
        return False


def with_class():
    manager = Manager()
    for _ in range(N):
        with manager:
            pass


@contextmanager
def generated():
    yield


def with_generator():
    for _ in range(N // 5):
        with generated():
            pass


bench("exc_try_no_raise", try_no_raise, N)
bench("exc_raise_catch", raise_catch, N)
bench("exc_raise_message", raise_message, N)
bench("exc_raise_depth_20", raise_from_depth, 2000)
bench("exc_raise_keyerror", raise_builtin, N)
bench("exc_raise_attributeerror", raise_attribute, N)
bench("exc_raise_chain", raise_chain, N // 5)
bench("exc_finally", finally_clause, N)
bench("with_class", with_class, N)
bench("with_generator", with_generator, N // 5)
done()
