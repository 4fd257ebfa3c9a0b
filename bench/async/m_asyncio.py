"""asyncio: making tasks, waiting for them, switches, futures, queues, locks, streams."""
import asyncio
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "micro"))
from _bench import bench, done

N = 10_000

loop = asyncio.new_event_loop()


def bench_async(name, func, ops):
    bench(name, lambda: loop.run_until_complete(func()), ops)


async def nothing():
    pass


async def return_later(value):
    await asyncio.sleep(0)
    return value


async def create_and_await():
    for _ in range(N):
        await asyncio.create_task(nothing())


async def sleep_zero():
    for _ in range(N):
        await asyncio.sleep(0)


async def two_tasks_by_turns():
    async def turns():
        for _ in range(N // 2):
            await asyncio.sleep(0)
    await asyncio.gather(turns(), turns())


async def gather_many():
    await asyncio.gather(*[return_later(i) for i in range(N)])


async def await_chain():
    async def deep(n):
        if n:
            return await deep(n - 1)
        await asyncio.sleep(0)
        return n
    for _ in range(N // 100):
        await deep(100)


async def await_plain():
    for _ in range(N):
        await nothing()


async def futures():
    running = asyncio.get_running_loop()
    for _ in range(N):
        future = running.create_future()
        running.call_soon(future.set_result, None)
        await future


async def done_futures():
    running = asyncio.get_running_loop()
    for _ in range(N):
        future = running.create_future()
        future.set_result(1)
        await future


async def callbacks():
    running = asyncio.get_running_loop()
    end = running.create_future()
    left = N

    def step():
        nonlocal left
        left -= 1
        if left:
            running.call_soon(step)
        else:
            end.set_result(None)
    running.call_soon(step)
    await end


async def queue():
    items = asyncio.Queue(maxsize=10)

    async def produce():
        for i in range(N):
            await items.put(i)

    async def consume():
        for _ in range(N):
            await items.get()
    await asyncio.gather(produce(), consume())


async def lock():
    guard = asyncio.Lock()

    async def work():
        for _ in range(N // 10):
            async with guard:
                await asyncio.sleep(0)
    await asyncio.gather(*[work() for _ in range(10)])


async def task_group():
    for _ in range(N // 100):
        async with asyncio.TaskGroup() as group:
            for _ in range(100):
                group.create_task(nothing())


async def wait_for():
    for _ in range(N // 10):
        await asyncio.wait_for(return_later(1), 10)


async def cancelled():
    async def forever():
        await asyncio.get_running_loop().create_future()
    tasks = [asyncio.create_task(forever()) for _ in range(N // 10)]
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def async_iteration():
    async def numbers():
        for i in range(N):
            yield i
    async for _ in numbers():
        pass


async def echo():
    async def serve(reader, writer):
        while line := await reader.readline():
            writer.write(line)
            await writer.drain()
        writer.close()
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    for _ in range(N // 10):
        writer.write(b"line\n")
        await reader.readline()
    writer.close()
    await writer.wait_closed()
    server.close()
    await server.wait_closed()


bench_async("create_and_await_task", create_and_await, N)
bench_async("sleep_zero", sleep_zero, N)
bench_async("two_tasks_by_turns", two_tasks_by_turns, N)
bench_async("gather_10000", gather_many, N)
bench_async("await_chain_100_deep", await_chain, N)
bench_async("await_coroutine", await_plain, N)
bench_async("future_set_by_callback", futures, N)
bench_async("done_future", done_futures, N)
bench_async("call_soon", callbacks, N)
bench_async("queue", queue, N)
bench_async("lock", lock, N)
bench_async("task_group", task_group, N)
bench_async("wait_for", wait_for, N // 10)
bench_async("cancel_tasks", cancelled, N // 10)
bench_async("async_generator", async_iteration, N)
bench_async("echo_over_a_socket", echo, N // 10)
loop.close()
done()
