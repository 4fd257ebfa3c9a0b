"""What profilers, monitoring and memory tools are told, names of characters, and fields of struct sequences."""
import sys
import time
import traceback
import tracemalloc
import unicodedata
import unittest


class ProfileTest(unittest.TestCase):
    def events(self, function):
        seen = []
        sys.setprofile(lambda frame, event, arg: seen.append(event))
        try:
            function()
        finally:
            sys.setprofile(None)
        return seen

    def test_native_function_in_method_with_unpacked_arguments(self):
        class C:
            largest = classmethod(max)

        method = C().largest
        arguments = (1,)
        seen = self.events(lambda: method(*arguments, key=lambda value: 0))
        # Neither its start nor its end is seen; the last call is that of sys.setprofile.
        self.assertEqual(seen.count("c_call"), 1)
        self.assertEqual(seen.count("c_return"), 0)


class AllocationTest(unittest.TestCase):
    def test_cells_are_made_where_the_function_is_called(self):
        def outer(x):
            def inner():
                return x
            return inner

        tracemalloc.start(2)
        self.addCleanup(tracemalloc.stop)
        cell = outer(0).__closure__[0]
        trace = tracemalloc.get_object_traceback(cell)
        self.assertEqual(trace[-1].lineno, sys._getframe().f_lineno - 2)

    def test_repeated_less_than_once(self):
        tracemalloc.start(1)
        self.addCleanup(tracemalloc.stop)
        text, count = b"x", -1
        empty = text * count
        self.assertEqual(empty, b"")
        self.assertEqual(tracemalloc.get_object_traceback(empty)[-1].lineno, sys._getframe().f_lineno - 2)


class CharacterNameTest(unittest.TestCase):
    def test_aliases_are_younger_than_the_old_database(self):
        alias = "YI SYLLABLE ITERATION MARK"
        self.assertEqual(unicodedata.lookup(alias), "\ua015")
        with self.assertRaises(KeyError):
            unicodedata.ucd_3_2_0.lookup(alias)

    def test_escape_without_the_module(self):
        kept = sys.modules["unicodedata"]
        sys.modules["unicodedata"] = None
        try:
            with self.assertRaisesRegex(SyntaxError, "can't load unicodedata module"):
                compile(r"'\N{SOFT HYPHEN}'", "<test>", "eval")
        finally:
            sys.modules["unicodedata"] = kept


class SuggestionTest(unittest.TestCase):
    def test_first_of_the_closest(self):
        from _suggestions import _generate_suggestions

        self.assertEqual(_generate_suggestions(["and", "if", "or"], "of"), "if")
        self.assertEqual(_generate_suggestions(["Name", "nam"], "name"), "Name")
        self.assertIsNone(_generate_suggestions(["nothing"], "of"))
        with self.assertRaises(TypeError):
            _generate_suggestions(("tuple",), "of")

    def test_keyword(self):
        try:
            compile("form x import y", "<test>", "exec")
        except SyntaxError as error:
            self.assertIn("Did you mean 'from'?", "".join(traceback.format_exception_only(error)))


class StructSequenceTest(unittest.TestCase):
    def test_fields_are_members(self):
        with self.assertRaisesRegex(AttributeError, "readonly attribute"):
            time.gmtime().tm_zone = "x"


if __name__ == "__main__":
    unittest.main()
