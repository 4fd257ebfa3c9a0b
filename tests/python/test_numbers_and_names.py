"""Sums of complex numbers, arguments of constructors, names of running code."""
import types
import unittest


class Numbers(unittest.TestCase):
    def test_sum_of_complex(self):
        values = [0.1 + 0.1j] * 10
        self.assertEqual(sum(values), 1 + 1j)
        self.assertEqual(str(sum([complex(1, -0.0), 1])), "(2-0j)")

    def test_complex_by_keyword(self):
        with self.assertRaisesRegex(TypeError, "complex\\(\\) argument 'real' must be a real number, not str"):
            complex(real="1")
        with self.assertWarns(DeprecationWarning):
            self.assertEqual(complex(real=1j), 1j)

    def test_no_bytes_for_minus_one(self):
        self.assertRaises(OverflowError, (-1).to_bytes, 0, "big", signed=True)


class Names(unittest.TestCase):
    def test_builtins_of_any_mapping(self):
        names = types.MappingProxyType({"answer": 42})
        self.assertEqual(eval("answer", {"__builtins__": names}), 42)
        self.assertRaises(NameError, eval, "len", {"__builtins__": names})

    def test_function_of_module_code(self):
        names = {}
        types.FunctionType(compile("x = 1", "f", "exec"), names)()
        self.assertEqual(names["x"], 1)

    def test_next_method_that_goes(self):
        class Once:
            def __iter__(self):
                return self

            def __next__(self):
                del Once.__next__
                return 1

        with self.assertRaises(TypeError):
            for _ in Once():
                pass


if __name__ == "__main__":
    unittest.main()
