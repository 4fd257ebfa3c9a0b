"""Exceptions as objects: fields, messages, groups, except*, what is read-only."""

import errno
import unittest


class Fields(unittest.TestCase):
    def test_base(self):
        e = ValueError(1)
        for attribute in ("__traceback__", "__context__", "__cause__"):
            with self.assertRaisesRegex(TypeError, f"^{attribute} may not be deleted$"):
                delattr(e, attribute)
        with self.assertRaisesRegex(TypeError, "^exception cause must be None or derive from BaseException$"):
            e.__cause__ = 5
        e.__cause__ = None
        self.assertTrue(e.__suppress_context__)
        e.args = "ab"
        self.assertEqual(e.args, ("a", "b"))
        self.assertEqual(repr(ValueError("x")), "ValueError('x')")
        self.assertEqual(repr(ValueError(1, 2)), "ValueError(1, 2)")

    def test_keywords(self):
        with self.assertRaisesRegex(TypeError, r"^ValueError\(\) takes no keyword arguments$"):
            ValueError(a=1)
        with self.assertRaisesRegex(TypeError, r"^AttributeError\(\) got an unexpected keyword argument 'a'$"):
            AttributeError(a=1)

    def test_notes(self):
        e = ValueError(1)
        e.add_note("n")
        self.assertEqual(e.__notes__, ["n"])
        with self.assertRaisesRegex(TypeError, r"^add_note\(\) argument must be str, not int$"):
            e.add_note(5)
        e.__notes__ = 3
        with self.assertRaisesRegex(TypeError, "^Cannot add note: __notes__ is not a list$"):
            e.add_note("n")

    def test_reduce(self):
        e = AttributeError("m", name="n", obj=3)
        e.foo = 1
        self.assertEqual(e.__reduce__(), (AttributeError, ("m",), {"foo": 1, "name": "n", "args": ("m",)}))
        e = ImportError("m", name="n", path="p")
        self.assertEqual(e.__reduce__(), (ImportError, ("m",), {"name": "n", "path": "p"}))

    def test_stop_iteration_and_exit(self):
        self.assertEqual(StopIteration(1, 2).value, 1)
        self.assertIsNone(StopIteration().value)
        self.assertEqual(SystemExit(1, 2).code, (1, 2))
        self.assertEqual(str(KeyError("")), "''")

    def test_os_error(self):
        e = OSError(errno.ENOENT, "x", "f", None, "g")
        self.assertIs(type(e), FileNotFoundError)
        self.assertEqual(e.args, (errno.ENOENT, "x"))
        self.assertEqual(str(e), f"[Errno {errno.ENOENT}] x: 'f' -> 'g'")
        e = BlockingIOError(errno.EAGAIN, "x", 5)
        self.assertEqual(e.characters_written, 5)
        del e.characters_written
        with self.assertRaisesRegex(AttributeError, "^characters_written$"):
            e.characters_written

    def test_os_error_subclass_with_init(self):
        class E(OSError):
            def __init__(self, *args, extra):
                super().__init__(*args)
                self.extra = extra

        e = E(errno.ENOENT, "x", extra=3)
        self.assertEqual((type(e), e.errno, e.extra), (E, errno.ENOENT, 3))

    def test_unicode_errors(self):
        self.assertEqual(
            str(UnicodeDecodeError("ascii", bytearray(b"abc\xff"), 3, 4, "bad")),
            "'ascii' codec can't decode byte 0xff in position 3: bad")
        e = UnicodeEncodeError("ascii", "abc\xff\u1234\U00012345", 3, 4, "bad")
        self.assertEqual(str(e), "'ascii' codec can't encode character '\\xff' in position 3: bad")
        e.start, e.end = 5, 6
        self.assertEqual(str(e), "'ascii' codec can't encode character '\\U00012345' in position 5: bad")
        e.start, e.end = 1, 9
        self.assertEqual(str(e), "'ascii' codec can't encode characters in position 1-8: bad")
        e.object = 5
        with self.assertRaisesRegex(TypeError, "^UnicodeError 'object' attribute must be a string$"):
            str(e)

    def test_syntax_error(self):
        e = SyntaxError("m", ("/a/f.py", 1, 2, "t", 3, 4))
        self.assertEqual(str(e), "m (f.py, line 1)")
        self.assertEqual((e.end_lineno, e.end_offset), (3, 4))
        with self.assertRaisesRegex(TypeError, "^end_offset must be provided when end_lineno is provided$"):
            SyntaxError("m", ("f", 1, 2, "t", 3))


class Groups(unittest.TestCase):
    def test_type(self):
        self.assertIs(type(BaseExceptionGroup("m", [ValueError()])), ExceptionGroup)
        self.assertIs(type(BaseExceptionGroup("m", [KeyboardInterrupt()])), BaseExceptionGroup)
        with self.assertRaisesRegex(TypeError, "^Cannot nest BaseExceptions in an ExceptionGroup$"):
            ExceptionGroup("m", [KeyboardInterrupt()])
        self.assertEqual(ExceptionGroup.__bases__, (BaseExceptionGroup, Exception))
        with self.assertRaisesRegex(ValueError, "^Item 1 of second argument"):
            ExceptionGroup("m", [ValueError(), 5])

    def test_split(self):
        inner = ExceptionGroup("n", [TypeError(2), ValueError(4)])
        group = ExceptionGroup("m", [ValueError(1), inner])
        group.add_note("note")
        match, rest = group.split(ValueError)
        self.assertEqual(repr(match), "ExceptionGroup('m', [ValueError(1), ExceptionGroup('n', [ValueError(4)])])")
        self.assertEqual(repr(rest), "ExceptionGroup('m', [ExceptionGroup('n', [TypeError(2)])])")
        self.assertEqual(match.__notes__, ["note"])
        self.assertIsNot(match.__notes__, group.__notes__)
        self.assertIsNone(group.subgroup(KeyError))
        self.assertIs(group.subgroup(lambda e: True), group)

    def test_deep(self):
        e = TypeError(1)
        for _ in range(50_000):
            e = ExceptionGroup("g", [e])
        with self.assertRaises(RecursionError):
            e.split(ValueError)

    def star(self, raised, action):
        try:
            try:
                raise raised
            except* ValueError as e:
                action(e)
        except BaseException as e:
            return e

    def test_star(self):
        def again(e):
            raise

        def other(e):
            raise KeyError(2)

        self.assertEqual(repr(self.star(ValueError(1), again)), "ExceptionGroup('', (ValueError(1),))")
        self.assertIsNone(self.star(ValueError(1), lambda e: None))
        group = ExceptionGroup("m", [ValueError(1), TypeError(2)])
        self.assertEqual(repr(self.star(group, lambda e: None)), "ExceptionGroup('m', [TypeError(2)])")
        self.assertEqual(repr(self.star(group, other)), "ExceptionGroup('', [KeyError(2), ExceptionGroup('m', [TypeError(2)])])")

    def test_star_types(self):
        with self.assertRaisesRegex(TypeError, "^catching ExceptionGroup with except"):
            try:
                raise ValueError
            except* ExceptionGroup:
                pass


if __name__ == "__main__":
    unittest.main()
