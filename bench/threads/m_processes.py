"""Processes: fork and exit, a pool's many small tasks, messages through a pipe."""
import multiprocessing
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "micro"))
from _bench import bench, done  # noqa: E402

fork = multiprocessing.get_context("fork")


def fork_exit():
    for _ in range(20):
        pid = os.fork()
        if pid == 0:
            os._exit(0)
        os.waitpid(pid, 0)


def process_start_join():
    for _ in range(10):
        process = fork.Process(target=int)
        process.start()
        process.join()


def small(n):
    return n + 1


def echo(connection):
    while (text := connection.recv()) is not None:
        connection.send(text)


def main():
    bench("fork_exit", fork_exit, 20)
    bench("process_start_join", process_start_join, 10)
    with fork.Pool(2) as pool:
        bench("pool_map", lambda: pool.map(small, range(10_000)), 10_000)
        bench("pool_imap", lambda: list(pool.imap(small, range(500))), 500)
    here, there = fork.Pipe()
    process = fork.Process(target=echo, args=(there,))
    process.start()

    def messages():
        for n in range(1000):
            here.send(n)
            here.recv()

    bench("pipe_messages", messages, 1000)
    here.send(None)
    process.join()
    done()


if __name__ == "__main__":
    main()
