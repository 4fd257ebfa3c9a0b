"""Threads and what they wait for: start and join, locks, hand-over between two threads, two that compute."""
import os
import queue
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "micro"))
from _bench import bench, done  # noqa: E402


def start_join():
    for _ in range(200):
        thread = threading.Thread(target=int)
        thread.start()
        thread.join()


def lock_acquire_release():
    lock = threading.Lock()
    for _ in range(100_000):
        lock.acquire()
        lock.release()


def lock_with():
    lock = threading.Lock()
    for _ in range(100_000):
        with lock:
            pass


def rlock_with():
    lock = threading.RLock()
    for _ in range(100_000):
        with lock:
            pass


def lock_contended():
    lock = threading.Lock()

    def work():
        for _ in range(20_000):
            with lock:
                pass

    run_all([work] * 4)


def ping_pong(make):
    there, back = make(), make()

    def answer():
        for _ in range(2000):
            back.put(there.get())

    def ask():
        for n in range(2000):
            there.put(n)
            back.get()

    run_all([answer, ask])


def ping_pong_queue():
    ping_pong(queue.Queue)


def ping_pong_simple_queue():
    ping_pong(queue.SimpleQueue)


def ping_pong_event():
    ping, pong = threading.Event(), threading.Event()

    def answer():
        for _ in range(1000):
            ping.wait()
            ping.clear()
            pong.set()

    def ask():
        for _ in range(1000):
            ping.set()
            pong.wait()
            pong.clear()

    run_all([answer, ask])


def run_all(functions):
    threads = [threading.Thread(target=function) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def compute():
    total = 0
    for n in range(1_000_000):
        total += n & 7
    return total


def compute_one_after_the_other():
    compute()
    compute()


def compute_in_two_threads():
    run_all([compute, compute])


bench("start_join", start_join, 200)
bench("lock_acquire_release", lock_acquire_release, 100_000)
bench("lock_with", lock_with, 100_000)
bench("rlock_with", rlock_with, 100_000)
bench("lock_contended", lock_contended, 80_000)
bench("ping_pong_queue", ping_pong_queue, 2000)
bench("ping_pong_simple_queue", ping_pong_simple_queue, 2000)
bench("ping_pong_event", ping_pong_event, 1000)
bench("compute_one_after_the_other", compute_one_after_the_other)
bench("compute_in_two_threads", compute_in_two_threads)
done()
