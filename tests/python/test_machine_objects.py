"""Functions, code objects, frames, cells and tracebacks as Python sees them."""

import sys
import types
import unittest


def outer(a, /, b=2, *c, d=3, **e):
    x = 1
    return lambda: (x, a)


class Functions(unittest.TestCase):
    def test_constructor(self):
        inner = outer(1)
        self.assertEqual(types.FunctionType(inner.__code__, {}, None, None, inner.__closure__)(), (1, 1))
        with self.assertRaisesRegex(TypeError, r"^arg 5 \(closure\) must be tuple$"):
            types.FunctionType(inner.__code__, {})
        with self.assertRaisesRegex(ValueError, "^<lambda> requires closure of length 2, not 0$"):
            types.FunctionType(inner.__code__, {}, None, None, ())

    def test_attributes(self):
        def f(x=1):
            return x

        f.__defaults__ = (2,)
        self.assertEqual(f(), 2)
        with self.assertRaisesRegex(TypeError, "^__defaults__ must be set to a tuple object$"):
            f.__defaults__ = 5
        with self.assertRaisesRegex(AttributeError, "^readonly attribute$"):
            f.__globals__ = {}
        with self.assertRaisesRegex(ValueError, "requires a code object with 0 free vars, not 2$"):
            f.__code__ = outer(1).__code__

    def test_annotations(self):
        def f(x: int): pass

        self.assertEqual(f.__annotations__, {"x": int})
        f.__annotate__ = lambda form: 5
        with self.assertRaisesRegex(TypeError, "^__annotate__ returned non-dict of type 'int'$"):
            f.__annotations__
        f.__annotations__ = {"q": 1}
        self.assertIsNone(f.__annotate__)


class Cells(unittest.TestCase):
    def test_cell(self):
        cell = types.CellType(1)
        self.assertLess(types.CellType(), cell)
        del cell.cell_contents
        with self.assertRaisesRegex(ValueError, "^Cell is empty$"):
            cell.cell_contents
        self.assertRegex(repr(types.CellType(1)), r"^<cell at 0x[0-9a-f]+: int object at 0x[0-9a-f]+>$")


class Code(unittest.TestCase):
    def test_names(self):
        code = outer.__code__
        self.assertEqual(code.co_varnames, ("a", "b", "d", "c", "e", "x")[:code.co_nlocals])
        self.assertEqual(set(code.co_cellvars), {"a", "x"})
        self.assertEqual((code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount), (2, 1, 1))

    def test_replace(self):
        code = outer.__code__
        self.assertEqual(code, code.replace())
        self.assertNotEqual(code, code.replace(co_name="z"))
        with self.assertRaisesRegex(TypeError, r"^replace\(\) got an unexpected keyword argument 'co_foo'$"):
            code.replace(co_foo=1)
        with self.assertRaisesRegex(ValueError, "^code: co_nlocals != len"):
            code.replace(co_nlocals=100)
        copied = types.FunctionType(code.replace(co_consts=tuple(code.co_consts)), {})
        self.assertEqual(copied(5, 6, d=7)(), (1, 5))

    def test_constructor(self):
        c = outer.__code__
        made = types.CodeType(
            c.co_argcount, c.co_posonlyargcount, c.co_kwonlyargcount, c.co_nlocals, c.co_stacksize, c.co_flags, c.co_code, c.co_consts,
            c.co_names, c.co_varnames, c.co_filename, c.co_name, c.co_qualname, c.co_firstlineno, c.co_linetable, c.co_exceptiontable,
            c.co_freevars, c.co_cellvars)
        self.assertEqual(made, c)

    def test_constants_compare_by_type(self):
        self.assertNotEqual(compile("(1, 2.0)", "a", "exec"), compile("(1, 2)", "a", "exec"))


class Frames(unittest.TestCase):
    def test_locals_write_through(self):
        value = 1
        proxy = sys._getframe().f_locals
        proxy["value"] = 2
        self.assertEqual(value, 2)
        proxy["extra"] = 3
        self.assertEqual(sys._getframe().f_locals["extra"], 3)
        self.assertEqual(proxy.pop("extra"), 3)
        with self.assertRaisesRegex(ValueError, "^cannot remove local variables from FrameLocalsProxy$"):
            del proxy["value"]
        with self.assertRaises(KeyError):
            proxy["nothing"]
        self.assertEqual(proxy | {}, dict(proxy))

    def test_cells_in_locals(self):
        value = 1

        def inner():
            return value

        sys._getframe().f_locals["value"] = 5
        self.assertEqual(inner(), 5)

    def test_clear(self):
        def f():
            kept = [1]
            return sys._getframe()

        frame = f()
        self.assertEqual(frame.f_locals, {"kept": [1]})
        frame.clear()
        self.assertEqual(frame.f_locals, {})
        with self.assertRaisesRegex(RuntimeError, "^cannot clear an executing frame$"):
            sys._getframe().clear()

    def test_generator(self):
        def g():
            yield sys._getframe()

        generator = g()
        frame = next(generator)
        self.assertIs(frame.f_generator, generator)
        with self.assertRaisesRegex(RuntimeError, "^cannot clear a suspended frame$"):
            frame.clear()

    def test_line_outside_tracing(self):
        with self.assertRaisesRegex(ValueError, "^f_lineno can only be set in a trace function$"):
            sys._getframe().f_lineno = 1


class Super(unittest.TestCase):
    def check(self, message, function):
        with self.assertRaisesRegex(RuntimeError, f"^{message}$"):
            function()

    def test_messages(self):
        class C:
            def no_arguments(): super()
            def deleted(self):
                del self
                super()

        self.check(r"super\(\): no arguments", C.no_arguments)
        self.check(r"super\(\): arg\[0\] deleted", C().deleted)


class Tracebacks(unittest.TestCase):
    def test_constructor(self):
        frame = sys._getframe()
        first = types.TracebackType(None, frame, 1, 5)
        second = types.TracebackType(first, frame, 1, 6)
        self.assertEqual((first.tb_lineno, first.tb_lasti, second.tb_next), (5, 1, first))
        with self.assertRaisesRegex(ValueError, "^traceback loop detected$"):
            first.tb_next = second
        with self.assertRaisesRegex(TypeError, "^expected traceback object, got 'int'$"):
            first.tb_next = 5
        self.assertEqual(dir(first), ["tb_frame", "tb_lasti", "tb_lineno", "tb_next"])


if __name__ == "__main__":
    unittest.main()
