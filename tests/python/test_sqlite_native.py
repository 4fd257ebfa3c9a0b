"""The native half of sqlite3: lifetimes, callbacks, threads."""

import gc
import sqlite3
import threading
import time
import unittest
import warnings
import weakref
from contextlib import closing


def memory(**options):
    return closing(sqlite3.connect(":memory:", **options))


class Lifetimes(unittest.TestCase):
    def test_cursor_goes_at_once_and_unlocks_its_table(self):
        with memory() as cx:
            cx.execute("create table t(a)")
            cx.executemany("insert into t values(?)", [(1,), (2,), (3,)])
            cx.commit()
            cursor = cx.execute("select a from t")
            self.assertEqual(next(cursor), (1,))
            gone = weakref.ref(cursor)
            del cursor
            self.assertIsNone(gone())
            cx.execute("drop table t")

    def test_cycle_of_connection_and_cursor(self):
        class Connection(sqlite3.Connection):
            pass

        cx = sqlite3.connect(":memory:", factory=Connection)
        cx.kept = cx.cursor()
        cx.kept.execute("select 1")
        cx.close()
        gone = weakref.ref(cx)
        del cx
        gc.collect()
        self.assertIsNone(gone())

    def test_unclosed_connection(self):
        with self.assertWarnsRegex(ResourceWarning, "unclosed database in <sqlite3.Connection object"):
            cx = sqlite3.connect(":memory:")
            del cx
            gc.collect()

    def test_parameters_are_left_alone(self):
        values = [(1,), (2,)]
        with memory() as cx:
            cx.execute("create table t(a)")
            for _ in range(3):
                cx.executemany("insert into t values(?)", values)
            self.assertEqual(values, [(1,), (2,)])
            self.assertEqual(cx.execute("select count(*) from t").fetchone(), (6,))

    def test_values_of_a_long_result(self):
        with memory() as cx:
            cx.execute("create table t(a, b, c, d)")
            rows = [(i, str(i), i / 2, bytes([i % 256])) for i in range(3000)]
            cx.executemany("insert into t values(?, ?, ?, ?)", (row for row in rows))
            self.assertEqual(cx.execute("select * from t").fetchall(), rows)
            self.assertEqual(list(cx.execute("select * from t")), rows)

    def test_function_is_released_with_its_connection(self):
        def function():
            return 1

        gone = weakref.ref(function)
        with memory() as cx:
            cx.create_function("f", 0, function)
            del function
            self.assertEqual(cx.execute("select f()").fetchone(), (1,))
            self.assertIsNotNone(gone())
        self.assertIsNone(gone())


class Callbacks(unittest.TestCase):
    def test_aggregates_side_by_side(self):
        class Sum:
            def __init__(self):
                self.sum = 0

            def step(self, value):
                self.sum += value

            def finalize(self):
                return self.sum

        with memory() as cx:
            cx.create_aggregate("total_of", 1, Sum)
            cx.execute("create table t(kind, a)")
            cx.executemany("insert into t values(?, ?)", [(i % 3, i) for i in range(30)])
            query = "select kind, total_of(a), total_of(-a) from t group by kind order by kind"
            self.assertEqual(cx.execute(query).fetchall(), [(0, 135, -135), (1, 145, -145), (2, 155, -155)])

    def test_aggregate_of_a_statement_left_in_the_middle(self):
        made = []

        class Left:
            def __init__(self):
                made.append(weakref.ref(self))

            def step(self, value):
                pass

            def finalize(self):
                return 1

        with memory() as cx:
            cx.create_aggregate("left_over", 1, Left)
            cx.execute("create table t(kind, a)")
            cx.executemany("insert into t values(?, 1)", [(1,), (2,), (3,)])
            cursor = cx.execute("select kind, left_over(a) from t group by kind")
            cursor.close()
            gc.collect()
            self.assertTrue(made)
            self.assertEqual([r() for r in made], [None] * len(made))

    def test_collation_error_is_raised(self):
        def compare(a, b):
            return 1 / (a == b)

        with memory() as cx:
            cx.create_collation("broken", compare)
            with self.assertRaisesRegex(ZeroDivisionError, "division by zero"):
                cx.execute("select 'a' as x union select 'b' order by x collate broken").fetchall()

    def test_query_within_a_function(self):
        with memory() as cx:
            cx.execute("create table t(a)")
            cx.executemany("insert into t values(?)", [(1,), (2,)])
            cx.create_function("f", 1, lambda a: cx.execute("select count(*) from t where a <= ?", (a,)).fetchone()[0])
            self.assertEqual(cx.execute("select f(a) from t").fetchall(), [(1,), (2,)])

    def test_same_statement_within_an_adapter(self):
        class Point:
            def __conform__(self, protocol):
                return cx.execute("select ?", ("inner",)).fetchone()[0]

        with memory() as cx:
            self.assertEqual(cx.execute("select ?", (Point(),)).fetchone(), ("inner",))

    def test_handler_replaced_while_it_runs(self):
        with memory() as cx:
            seen = []

            def trace(statement):
                seen.append(statement)
                cx.set_trace_callback(None)

            cx.set_trace_callback(trace)
            cx.execute("select 1")
            cx.execute("select 2")
            self.assertEqual(seen, ["select 1"])


class Threads(unittest.TestCase):
    def test_others_run_while_a_statement_does(self):
        with memory(check_same_thread=False) as cx:
            endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"
            errors = []

            def run():
                try:
                    cx.execute(endless)
                except sqlite3.OperationalError as error:
                    errors.append(str(error))

            thread = threading.Thread(target=run)
            thread.start()
            while thread.is_alive():
                time.sleep(0.01)
                cx.interrupt()
            thread.join()
            self.assertEqual(errors, ["interrupted"])

    def test_function_is_called_on_the_thread_of_the_statement(self):
        with memory(check_same_thread=False) as cx:
            cx.create_function("ident", 0, threading.get_ident)
            result = []
            thread = threading.Thread(target=lambda: result.append((cx.execute("select ident()").fetchone()[0], threading.get_ident())))
            thread.start()
            thread.join()
            self.assertEqual(*result[0])
            self.assertEqual(cx.execute("select ident()").fetchone()[0], threading.get_ident())


class Deprecations(unittest.TestCase):
    def test_place_of_the_warning(self):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            with memory() as cx:
                cx.create_function(name="f", narg=0, func=int)
                cx.create_function("g", 0, int)
        self.assertEqual([w.filename for w in caught], [__file__])
        self.assertIn("will become positional-only", str(caught[0].message))


if __name__ == "__main__":
    unittest.main()
