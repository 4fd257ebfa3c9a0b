"""Memory that objects show: classes with __buffer__, and bytearrays that must keep their size."""
import re
import struct
import unittest


class Shown:
    def __init__(self, data):
        self.data = bytearray(data)
        self.open = 0

    def __buffer__(self, flags):
        self.open += 1
        return memoryview(self.data)

    def __release_buffer__(self, view):
        self.open -= 1


class PythonBuffers(unittest.TestCase):
    def test_views(self):
        shown = Shown(b"abc")
        with memoryview(shown) as view:
            self.assertEqual(shown.open, 1)
            view[0] = ord("x")
        self.assertEqual((shown.open, shown.data), (0, b"xbc"))
        self.assertEqual(bytes(shown), b"xbc")
        self.assertEqual(b"-".join([shown, b"y"]), b"xbc-y")
        self.assertEqual(shown.open, 0)

    def test_no_memoryview(self):
        class Wrong:
            def __buffer__(self, flags):
                return b"bytes"

        with self.assertRaisesRegex(TypeError, "__buffer__ returned non-memoryview object"):
            memoryview(Wrong())

    def test_methods_of_builtin_types(self):
        self.assertEqual(bytes.__buffer__(b"ab", 0).tobytes(), b"ab")
        array = bytearray(b"ab")
        view = array.__buffer__(0)
        self.assertRaises(BufferError, array.append, 1)
        array.__release_buffer__(view)
        array.append(1)
        self.assertRaises(ValueError, array.__release_buffer__, memoryview(b"x"))

    def test_release_in_a_subclass(self):
        calls = []

        class Counting(bytearray):
            def __release_buffer__(self, view):
                calls.append(view.tobytes())
                self.assert_restricted(view)
                super().__release_buffer__(view)

            def assert_restricted(self, view):
                try:
                    memoryview(view)
                except ValueError:
                    return
                raise AssertionError("a new view of memory that is being released")

        array = Counting(b"abc")
        memoryview(array).release()
        self.assertEqual(calls, [b"abc"])
        array.clear()


class Sizes(unittest.TestCase):
    def test_arguments_that_clear_the_array(self):
        class Clears:
            def __init__(self, array):
                self.array = array

            def __index__(self):
                self.array.clear()
                return 65

            def __repr__(self):
                self.array.clear()
                return ""

        for call in (lambda a, o: a.find(o), lambda a, o: a.count(o), lambda a, o: o in a, lambda a, o: a % (o,)):
            array = bytearray(b"%a")
            # Releases of 3.14 differ in which of these refuse.
            try:
                call(array, Clears(array))
            except BufferError:
                self.assertEqual(array, b"%a")

    def test_extended_slice(self):
        array = bytearray(b"abcdef")
        with memoryview(array), self.assertRaises(BufferError):
            array[::2] = b""

    def test_iteration_over_matches(self):
        array = bytearray(b"xyx")
        matches = re.finditer(b"x", array)
        self.assertRaises(BufferError, array.append, 1)
        self.assertEqual([m.start() for m in matches], [0, 2])

    def test_repr(self):
        self.assertEqual(repr(bytearray(b"'")), "bytearray(b\"\\'\")")
        self.assertEqual(repr(b"'"), "b\"'\"")


class Texts(unittest.TestCase):
    def test_rsplit_at_overlapping_separators(self):
        self.assertEqual("abbbc".rsplit("bb"), ["ab", "c"])
        self.assertEqual("abbbc".split("bb"), ["a", "bc"])
        self.assertEqual(b"abbbc".rsplit(b"bb"), [b"ab", b"c"])

    def test_struct_keeps_its_format(self):
        s = struct.Struct(">hh")
        self.assertEqual((s.format, s.size), (">hh", 4))


if __name__ == "__main__":
    unittest.main()
