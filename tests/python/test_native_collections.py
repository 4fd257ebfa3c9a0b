"""OrderedDict, array, functools, operator, json, csv, pickle and queue: what is Krait's own in their native forms."""
import array
import collections
import csv
import functools
import io
import json
import operator
import pickle
import queue
import threading
import unittest


class OrderedDicts(unittest.TestCase):
    def test_moving_to_the_front_again_and_again(self):
        od = collections.OrderedDict.fromkeys(range(50))
        expected = list(range(50))
        for i in range(500):
            key = i * 7 % 50
            od.move_to_end(key, last=False)
            expected.remove(key)
            expected.insert(0, key)
            if i % 10 == 0:
                od.move_to_end(key)
                expected.append(expected.pop(0))
        self.assertEqual(list(od), expected)
        self.assertEqual([od.popitem(last=False)[0] for _ in range(50)], expected)

    def test_queue_and_cache(self):
        od = collections.OrderedDict()
        for i in range(1000):
            od[i] = i
            if len(od) > 3:
                self.assertEqual(od.popitem(last=False), (i - 3, i - 3))
        self.assertEqual(list(od), [997, 998, 999])

    def test_iterator_notices_moves(self):
        od = collections.OrderedDict.fromkeys("abc")
        it = iter(od)
        next(it)
        od.move_to_end("a")
        with self.assertRaisesRegex(RuntimeError, "OrderedDict mutated during iteration"):
            next(it)


class Arrays(unittest.TestCase):
    def test_conversion_that_shrinks_the_array(self):
        a = array.array("i", [1, 2, 3])

        class Index:
            def __index__(self):
                del a[:]
                return 5

        # As the patch releases after 3.14.2 have it.
        with self.assertRaises(IndexError):
            a[2] = Index()
        self.assertEqual(a, array.array("i"))

    def test_exported_memory_does_not_move(self):
        a = array.array("h", range(4))
        with memoryview(a) as view:
            with self.assertRaises(BufferError):
                a.append(1)
            view[1] = 9
        self.assertEqual(a.tolist(), [0, 9, 2, 3])


class Callables(unittest.TestCase):
    def test_partial_keeps_the_order_of_keywords(self):
        p = functools.partial(dict, a=1, b=2)
        self.assertEqual(list(p(c=3, a=4)), ["a", "b", "c"])

    def test_cache_with_equal_keys_of_other_types(self):
        cached = functools.lru_cache(maxsize=2)(lambda x: type(x))
        self.assertEqual([cached(1), cached(1.0)], [int, float])

    def test_getters(self):
        self.assertEqual(operator.itemgetter(1, 0)("ab"), ("b", "a"))
        self.assertEqual(operator.attrgetter("real.imag")(3), 0)
        self.assertEqual(operator.methodcaller("split", sep=",")("a,b"), ["a", "b"])
        self.assertEqual(repr(operator.methodcaller("f", 1, x=2)), "operator.methodcaller('f', 1, x=2)")


class Texts(unittest.TestCase):
    def test_json_notes(self):
        with self.assertRaises(TypeError) as caught:
            json.dumps({"a": [1, object()]})
        self.assertEqual(caught.exception.__notes__, ["when serializing list item 1", "when serializing dict item 'a'"])

    def test_json_surrogates(self):
        self.assertEqual(json.loads('"\\ud83d\\ude00 \\ud800"'), "\U0001f600 \ud800")
        self.assertEqual(json.dumps("\U0001f600\x7f"), '"\\ud83d\\ude00\\u007f"')

    def test_csv_round_trip(self):
        rows = [["a", 'b"c', "d\ne"], ["", " x", "\U0001f600,"]]
        out = io.StringIO()
        csv.writer(out).writerows(rows)
        self.assertEqual(list(csv.reader(io.StringIO(out.getvalue(), newline=""))), rows)


class Pickles(unittest.TestCase):
    def test_deep_and_shared(self):
        shared = ["x" * 70000, b"y" * 70000]
        data = {"a": shared, "b": shared, "c": (1 << 80, -1.5, None, True, {1, 2}, frozenset("ab"), bytearray(b"z"))}
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            copy = pickle.loads(pickle.dumps(data, protocol))
            self.assertEqual(copy, data)
            self.assertIs(copy["a"], copy["b"])

    def test_peeked_file_goes_on_behind_the_pickle(self):
        file = io.BufferedReader(io.BytesIO(pickle.dumps([1], 2) + pickle.dumps("second") + b"rest"))
        self.assertEqual([pickle.load(file), pickle.load(file), file.read()], [[1], "second", b"rest"])


class Queues(unittest.TestCase):
    def test_waiting(self):
        q = queue.SimpleQueue()
        with self.assertRaises(queue.Empty):
            q.get(timeout=0.01)
        thread = threading.Thread(target=q.put, args=(5,))
        thread.start()
        self.assertEqual(q.get(timeout=10), 5)
        thread.join()


if __name__ == "__main__":
    unittest.main()
