"""The asyncio of older Pythons, for programs that still use it: what -X legacy-asyncio turns on.

Generator-based coroutines (@asyncio.coroutine), a get_event_loop() that makes the main thread's loop,
coroutines given to asyncio.wait(), loop= arguments, Task.all_tasks() and Task.current_task(). Behaviour is
that of Python 3.10 (3.9 for loop= and the methods of Task). Every use warns and names the modern form.
"""
import atexit
import functools
import importlib.abc
import importlib.machinery
import inspect
import sys
import threading
import types
import warnings


def install():
    """Patches asyncio when it is imported."""
    if "asyncio" in sys.modules:
        _patch(sys.modules["asyncio"])
    else:
        sys.meta_path.insert(0, _Finder())


class _Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name != "asyncio":
            return None
        sys.meta_path.remove(self)
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        if spec is not None:
            spec.loader = _Loader(spec.loader)
        return spec


class _Loader(importlib.abc.Loader):
    """Runs the package by its own loader, then patches it."""

    def __init__(self, inner):
        self._inner = inner

    def __getattr__(self, name):
        return getattr(self._inner, name)

    def create_module(self, spec):
        return self._inner.create_module(spec)

    def exec_module(self, module):
        module.__loader__ = module.__spec__.loader = self._inner
        self._inner.exec_module(module)
        _patch(module)


def _warn(text, stacklevel=3):
    warnings.warn(text, DeprecationWarning, stacklevel=stacklevel)


def _patch(asyncio):
    _patch_coroutines(asyncio)
    _patch_policy(asyncio)
    _patch_wait(asyncio)
    _patch_task(asyncio)
    for name in ("as_completed", "gather", "shield", "sleep", "wait_for", "open_connection", "start_server"):
        _ignore_loop(name, asyncio)
    for name in ("BoundedSemaphore", "Condition", "Event", "Lock", "Semaphore", "Queue", "PriorityQueue", "LifoQueue"):
        _ignore_loop_of_class(getattr(asyncio, name))


def _patch_coroutines(asyncio):
    coroutines = asyncio.coroutines
    coroutines._COROUTINE_TYPES += (types.GeneratorType,)
    coroutines._iscoroutine_typecache.clear()

    def coroutine(func):
        """Mark a generator function as a coroutine."""
        _warn('"@coroutine" decorator is deprecated since Python 3.8, use "async def" instead')
        if inspect.iscoroutinefunction(func):
            return func
        if inspect.isgeneratorfunction(func):
            steps = func
        else:
            @functools.wraps(func)
            def steps(*args, **kwargs):
                result = func(*args, **kwargs)
                if asyncio.isfuture(result) or inspect.isgenerator(result):
                    result = yield from result
                elif (wait := getattr(type(result), "__await__", None)) is not None:
                    result = yield from wait(result)
                return result
        made = types.coroutine(steps)
        made._is_coroutine = coroutines._is_coroutine
        return made

    asyncio.coroutine = coroutines.coroutine = coroutine
    asyncio.__all__ += ("coroutine",)


def _patch_policy(asyncio):
    policy = asyncio.events._BaseDefaultEventLoopPolicy
    get, set_ = policy.get_event_loop, policy.set_event_loop

    @functools.wraps(get)
    def get_event_loop(self):
        local = self._local
        if local._loop is None and not getattr(local, "_set_called", False) and threading.current_thread() is threading.main_thread():
            _warn("There is no current event loop: asyncio.get_event_loop() makes one; use asyncio.run(), or asyncio.new_event_loop() and "
                  "asyncio.set_event_loop()")
            loop = self.new_event_loop()
            self.set_event_loop(loop)
            atexit.register(lambda: loop.is_running() or loop.close())
        return get(self)

    @functools.wraps(set_)
    def set_event_loop(self, loop):
        self._local._set_called = True
        set_(self, loop)

    policy.get_event_loop = get_event_loop
    policy.set_event_loop = set_event_loop


def _patch_wait(asyncio):
    tasks = asyncio.tasks
    inner = tasks.wait

    @functools.wraps(inner)
    async def wait(fs, *, loop=None, timeout=None, return_when=tasks.ALL_COMPLETED):
        if loop is not None:
            _warn_of_loop("wait")
        if not asyncio.isfuture(fs) and not asyncio.iscoroutine(fs):
            fs = set(fs)
            if any(asyncio.iscoroutine(f) for f in fs):
                _warn("The explicit passing of coroutine objects to asyncio.wait() is deprecated since Python 3.8; wrap them by "
                      "asyncio.create_task()")
                fs = {asyncio.ensure_future(f) for f in fs}
        return await inner(fs, timeout=timeout, return_when=return_when)

    asyncio.wait = tasks.wait = wait


def _patch_task(asyncio):
    tasks = asyncio.tasks

    def all_tasks(loop=None):
        """Return a set of all tasks of a loop, the finished ones included as far as they are still alive."""
        _warn("Task.all_tasks() is deprecated since Python 3.7, use asyncio.all_tasks() instead")
        return asyncio.all_tasks(asyncio.get_event_loop() if loop is None else loop)

    def current_task(loop=None):
        """Return the task that runs, or None."""
        _warn("Task.current_task() is deprecated since Python 3.7, use asyncio.current_task() instead")
        return asyncio.current_task(asyncio.get_event_loop() if loop is None else loop)

    class LegacyTask(tasks.Task):
        __doc__ = tasks.Task.__doc__

    # The native class takes no further attributes; tasks made by the loop are of this one then.
    LegacyTask.all_tasks = staticmethod(all_tasks)
    LegacyTask.current_task = staticmethod(current_task)
    LegacyTask.__name__ = LegacyTask.__qualname__ = "Task"
    LegacyTask.__module__ = tasks.Task.__module__
    asyncio.Task = tasks.Task = LegacyTask


def _warn_of_loop(name):
    _warn(f"The loop argument of asyncio.{name} is deprecated since Python 3.8; leave it out, the running loop is used", 4)


def _ignore_loop(name, asyncio):
    inner = getattr(asyncio, name)

    @functools.wraps(inner)
    def outer(*args, loop=None, **kwargs):
        if loop is not None:
            _warn_of_loop(name)
        return inner(*args, **kwargs)

    if inspect.iscoroutinefunction(inner):
        inspect.markcoroutinefunction(outer)
    setattr(asyncio, name, outer)
    setattr(sys.modules[inner.__module__], name, outer)


def _ignore_loop_of_class(cls):
    if "__init__" not in vars(cls):
        return
    inner = cls.__init__

    @functools.wraps(inner)
    def __init__(self, *args, loop=None, **kwargs):
        if loop is not None:
            _warn_of_loop(type(self).__name__)
        inner(self, *args, **kwargs)

    cls.__init__ = __init__
