"""_ctypes: C data, calls of C functions, callbacks; proved against libc and libm alone."""

import ctypes
import gc
import pickle
import sys
import threading
import unittest
import weakref
from ctypes import (
    CDLL, CFUNCTYPE, POINTER, Array, BigEndianStructure, Structure, Union, addressof, alignment, byref, c_bool, c_byte, c_char, c_char_p,
    c_double, c_float, c_int, c_long, c_longdouble, c_longlong, c_short, c_size_t, c_ubyte, c_uint, c_ulong, c_void_p, c_wchar, cast,
    create_string_buffer, create_unicode_buffer, memmove, memset, pointer, py_object, resize, sizeof, string_at, wstring_at)

try:
    libc = CDLL(None)
    libm = CDLL("libm.so.6")
except OSError as error:
    raise unittest.SkipTest(f"wants the C library: {error}") from None


class Point(Structure):
    _fields_ = [("x", c_int), ("y", c_int)]


class Division(Structure):
    _fields_ = [("quot", c_long), ("rem", c_long)]


class Calls(unittest.TestCase):
    def test_arguments_and_results(self):
        self.assertEqual(libc.abs(-3), 3)
        self.assertEqual(libc.strlen(b"abcd"), 4)
        sqrt = libm.sqrt
        sqrt.argtypes, sqrt.restype = [c_double], c_double
        self.assertEqual(sqrt(2.25), 1.5)
        self.assertEqual(sqrt(4), 2.0)
        with self.assertRaisesRegex(ctypes.ArgumentError, "argument 1: TypeError: must be real number, not str"):
            sqrt("4")
        with self.assertRaisesRegex(TypeError, r"this function takes at least 1 argument \(0 given\)"):
            sqrt()
        libc.wcslen.restype = c_size_t
        self.assertEqual(libc.wcslen("h\U0001f40dllo"), 5)

    def test_floats_of_three_sizes(self):
        libm.fabsf.argtypes, libm.fabsf.restype = [c_float], c_float
        libm.fabsl.argtypes, libm.fabsl.restype = [c_longdouble], c_longdouble
        self.assertEqual(libm.fabsf(-1.5), 1.5)
        for value in 1.5, 0.0, 1e300, 5e-324, 2.0 ** -1030, sys.float_info.max, float("inf"):
            self.assertEqual(libm.fabsl(-value), value)
            self.assertEqual(c_longdouble(value).value, value)

    def test_struct_by_value(self):
        ldiv = libc.ldiv
        ldiv.argtypes, ldiv.restype = [c_long, c_long], Division
        result = ldiv(17, 5)
        self.assertEqual((result.quot, result.rem), (3, 2))

    def test_pointers_and_buffers(self):
        buffer = create_string_buffer(b"abc", 8)
        libc.strcpy(buffer, b"hello")
        self.assertEqual((buffer.value, buffer.raw), (b"hello", b"hello\0\0\0"))
        libc.strchr.restype = c_char_p
        libc.strchr.argtypes = [c_char_p, c_char]
        self.assertEqual(libc.strchr(b"abcdef", b"d"), b"def")
        n = c_int()
        self.assertEqual(libc.sscanf(b"42", b"%d", byref(n)), 1)
        self.assertEqual(n.value, 42)

    def test_errcheck_and_paramflags(self):
        prototype = CFUNCTYPE(c_double, c_double, POINTER(c_int))
        frexp = prototype(("frexp", libm), ((1, "x"), (2, "exponent")))
        self.assertEqual(frexp(12.0), 4)
        self.assertEqual(frexp(x=12.0), 4)
        seen = []
        frexp.errcheck = lambda result, function, arguments: seen.append(result) or arguments
        self.assertEqual(frexp(12.0), 4)
        self.assertEqual(seen, [0.75])

    def test_errno(self):
        library = CDLL(None, use_errno=True)
        ctypes.set_errno(7)
        self.assertEqual(library.close(-1), -1)
        self.assertEqual(ctypes.get_errno(), 9)
        libc.close(-1)
        self.assertEqual(ctypes.set_errno(0), 9)
        seen = []
        thread = threading.Thread(target=lambda: seen.append(ctypes.set_errno(5)))
        thread.start()
        thread.join()
        self.assertEqual((seen, ctypes.get_errno()), ([0], 0))

    def test_no_such_symbol(self):
        with self.assertRaises(AttributeError):
            libc.there_is_no_such_function
        with self.assertRaises(ValueError):
            c_int.in_dll(libc, "there_is_no_such_variable")
        with self.assertRaises(OSError):
            CDLL("libtherearenone.so")

    def test_other_threads_run_meanwhile(self):
        done = []
        thread = threading.Thread(target=lambda: done.append(True))
        libc.usleep.argtypes = [c_uint]
        thread.start()
        for _ in range(200):
            libc.usleep(5000)
            if done:
                break
        thread.join()
        self.assertTrue(done)

    def test_raising_in_another_thread(self):
        class Stop(Exception):
            pass

        started, stopped = threading.Event(), []

        def run():
            try:
                started.set()
                while True:
                    pass
            except Stop:
                stopped.append(True)

        thread = threading.Thread(target=run)
        thread.start()
        started.wait()
        set_exception = ctypes.pythonapi.PyThreadState_SetAsyncExc
        self.assertEqual(set_exception(c_ulong(thread.ident), py_object(Stop)), 1)
        thread.join()
        self.assertEqual(stopped, [True])
        self.assertEqual(set_exception(c_ulong(1), py_object(Stop)), 0)


class Callbacks(unittest.TestCase):
    def test_sort(self):
        compare = CFUNCTYPE(c_int, POINTER(c_int), POINTER(c_int))
        numbers = (c_int * 6)(3, 1, 5, 2, 6, 4)
        qsort = CDLL(None).qsort
        qsort.argtypes, qsort.restype = [c_void_p, c_size_t, c_size_t, compare], None
        qsort(numbers, len(numbers), sizeof(c_int), compare(lambda a, b: a[0] - b.contents.value))
        self.assertEqual(numbers[:], [1, 2, 3, 4, 5, 6])

    def test_from_a_thread_that_python_did_not_start(self):
        function = CFUNCTYPE(c_void_p, c_void_p)
        seen = []

        def run(argument):
            seen.append((argument, threading.get_ident()))
            return argument + 1

        start, result, thread = function(run), c_void_p(), c_ulong()
        library = CDLL(None)
        library.pthread_create.argtypes = [c_void_p, c_void_p, function, c_void_p]
        library.pthread_join.argtypes = [c_ulong, c_void_p]
        self.assertEqual(library.pthread_create(byref(thread), None, start, 41), 0)
        self.assertEqual(library.pthread_join(thread, byref(result)), 0)
        self.assertEqual(result.value, 42)
        self.assertEqual(seen[0][0], 41)
        self.assertNotEqual(seen[0][1], threading.get_ident())

    def test_an_exception_is_unraisable(self):
        caught = []
        hook, sys.unraisablehook = sys.unraisablehook, lambda args: caught.append((type(args.exc_value), args.err_msg))
        try:
            def fail(argument):
                raise LookupError(argument)

            CFUNCTYPE(c_int, c_int)(fail)(3)
        finally:
            sys.unraisablehook = hook
        self.assertEqual(len(caught), 1)
        self.assertIs(caught[0][0], LookupError)
        self.assertIn("ctypes callback function <function", caught[0][1])

    def test_objects_go_through_c(self):
        class Thing:
            pass

        thing = Thing()
        echo = CFUNCTYPE(py_object, py_object)(lambda o: o)
        count = sys.getrefcount(thing)
        self.assertIs(echo(thing), thing)
        self.assertEqual(sys.getrefcount(thing), count)
        self.assertEqual(repr(py_object()), "py_object(<NULL>)")


class Data(unittest.TestCase):
    def test_integers_wrap(self):
        self.assertEqual(c_byte(200).value, -56)
        self.assertEqual(c_ubyte(-1).value, 255)
        self.assertEqual(c_uint(1 << 40).value, 0)
        self.assertEqual(c_longlong(-(1 << 63)).value, -(1 << 63))
        with self.assertRaises(TypeError):
            c_int(1.5)

    def test_layout(self):
        class Inner(Union):
            _fields_ = [("whole", c_uint), ("half", c_short * 2)]

        class Outer(Structure):
            _anonymous_ = ["inner"]
            _fields_ = [("flag", c_bool), ("inner", Inner), ("tail", c_char * 3)]

        class Bits(Structure):
            _fields_ = [("low", c_uint, 3), ("high", c_int, 5)]

        self.assertEqual((sizeof(Outer), alignment(Outer)), (12, 4))
        outer, bits = Outer(True, whole=0x20001, tail=b"xyz"), Bits(low=9, high=-3)
        self.assertEqual((outer.half[0], outer.half[1], outer.tail, bits.low, bits.high), (1, 2, b"xyz", 1, -3))
        self.assertEqual(Outer.whole.offset, 4)
        self.assertEqual(Bits.high.size, (5 << 16) + 3)
        if sys.version_info >= (3, 14):
            self.assertTrue(Outer.inner.is_anonymous)
            self.assertEqual((Bits.high.bit_size, Bits.high.bit_offset, Bits.high.is_bitfield), (5, 3, True))
        with self.assertRaisesRegex(AttributeError, "_fields_ is final"):
            Outer._fields_ = []

    def test_byte_orders(self):
        class Header(BigEndianStructure):
            _fields_ = [("a", c_short), ("b", c_int), ("c", c_double)]

        self.assertEqual(bytes(Header(1, 2, 0.5)), b"\0\1\0\0\0\0\0\2?\xe0\0\0\0\0\0\0")
        self.assertEqual(Header.from_buffer_copy(bytes(Header(1, 2, 0.5))).c, 0.5)

    def test_shared_memory(self):
        data = bytearray(b"\1\0\0\0\2\0\0\0tail")
        point = Point.from_buffer(data)
        point.y = 7
        self.assertEqual(data, b"\1\0\0\0\7\0\0\0tail")
        with self.assertRaises(BufferError):
            data.append(0)
        copy = Point.from_buffer_copy(data)
        copy.x = 9
        self.assertEqual(Point.from_address(addressof(point)).x, 1)
        del point
        gc.collect()
        data.append(0)

    def test_buffers(self):
        view = memoryview((c_int * 3 * 2)())
        self.assertEqual((view.format, view.shape, view.itemsize, view.nbytes, view.readonly), ("<i", (2, 3), 4, 24, False))
        self.assertEqual(memoryview(Point()).format, "T{<i:x:<i:y:}")

    def test_pointers(self):
        numbers = (c_int * 4)(1, 2, 3, 4)
        first = cast(numbers, POINTER(c_int))
        self.assertEqual((first[3], first[1:3], first[3:0:-2]), (4, [2, 3], [4, 2]))
        first[0] = 9
        self.assertEqual(numbers[0], 9)
        with self.assertRaisesRegex(ValueError, "NULL pointer access"):
            POINTER(c_int)().contents
        self.assertFalse(POINTER(c_int)())
        self.assertIs(POINTER(c_int), POINTER(c_int))

    def test_text(self):
        text = create_unicode_buffer("h\xe9llo", 8)
        self.assertEqual((text.value, len(text), wstring_at(text, 2)), ("h\xe9llo", 8, "h\xe9"))
        self.assertEqual(string_at(b"abcdef", 3), b"abc")
        target = create_string_buffer(4)
        memset(target, ord("x"), 3)
        memmove(target, b"a", 1)
        self.assertEqual(target.value, b"axx")
        self.assertEqual((c_wchar * 3)("a", "b", "c")[:], "abc")

    def test_lifetimes(self):
        point = Point(1, 2)
        alive = weakref.ref(point)
        holder = pointer(point)
        del point
        self.assertEqual(holder.contents.y, 2)
        del holder
        gc.collect()
        self.assertIsNone(alive())
        self.assertEqual(c_char_p(b"kept")._objects, b"kept")

    def test_resize(self):
        number = c_int(5)
        resize(number, 64)
        self.assertEqual((sizeof(number), number.value), (64, 5))
        with self.assertRaisesRegex(ValueError, "minimum size is 4"):
            resize(number, 2)

    def test_pickling(self):
        point = pickle.loads(pickle.dumps(Point(3, 4)))
        self.assertEqual((point.x, point.y), (3, 4))
        with self.assertRaisesRegex(ValueError, "ctypes objects containing pointers cannot be pickled"):
            pickle.dumps(c_char_p(b"x"))

    def test_types_of_types(self):
        self.assertIs(c_int * 3, c_int * 3)
        self.assertTrue(issubclass(c_int * 3, Array))
        with self.assertRaisesRegex(TypeError, "abstract class"):
            Structure()
        with self.assertRaisesRegex(ValueError, "Array length must be >= 0, not -1"):
            c_int * -1
        kept = weakref.ref(type("Passing", (Structure,), {"_fields_": [("a", c_int)]}))
        gc.collect()
        self.assertIsNone(kept())


if __name__ == "__main__":
    unittest.main()
