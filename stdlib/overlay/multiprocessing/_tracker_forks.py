"""What a fork means for the resource tracker, as the releases of 3.14 after 3.14.2 have it.

The tracker ends when the last end of its pipe for writing is closed, and a parent that ends waits for the tracker. In 3.14.2 each
child of a fork keeps such an end: a parent that a child outlives never ends. Here a child of `os.fork()` closes its end; one that
multiprocessing has forked keeps it, for it shares the tracker; and a parent that ends waits for a second at most.

The build adds the lines that call this module to `resource_tracker` and `popen_fork`.
"""

import functools
import os
import threading
import time
import weakref

__all__ = ["amend_tracker", "keep_tracker"]

_PATIENCE_AT_END = 1.0
_FIRST_PAUSE = 0.001
_LONGEST_PAUSE = 0.1

# Whether the fork that this thread is about to do is one of multiprocessing's own.
_fork = threading.local()


def amend_tracker(cls, tracker):
    """Takes the class, and the one tracker that a process has."""
    cls._waitpid_timed_out = False
    cls._stop = _stop
    cls.__del__ = _stop_at_end
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=functools.partial(_begin_child, weakref.ref(tracker)))


def keep_tracker(launch):
    """Decorates the method that forks for a `Process`."""

    @functools.wraps(launch)
    def launch_with_tracker(self, process_obj):
        _fork.keeps_tracker = True
        try:
            launch(self, process_obj)
        finally:
            _fork.keeps_tracker = False

    return launch_with_tracker


def _begin_child(reference):
    keeps_tracker = getattr(_fork, "keeps_tracker", False)
    # Meant for this fork alone, not for those of the child.
    _fork.keeps_tracker = False
    tracker = reference()
    if tracker is None:
        return
    # A thread that the child does not have may hold it.
    tracker._lock._at_fork_reinit()
    tracker._reentrant_messages.clear()
    # The tracker is a child of the parent: there is nobody to wait for.
    tracker._pid = tracker._exitcode = None
    if tracker._fd is not None and not keeps_tracker:
        fd, tracker._fd = tracker._fd, None
        try:
            os.close(fd)
        except OSError:
            # Closed already, as daemons close all that they inherit.
            pass


# What these need at the end of the interpreter, when globals may be gone, stands in their defaults.
def _reap(
    tracker, pid, seconds, *, first_pause=_FIRST_PAUSE, longest_pause=_LONGEST_PAUSE, waitpid=os.waitpid,
    options=getattr(os, "WNOHANG", 0), clock=time.monotonic, sleep=time.sleep
):
    end = clock() + seconds
    pause = first_pause
    while True:
        found, status = waitpid(pid, options)
        if found:
            return found, status
        left = end - clock()
        if left <= 0:
            tracker._waitpid_timed_out = True
            # Which the caller takes for: nobody to wait for, the status is not known.
            raise ChildProcessError
        pause = min(2 * pause, left, longest_pause)
        sleep(pause)


def _stop(self, use_blocking_lock=True, wait_timeout=None, *, reap=_reap):
    acquired = self._lock.acquire(blocking=use_blocking_lock)
    try:
        if wait_timeout is None:
            self._stop_locked()
        else:
            self._stop_locked(waitpid=lambda pid, options: reap(self, pid, wait_timeout))
    finally:
        if acquired:
            self._lock.release()


def _stop_at_end(self, *, patience=_PATIENCE_AT_END):
    self._stop(use_blocking_lock=False, wait_timeout=patience)
