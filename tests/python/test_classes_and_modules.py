"""Classes, descriptors and the errors of modules: what Python code sees of the type system."""
import re
import sys
import traceback
import types
import unittest
import warnings


class ClassDicts(unittest.TestCase):
    def test_metaclass_keeps_the_class_dict(self):
        class Meta(type):
            pass

        class C(metaclass=Meta):
            x = 1
        self.assertEqual(C.__dict__["x"], 1)
        self.assertNotIn("__dict__", Meta.__dict__)

    def test_cell_is_filled_before_mro(self):
        seen = []

        class Meta(type):
            def mro(cls):
                seen.append(cls.__dict__["f"](None))
                return super().mro()

        class C(metaclass=Meta):
            def f(self):
                return __class__
        self.assertEqual(seen, [C])

    def test_slots_may_be_named_like_the_namespace(self):
        class C:
            __slots__ = ["__qualname__"]
        self.assertIsInstance(C.__dict__["__qualname__"], types.MemberDescriptorType)

    def test_keys_that_are_no_strings_warn(self):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            type("C", (), {1: 2})
        self.assertEqual([str(w.message) for w in caught], ["non-string key in the __dict__ of class C"])


class Signatures(unittest.TestCase):
    def test_doc_string_that_begins_with_one(self):
        for doc, expected in [
            ("A(x, y=1)\n--\n\ntext", "(x, y=1)"), ("A(x)\n\ntext)\n--\n\n", None), ("B(x)\n--\n\n", None), ("A", None), (None, None), (3, None),
        ]:
            with self.subTest(doc=doc):
                cls = type("A", (), {"__doc__": doc})
                self.assertEqual(cls.__text_signature__, expected)
                self.assertEqual(cls.__doc__, doc)
                self.assertIsNone(type("A", (cls,), {}).__text_signature__)


class Messages(unittest.TestCase):
    def test_types_of_modules_are_named_in_full(self):
        with self.assertRaisesRegex(TypeError, re.escape("'re.Pattern' object is not iterable")):
            iter(re.compile(""))

    def test_members_are_read_only(self):
        for obj, name in (range(3), "start"), (property(), "fget"), (slice(3), "stop"), (1j, "real"):
            with self.subTest(obj=obj), self.assertRaisesRegex(AttributeError, "^readonly attribute$"):
                setattr(obj, name, None)
        self.assertIs(type(complex.real), types.MemberDescriptorType)

    def test_attribute_errors_know_what_was_asked_for(self):
        class C:
            def __getattr__(self, name):
                raise AttributeError
        obj = C()
        with self.assertRaises(AttributeError) as caught:
            obj.spam
        self.assertEqual((caught.exception.name, caught.exception.obj), ("spam", obj))


class Contexts(unittest.TestCase):
    def test_missing_key(self):
        try:
            try:
                raise ValueError
            except ValueError:
                {}[1]
        except KeyError as error:
            self.assertIsInstance(error.__context__, ValueError)

    def test_recursion(self):
        def f():
            try:
                1 / 0
            except ZeroDivisionError:
                f()
        with self.assertRaises(RecursionError) as caught:
            f()
        self.assertIsInstance(caught.exception.__context__, ZeroDivisionError)


class MisspeltKeywords(unittest.TestCase):
    def test_suggestion(self):
        with self.assertRaises(SyntaxError) as caught:
            compile("whille True: pass", "<string>", "exec")
        text = "".join(traceback.format_exception_only(caught.exception))
        self.assertIn("Did you mean 'while'?", text)


class Coroutines(unittest.TestCase):
    def test_clearing_the_frame_warns(self):
        async def f():
            pass
        coroutine = f()
        with self.assertWarnsRegex(RuntimeWarning, "never awaited"):
            coroutine.cr_frame.clear()
        coroutine.close()


class Threads(unittest.TestCase):
    def test_current_frames(self):
        self.assertIn(sys._getframe(), sys._current_frames().values())



class BuiltinNew(unittest.TestCase):
    def test_what_was_overridden_once_stays_overridden(self):
        class Refuses:
            def __new__(cls, *args):
                raise AssertionError

        class Restores(Refuses):
            __new__ = object.__new__

            def __init__(self, value):
                self.value = value

        with self.assertRaisesRegex(TypeError, r"object.__new__\(\) takes exactly one argument"):
            Restores(3)

    def test_a_class_that_never_overrode_it_takes_arguments(self):
        class Plain:
            __new__ = object.__new__

            def __init__(self, value):
                self.value = value

        self.assertEqual(Plain(3).value, 3)

if __name__ == "__main__":
    unittest.main()
