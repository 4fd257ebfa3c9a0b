"""A tour of the language on a page, with a little of the library."""
import asyncio
import json
import re
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import wraps
from pathlib import Path


# --- decorators and closures ---------------------------------------------------------------

def counted(func):
    @wraps(func)
    def wrapper(*args, **kwargs):
        wrapper.calls += 1
        return func(*args, **kwargs)
    wrapper.calls = 0
    return wrapper


@counted
def greet(name, /, *, greeting="Hello"):
    return f"{greeting}, {name}!"


# --- classes, dataclasses, enums -----------------------------------------------------------

class Kind(Enum):
    CIRCLE = auto()
    RECTANGLE = auto()


@dataclass(frozen=True, order=True)
class Point:
    x: float
    y: float = 0.0

    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y)


@dataclass
class Shape:
    kind: Kind
    corners: list[Point] = field(default_factory=list)
    radius: float | None = None

    @property
    def area(self) -> float:
        match self:
            case Shape(kind=Kind.CIRCLE, radius=float(r)):
                return 3.14159 * r ** 2
            case Shape(corners=[Point(x=left, y=bottom), Point(x=right, y=top)]):
                return (right - left) * (top - bottom)
            case _:
                raise ValueError(f"no area for {self.kind.name}")


class Stack[T]:
    """A generic class in the syntax of Python 3.12."""

    def __init__(self, *items: T) -> None:
        self._items = list(items)

    def push(self, item: T) -> None:
        self._items.append(item)

    def __len__(self):
        return len(self._items)

    def __iter__(self):
        yield from reversed(self._items)

    def __repr__(self):
        return f"{type(self).__name__}{tuple(self._items)!r}"


# --- generators ----------------------------------------------------------------------------

def primes():
    found = []
    candidate = 2
    while True:
        if all(candidate % p for p in found if p * p <= candidate):
            found.append(candidate)
            yield candidate
        candidate += 1


def averager():
    total = count = 0
    average = None
    while (value := (yield average)) is not None:
        total += value
        count += 1
        average = total / count
    return f"{count} values"


# --- patterns ------------------------------------------------------------------------------

def describe(value):
    match value:
        case bool() | None:
            return f"constant {value}"
        case int(n) if n < 0:
            return "a negative number"
        case int() | float():
            return "a number"
        case str(text) if text.isupper():
            return "shouting"
        case [first, *rest]:
            return f"{first!r} and {len(rest)} more"
        case {"name": name, **others}:
            return f"{name} with {sorted(others)}"
        case _:
            return type(value).__name__


# --- exceptions and context managers -------------------------------------------------------

class Log:
    def __init__(self, name):
        self.name = name

    def __enter__(self):
        print(f"  enter {self.name}")
        return self

    def __exit__(self, kind, error, traceback):
        print(f"  leave {self.name}: {kind.__name__ if kind else 'fine'}")
        return kind is ZeroDivisionError


def check(values):
    errors = []
    for value in values:
        try:
            int(value)
        except ValueError as error:
            error.add_note(f"while reading {value!r}")
            errors.append(error)
        except TypeError as error:
            errors.append(error)
    if errors:
        raise ExceptionGroup("bad values", errors)


# --- coroutines ----------------------------------------------------------------------------

async def cook(dish, seconds, log):
    await asyncio.sleep(seconds)
    log.append(dish)
    return dish.upper()


async def dinner():
    log = []
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(cook(*order, log)) for order in [("soup", 0.04), ("bread", 0.0), ("fish", 0.02)]]
    return log, [task.result() for task in tasks]


def title(text):
    print(f"{text}:")


def main():
    title("functions")
    print(" ", greet("world"), greet("Krait", greeting="Hiss"), f"({greet.calls} calls of {greet.__name__})")
    print(" ", f"{'left':<8}|{'right':>8}|{'middle':^10}|{255:#06x}|{1234567.891:,.2f}|{0.25:.0%}|{2 ** 100}")

    title("classes")
    box = Shape(Kind.RECTANGLE, [Point(0, 0), Point(2, 3) + Point(1)])
    print(" ", box)
    print(" ", box.area, round(Shape(Kind.CIRCLE, radius=2.0).area, 3), Point(1) < Point(1, 2))
    stack = Stack(1, 2)
    stack.push(3)
    print(" ", stack, len(stack), list(stack), Stack.__type_params__)

    title("comprehensions and generators")
    print(" ", [n * n for n in range(10) if n % 2], {w: len(w) for w in "a bc def".split()}, sorted({n % 4 for n in range(9)}))
    print(" ", [p for p, _ in zip(primes(), range(12))])
    average = averager()
    next(average)
    print(" ", [average.send(value) for value in (10, 20, 60)])
    try:
        average.send(None)
    except StopIteration as stop:
        print(" ", stop.value)
    head, *middle, tail = "krait"
    print(" ", head, middle, tail)

    title("patterns")
    for value in (None, -3, 2.5, "HEY", ["x", "y", "z"], {"name": "Ada", "born": 1815, "field": "maths"}, object()):
        print(" ", describe(value))

    title("exceptions")
    with Log("outer"), Log("inner"):
        1 / 0
    try:
        check(["1", "x", None, "2", "y"])
    except* ValueError as group:
        print(" ", group.message, [(str(error), error.__notes__) for error in group.exceptions])
    except* TypeError as group:
        print(" ", [type(error).__name__ for error in group.exceptions])

    title("library")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "snakes.json"
        path.write_text(json.dumps({"krait": {"length": 1.35, "venom": True}, "python": {"length": 6.5}}, indent=1))
        snakes = json.loads(path.read_text())
        print(" ", path.name, path.suffix, max(snakes, key=lambda name: snakes[name]["length"]), json.dumps(snakes["krait"]))
    text = "The bungarus caeruleus, or common krait, is found in South Asia; the krait is nocturnal."
    print(" ", Counter(re.findall(r"\b[a-z]{5,}\b", text.lower())).most_common(2), re.sub(r"(\w+), or (.+?),", r"\2 (\1)", text)[:50])

    title("coroutines")
    print(" ", *asyncio.run(dinner()))


if __name__ == "__main__":
    main()
