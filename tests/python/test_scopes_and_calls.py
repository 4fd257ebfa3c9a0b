"""Names of class bodies, annotations that are passed or not, and keyword arguments from mappings."""
import textwrap
import unittest
import warnings


class ClassCellTest(unittest.TestCase):
    def run_code(self, source):
        namespace = {}
        exec(textwrap.dedent(source), namespace)
        return namespace

    def test_class_cell_in_comprehension(self):
        with self.assertRaisesRegex(NameError, "__class__"):
            self.run_code("""
                class C:
                    __class__ = 2
                    found = [__class__ for _ in [1]]
            """)

    def test_conditional_annotations(self):
        for condition, expected in (True, {"a": int}), (False, {"b": str}):
            namespace = self.run_code(f"""
                class C:
                    if {condition}:
                        a: int
                    else:
                        b: str
            """)
            self.assertEqual(namespace["C"].__annotations__, expected)

    def test_own_annotate_function(self):
        class C:
            a: int

            def __annotate__(format):
                return {"a": str}

        self.assertEqual(C.__annotations__, {"a": str})

    def test_walrus_in_lambda_of_iterable(self):
        with self.assertRaisesRegex(SyntaxError, "comprehension iterable expression"):
            compile("[i for i in (lambda: (j := 1))()]", "<test>", "exec")


class SyntaxWarningTest(unittest.TestCase):
    def error(self, source):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with self.assertRaises(SyntaxError) as caught:
                compile(source, "<test>", "exec")
        return caught.exception

    def test_place_of_escape(self):
        error = self.error("x = 'a\\zb'")
        self.assertEqual((error.lineno, error.offset, error.end_offset), (1, 7, 9))
        self.assertNotIn("in the future", error.msg)

    def test_place_of_statement(self):
        error = self.error("x = 1\nassert (x, 2)")
        self.assertEqual((error.lineno, error.offset), (2, 1))

    def test_constant_as_name(self):
        with self.assertRaisesRegex(ValueError, "identifier field can't represent 'True' constant"):
            compile("Tru\u1d49", "<test>", "eval")


class KeywordMappingTest(unittest.TestCase):
    class Keys:
        def __init__(self, *keys):
            self.stored = keys

        def keys(self):
            return list(self.stored)

        def __getitem__(self, key):
            return key

    def test_key_that_comes_twice(self):
        with self.assertRaisesRegex(TypeError, r"got multiple values for keyword argument 'x'"):
            (lambda **rest: rest)(**self.Keys("x", "x"))
        with self.assertRaisesRegex(TypeError, r"got multiple values for keyword argument '1'"):
            (lambda **rest: rest)(**{1: 3}, **{1: 5})


if __name__ == "__main__":
    unittest.main()
