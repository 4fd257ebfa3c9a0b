"""What becomes of warnings: filters, registries, places."""
import _warnings
import unittest
import warnings


class Filters(unittest.TestCase):
    def test_native_part(self):
        self.assertIsInstance(_warnings.filters, list)
        self.assertIs(warnings.warn, _warnings.warn)
        self.assertIs(warnings._warnings_context, _warnings._warnings_context)
        self.assertRaises(RuntimeError, _warnings._release_lock)

    def test_actions(self):
        expected = {"default": 1, "always": 3, "all": 3, "module": 1, "once": 1, "ignore": 0}
        for action, count in expected.items():
            with self.subTest(action), warnings.catch_warnings(record=True) as log:
                warnings.simplefilter(action)
                registry = {}
                for _ in range(3):
                    warnings.warn_explicit("message " + action, UserWarning, "file.py", 1, registry=registry)
                self.assertEqual(len(log), count)

    def test_error(self):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with self.assertRaisesRegex(UserWarning, "^text$"):
                warnings.warn("text")

    def test_place(self):
        with warnings.catch_warnings(record=True) as log:
            warnings.simplefilter("always")
            warnings.warn("here")
            warnings.warn("above", stacklevel=2)
            warnings.warn("nowhere", stacklevel=1000)
        self.assertEqual(log[0].filename, __file__)
        self.assertNotEqual(log[1].filename, __file__)
        self.assertEqual((log[2].filename, log[2].lineno), ("<sys>", 0))

    def test_messages(self):
        with self.assertRaisesRegex(TypeError, "category must be a Warning subclass, not 'int'"):
            warnings.warn("x", 3)
        with self.assertRaisesRegex(TypeError, "module_globals must be a dict, not 'bool'"):
            warnings.warn_explicit("x", Warning, "f", 1, module_globals=True)
        with self.assertRaisesRegex(TypeError, "'registry' must be a dict or None"):
            warnings.warn_explicit("x", Warning, "f", 1, registry=42)


if __name__ == "__main__":
    unittest.main()
