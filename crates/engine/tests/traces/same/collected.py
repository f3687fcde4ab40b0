"""When things go, by their last reference and by the collector."""

import asyncio
import gc
import weakref


class Node:
    def __init__(self, name):
        self.name = name
        self.me = self
        self.lock = asyncio.Lock()

    def __del__(self):
        print("collected", self.name)


async def use(node):
    async with node.lock:
        await asyncio.sleep(0)


async def main():
    gc.collect()
    print(gc.get_count()[0])
    for number in range(5):
        await use(Node(number))
    locks = [asyncio.Lock() for _ in range(300)]
    for lock in locks:
        async with lock:
            pass
    references = [weakref.ref(lock) for lock in locks]
    del locks, lock
    print(sum(reference() is not None for reference in references))
    print(gc.get_count()[0])
    # Enough that the collector comes by itself.
    for number in range(5000):
        Node.last = [[] for _ in range(10)]
        Node.last.append(Node.last)
    print("by itself")
    await asyncio.gather(*(use(Node(number)) for number in range(10, 20)))
    print(gc.get_count()[0], gc.collect() > 0)


asyncio.run(main())
