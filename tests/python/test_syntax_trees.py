"""Syntax trees: what compile() says of trees that did not come from the parser, and conversions both ways."""
import ast
import symtable
import unittest


def located(node):
    return ast.fix_missing_locations(node)


class Validation(unittest.TestCase):
    def check(self, tree, error, message):
        with self.assertRaises(error) as caught:
            compile(tree, "<tree>", "exec" if isinstance(tree, ast.Module) else "eval")
        self.assertEqual(str(caught.exception), message)

    def test_missing_and_wrong(self):
        self.check(ast.Expression(ast.Name("x")), TypeError, 'required field "lineno" missing from expr')
        self.check(located(ast.Expression(ast.Name("None"))), ValueError, "identifier field can't represent 'None' constant")
        self.check(located(ast.Expression(ast.Name(3))), TypeError, "AST identifier must be of type str")
        self.check(located(ast.Expression(ast.Constant([]))), TypeError, "got an invalid type in Constant: list")
        self.check(located(ast.Expression(ast.Attribute(None, "a"))), ValueError, "field 'value' is required for Attribute")
        self.check(ast.Expression(ast.Constant(1, lineno=2, col_offset=0, end_lineno=1)), ValueError, "AST node line range (2, 1) is not valid")
        self.check(located(ast.Module([ast.Delete([])])), ValueError, "empty targets on Delete")
        self.check(ast.Expression(ast.expr(lineno=1, col_offset=0)), TypeError, "expected some sort of expr, but got expr()")

    def test_cycle(self):
        node = ast.UnaryOp(ast.Not(), None, lineno=1, col_offset=0)
        node.operand = node
        with self.assertRaises(RecursionError):
            compile(ast.Expression(node), "<tree>", "eval")


class Nodes(unittest.TestCase):
    def test_defaults(self):
        self.assertEqual(ast.dump(ast.Call(ast.Name("f"))), "Call(func=Name(id='f', ctx=Load()))")
        self.assertEqual(repr(ast.parse("f(1, 2, 3)").body[0].value), "Call(func=Name(id='f', ctx=Load()), args=[Constant(value=1, kind=None), ..., Constant(value=3, kind=None)], keywords=[])")
        self.assertEqual(ast.BinOp._field_types, {"left": ast.expr, "op": ast.operator, "right": ast.expr})
        with self.assertWarns(DeprecationWarning):
            ast.Name()

    def test_round_trip(self):
        source = "@d\nasync def f[T: int](a, /, b=1, *c, d: int=2, **e) -> int:\n    match a:\n        case {'k': [x, *_], **r} | C(-2j, x, y=r):\n            return f'{x!r:>{b}}'"
        self.assertEqual(ast.unparse(ast.parse(source)), source)
        tree = ast.parse(source)
        self.assertEqual(compile(tree, "f", "exec").co_code, compile(source, "f", "exec").co_code)


class Symbols(unittest.TestCase):
    def test_table(self):
        table = symtable.symtable("def f(a):\n    def g(): return a\n", "f.py", "exec")
        function = next(child for child in table.get_children() if child.get_name() == "f")
        inner = next(child for child in function.get_children() if child.get_name() == "g")
        self.assertTrue(function.lookup("a").is_parameter())
        self.assertEqual(inner.get_frees(), ("a",))


if __name__ == "__main__":
    unittest.main()
