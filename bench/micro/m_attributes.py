"""Attributes: instances, classes, slots, properties, descriptors, modules, polymorphic sites."""
import math

from _bench import bench, done

N = 100_000


class Plain:
    shared = 7

    def __init__(self):
        self.a = 1
        self.b = 2

    @property
    def prop(self):
        return self.a


class Slotted:
    __slots__ = ("a", "b")

    def __init__(self):
        self.a = 1
        self.b = 2


class Deep4(type("Deep3", (type("Deep2", (Plain,), {}),), {})):
    pass


class Dynamic:
    def __getattr__(self, name):
        return 1


class Other:
    def __init__(self):
        self.b = 0
        self.a = 3


def read(make):
    def run():
        thing = make()
        for _ in range(N):
            thing.a
    return run


def write(make):
    def run():
        thing = make()
        for i in range(N):
            thing.a = i
    return run


def read_class_value():
    thing = Plain()
    for _ in range(N):
        thing.shared


def read_property():
    thing = Plain()
    for _ in range(N):
        thing.prop


def read_module():
    for _ in range(N):
        math.pi


def read_getattr_hook():
    thing = Dynamic()
    for _ in range(N):
        thing.missing


def read_polymorphic():
    things = [Plain(), Slotted(), Other(), Deep4()] * (N // 4)
    for thing in things:
        thing.a


def builtin_getattr():
    thing = Plain()
    for _ in range(N):
        getattr(thing, "a")
        hasattr(thing, "nothing")


def super_call():
    class Child(Plain):
        def get(self):
            return super().prop
    thing = Child()
    for _ in range(N):
        thing.get()


bench("attr_read", read(Plain), N)
bench("attr_write", write(Plain), N)
bench("attr_read_slots", read(Slotted), N)
bench("attr_write_slots", write(Slotted), N)
bench("attr_read_inherited", read(Deep4), N)
bench("attr_read_class_value", read_class_value, N)
bench("attr_read_property", read_property, N)
bench("attr_read_module", read_module, N)
bench("attr_read_getattr_hook", read_getattr_hook, N)
bench("attr_read_polymorphic", read_polymorphic, N)
bench("attr_builtin_getattr", builtin_getattr, 2 * N)
bench("attr_super", super_call, N)
done()
