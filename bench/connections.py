"""An asyncio echo server that holds many connections open: shows that its memory stays flat.

    krait bench/connections.py [CONNECTIONS] [ROUNDS]

A forked child holds CONNECTIONS (10,000) connections and sends a line over each in every one of ROUNDS (10) rounds; then
all are closed and opened again. Prints the server's resident memory after each round; fails where it keeps growing.
"""
import asyncio
import gc
import os
import resource
import socket
import sys
import time

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 10


def raise_limit():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = COUNT + 100
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
        if hard != resource.RLIM_INFINITY and hard < wanted:
            sys.exit(f"needs {wanted} file descriptors; the limit is {hard}")


def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 2**20


def client(port, ask, answer):
    """Obeys the server's process: a byte on the pipe is one round."""
    connections = []
    while True:
        order = os.read(ask, 1)
        if order == b"c":
            for n in range(COUNT):
                connections.append(socket.create_connection((f"127.0.0.{1 + n % 4}", port)))
        elif order == b"r":
            for n, connection in enumerate(connections):
                connection.sendall(b"line %d\n" % n)
            for n, connection in enumerate(connections):
                received = connection.recv(100)
                assert received == b"line %d\n" % n, received
        elif order == b"x":
            for connection in connections:
                connection.close()
            connections.clear()
        else:
            os._exit(0)
        os.write(answer, b".")


async def echo(reader, writer):
    try:
        while line := await reader.readline():
            writer.write(line)
            await writer.drain()
    finally:
        writer.close()


async def serve(listener, ask, answer):
    loop = asyncio.get_running_loop()
    server = await asyncio.start_server(echo, sock=listener, backlog=1000)
    readings = []

    async def order(what, text):
        started = time.perf_counter()
        os.write(ask, what)
        ready = loop.create_future()
        loop.add_reader(answer, lambda: (os.read(answer, 1), loop.remove_reader(answer), ready.set_result(None)))
        await ready
        gc.collect()
        print(f"{text:<12} {time.perf_counter() - started:7.2f} s  {resident():8.1f} MB  {len(asyncio.all_tasks()) - 1} connections", flush=True)

    for _ in range(2):
        await order(b"c", "open")
        for n in range(ROUNDS):
            await order(b"r", f"round {n + 1}")
            readings.append(resident())
        await order(b"x", "close")
        while len(asyncio.all_tasks()) > 1:
            await asyncio.sleep(0.1)
    os.write(ask, b"q")
    server.close()
    half = len(readings) // 2
    first, second = max(readings[:half]), max(readings[half:])
    print(f"highest in the first half {first:.1f} MB, in the second {second:.1f} MB")
    return second <= first * 1.25


def main():
    raise_limit()
    listener = socket.create_server(("0.0.0.0", 0), backlog=1000)
    child_ask, ask = os.pipe()
    answer, child_answer = os.pipe()
    pid = os.fork()
    if pid == 0:
        port = listener.getsockname()[1]
        listener.close()
        client(port, child_ask, child_answer)
    flat = asyncio.run(serve(listener, ask, answer))
    os.waitpid(pid, 0)
    if not flat:
        sys.exit("memory keeps growing")


if __name__ == "__main__":
    main()
