"""Calls and attribute accesses that the interpreter has learned: they must notice when what they have learned no longer holds."""
import gc
import sys
import unittest

ROUNDS = 120


class Base:
    def method(self, x=1, *, y=2):
        return "base", x, y

    @property
    def value(self):
        return "base value"

    @staticmethod
    def static(x):
        return "static", x

    @classmethod
    def klass(cls, x):
        return cls.__name__, x


class Child(Base):
    def method(self, x=1, *, y=2):
        return "child", super().method(x, y=y)

    @property
    def value(self):
        return super().value + "!"


def keywords(a, b=2, *, c=3, d):
    return a, b, c, d


class Calls(unittest.TestCase):
    def test_keywords(self):
        for i in range(ROUNDS):
            self.assertEqual(keywords(i, d=4), (i, 2, 3, 4))
            self.assertEqual(keywords(d=4, a=i, b=1), (i, 1, 3, 4))
            self.assertEqual(Base().method(y=i), ("base", 1, i))

    def test_keywords_of_another_function(self):
        def other(d, *, a):
            return "other", d, a

        def collecting(**names):
            return names
        results = [function(a=1, d=2) for function in [keywords, other, collecting] * ROUNDS]
        self.assertEqual(results, [(1, 2, 3, 2), ("other", 2, 1), {"a": 1, "d": 2}] * ROUNDS)

    def test_defaults_that_change(self):
        def function(a, b=2, *, c=3):
            return a, b, c
        seen = set()
        for i in range(ROUNDS):
            if i == 60:
                function.__defaults__ = (20,)
                function.__kwdefaults__["c"] = 30
            if i == 90:
                function.__kwdefaults__ = None
                with self.assertRaisesRegex(TypeError, "missing 1 required keyword-only argument: 'c'"):
                    function(a=1)
                break
            seen.add((function(a=1), function(1)))
        self.assertEqual(seen, {((1, 2, 3), (1, 2, 3)), ((1, 20, 30), (1, 20, 30))})

    def test_missing_arguments(self):
        for _ in range(ROUNDS):
            keywords(1, d=1)
            with self.assertRaisesRegex(TypeError, r"keywords\(\) missing 1 required positional argument: 'a'"):
                keywords(d=1)
            with self.assertRaisesRegex(TypeError, r"keywords\(\) missing 1 required keyword-only argument: 'd'"):
                keywords(1)

    def test_arguments_are_released(self):
        class Marked:
            died = 0

            def __del__(self):
                Marked.died += 1
        for i in range(ROUNDS):
            keywords(Marked(), d=Marked())
            self.assertEqual(Marked.died, 2 * i + 2)

    def test_native(self):
        items = []
        for i in range(ROUNDS):
            items.append(i)
            self.assertEqual(len(items), i + 1)
            self.assertIsNone(items.append(i))
            items.pop()
        self.assertEqual(items, list(range(ROUNDS)))

    def test_native_that_changes(self):
        class Many(list):
            def append(self, item):
                list.append(self, (item, item))

        class Same(list):
            pass
        for make in [list, Same, Many, list, dict] * ROUNDS:
            target = make()
            if isinstance(target, dict):
                with self.assertRaises(AttributeError):
                    target.append(1)
            else:
                target.append(1)
                self.assertEqual(target, [(1, 1)] if type(target) is Many else [1])
        for function, expected in [(len, 2), (sum, 3), (lambda x: "lambda", "lambda"), (str, "[1, 2]"), ([1, 2, 1].count, 0)] * ROUNDS:
            self.assertEqual(function([1, 2]), expected)

    def test_native_errors(self):
        for value in [[1], 1] * ROUNDS:
            try:
                result = len(value)
            except TypeError as error:
                result = str(error)
            self.assertEqual(result, 1 if value == [1] else "object of type 'int' has no len()")

    def test_types(self):
        class Number:
            def __int__(self):
                return 7

        class Sub(int):
            pass
        for i in range(ROUNDS):
            self.assertIs(type(i), int)
            self.assertEqual(int(str(i)), i)
            self.assertEqual(int(" 12_3 "), 123)
            self.assertEqual(int(Number()), 7)
            self.assertIs(type(Sub("5")), Sub)
            self.assertEqual(list((1, 2)), [1, 2])
            self.assertEqual(tuple([i]), (i,))
            self.assertEqual(int("ff", 16), 255)
        for make, expected in [(int, 5), (float, 5.0), (str, "5"), (Sub, 5), (bytes, b"5")] * ROUNDS:
            made = make("5", "ascii") if make is bytes else make("5")
            self.assertEqual((type(made), made), (make, expected))

    def test_errors_without_a_throw(self):
        for text, left, right in [("x", 1, 0), ("", 1.5, 0), ("1 2", 2**70, 0.0)] * ROUNDS:
            try:
                int(text)
            except ValueError as error:
                self.assertEqual(str(error), f"invalid literal for int() with base 10: {text!r}")
            for operate in (lambda: left / right), (lambda: left // right), (lambda: left % right):
                with self.assertRaisesRegex(ZeroDivisionError, "^division by zero$"):
                    operate()
            try:
                getattr(left, "missing")
            except AttributeError as error:
                self.assertEqual((str(error), error.name, error.obj), (f"'{type(left).__name__}' object has no attribute 'missing'", "missing", left))

    def test_trace_set_by_a_call(self):
        events = []

        def watch(frame, event, arg):
            events.append(event)
            return watch

        def run():
            for i in range(60):
                if i == 50:
                    sys.settrace(watch)
                    helper(i)
                    sys.settrace(None)

        def helper(i):
            return i
        run()
        self.assertEqual([e for e in events if e in ("call", "return")], ["call", "return"])


class Supers(unittest.TestCase):
    def test_method_and_property(self):
        child = Child()
        for i in range(ROUNDS):
            self.assertEqual(child.method(i, y=5), ("child", ("base", i, 5)))
            self.assertEqual(child.value, "base value!")

    def test_class_that_changes(self):
        class A:
            def f(self):
                return "A"

        class B(A):
            def f(self):
                return super().f() + "B"

        class Other:
            def f(self):
                return "Other"

        class C(B, Other):
            pass
        seen = []
        for i in range(ROUNDS):
            seen.append(B().f())
            seen.append(C().f())
            if i == 60:
                A.f = lambda self: "changed"
            if i == 90:
                del A.f
                A.f = property(lambda self: lambda: "property")
        self.assertEqual(list(dict.fromkeys(seen)), ["AB", "changedB", "propertyB"])

    def test_super_that_is_another(self):
        def make(super):
            class D(Base):
                def method(self):
                    return super().method()
            return D()

        class Odd:
            def method(self):
                return "odd"
        for target, expected in [(make(super), ("base", 1, 2)), (make(Odd), "odd")]:
            for _ in range(ROUNDS):
                try:
                    self.assertEqual(target.method(), expected)
                except RuntimeError as error:
                    self.assertEqual(str(error), "super(): no arguments")


class Attributes(unittest.TestCase):
    def test_static_and_class_methods(self):
        for _ in range(ROUNDS):
            for owner in Base(), Child(), Base, Child:
                name = owner.__name__ if isinstance(owner, type) else type(owner).__name__
                self.assertEqual(owner.static(1), ("static", 1))
                self.assertEqual(owner.klass(2), (name, 2))

    def test_one_that_is_initialised_again(self):
        wrapped = staticmethod(lambda: 1)

        class Holder:
            f = wrapped
        holder = Holder()
        for i in range(ROUNDS):
            if i == 60:
                wrapped.__init__(lambda: 2)
                gc.collect()
            self.assertEqual(holder.f(), 1 if i < 60 else 2)

    def test_hidden_by_the_instance(self):
        for i in range(ROUNDS):
            owner = Base()
            if i > 60:
                owner.static = owner.klass = lambda x: ("own", x)
            self.assertEqual(owner.static(1), ("static", 1) if i <= 60 else ("own", 1))
            self.assertEqual(owner.klass(1), ("Base", 1) if i <= 60 else ("own", 1))


class Loops(unittest.TestCase):
    def test_comprehensions_over_all_kinds(self):
        def collect(items):
            return [x for x in items]

        def pairs(items):
            return [(x, y) for x in items for y in items]
        for make in [lambda: [1, 2], lambda: range(1, 3), lambda: (1, 2), lambda: iter([1, 2]), lambda: {1: 0, 2: 0}, lambda: (i for i in (1, 2))] * ROUNDS:
            self.assertEqual(collect(make()), [1, 2])
        self.assertEqual(pairs("ab"), [("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")])

    def test_pairs_into_two_places(self):
        holder = {}
        for holder["a"], b in {1: 2}.items():
            self.assertEqual((holder["a"], b), (1, 2))
        for a, b in [(1, 2), (3, 4)]:
            self.assertEqual(b, a + 1)

    def test_comparison_as_a_value(self):
        def compare(a):
            return [a == "x", a != "x", a == 5, (a == 5) + 1]
        for a, expected in [("x", [True, False, False, 1]), (5, [False, True, True, 2]), (5.0, [False, True, True, 2]), (None, [False, True, False, 1])] * 60:
            self.assertEqual(compare(a), expected)

    def test_membership_as_a_value(self):
        for container, expected in [({"a": 1}, True), ({"b": 1}, False), ({1: 1, "a": 0}, True), (["a"], True), ({"a"}, True), (frozenset("b"), False), ("ab", True)] * 60:
            found = "a" in container
            self.assertIs(found, expected)
            self.assertIs("a" not in container, not expected)

    def test_the_last_reference_is_dropped_where_it_was(self):
        lines = []

        class Marked:
            def __del__(self):
                lines.append(sys._getframe(1).f_lineno)

        def run():
            for _ in range(3):
                Marked()
        run()
        self.assertEqual(set(lines), {run.__code__.co_firstlineno + 2})



class Spreading(unittest.TestCase):
    """Calls with *args and **kwargs."""

    def test_all_kinds_of_parameters(self):
        def everything(a, /, b, c=3, *args, d, e=5, **names):
            return a, b, c, args, d, e, names
        for _ in range(ROUNDS):
            self.assertEqual(everything(*(1, 2), **{"d": 4}), (1, 2, 3, (), 4, 5, {}))
            self.assertEqual(everything(*[1, 2, 0, 9, 8], d=4, **{"x": 1, "e": 6}), (1, 2, 0, (9, 8), 4, 6, {"x": 1}))
            self.assertEqual(everything(1, *"b", **{"a": 0, "d": 4}), (1, "b", 3, (), 4, 5, {"a": 0}))

    def test_what_is_given_is_not_shared(self):
        def collect(*args, **names):
            names["new"] = args
            return args, names
        args, names = (1, [2]), {"a": 1}
        for _ in range(ROUNDS):
            got, others = collect(*args, **names)
            self.assertEqual((got, others), (args, {"a": 1, "new": args}))
            self.assertIsNot(others, names)
        self.assertEqual(names, {"a": 1})
        counts = sys.getrefcount(args[1]), sys.getrefcount(names)
        collect(*args, **names)
        collect(*list(args), **names)
        self.assertEqual((sys.getrefcount(args[1]), sys.getrefcount(names)), counts)

    def test_errors(self):
        def two(a, b=2, *, c=3):
            return a, b, c

        def collect(a, **names):
            return a, names
        for _ in range(ROUNDS):
            for args, names, message in (
                    ((), {}, r"two\(\) missing 1 required positional argument: 'a'"),
                    ((1, 2, 3), {}, r"two\(\) takes from 1 to 2 positional arguments but 3 were given"),
                    ((1,), {"a": 1}, r"two\(\) got multiple values for argument 'a'"),
                    ((1,), {"x": 1}, r"two\(\) got an unexpected keyword argument 'x'"),
                    ((1,), {1: 1}, "keywords must be strings")):
                with self.assertRaisesRegex(TypeError, message):
                    two(*args, **names)
            with self.assertRaisesRegex(TypeError, "keywords must be strings"):
                collect(1, **{1: 2})
            with self.assertRaisesRegex(TypeError, "multiple values for (keyword )?argument 'x'"):
                collect(1, **{"x": 1}, **{"x": 2})
            with self.assertRaisesRegex(TypeError, "must be a mapping"):
                collect(1, **[1])

    def test_lifetimes(self):
        class Marked:
            count = 0

            def __init__(self):
                Marked.count += 1

            def __del__(self):
                Marked.count -= 1

        def collect(*args, **names):
            return Marked.count

        def failing(a):
            pass
        for _ in range(ROUNDS):
            self.assertEqual(collect(*[Marked()], **{"x": Marked()}), 2)
            self.assertEqual(Marked.count, 0)
            with self.assertRaises(TypeError):
                failing(*[Marked()], **{"x": Marked()})
            self.assertEqual(Marked.count, 0)


if __name__ == "__main__":
    unittest.main()
