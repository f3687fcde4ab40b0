"""A tree of tasks, six levels of six, as in pyperformance's `async_tree`. Per task.

The variants are named after what a leaf does: nothing; sleeps 50 ms (`io`); asks a cache that knows the
answer nine times in ten and else sleeps (`memoization`); computes 500! or, every second time, sleeps
(`cpu_io_mixed`). `tg` stands for task groups in place of `gather`, `eager` for eager tasks.
"""

import asyncio
import math
import random

SIZE = 6
LEVELS = 6
SLEEP = 0.05
VARIANTS = [
    leaf + "".join(options)
    for leaf in ("none", "io", "memoization", "cpu_io_mixed")
    for options in (("",), ("_tg",), ("_eager",), ("_eager", "_tg"))
]


class Tree:
    def __init__(self, branches, variant):
        self.branches = branches
        self.leaf = getattr(self, "leaf_" + variant.replace("_eager", "").replace("_tg", ""))
        self.grouped = variant.endswith("_tg")
        self.random = random.Random(0)
        self.cache = {}

    async def leaf_none(self):
        pass

    async def leaf_io(self):
        await asyncio.sleep(SLEEP)

    async def leaf_memoization(self):
        key = self.random.randint(1, 100)
        if key <= 90:
            self.cache[key] = self.cache.get(key, key)
        else:
            await asyncio.sleep(SLEEP)

    async def leaf_cpu_io_mixed(self):
        if self.random.random() < 0.5:
            math.factorial(500)
        else:
            await asyncio.sleep(SLEEP)

    async def grow(self, level):
        if level == 0:
            await self.leaf()
        elif self.grouped:
            async with asyncio.TaskGroup() as group:
                for _ in range(self.branches):
                    group.create_task(self.grow(level - 1))
        else:
            await asyncio.gather(*[self.grow(level - 1) for _ in range(self.branches)])


async def measure(branches, variant):
    loop = asyncio.get_running_loop()
    if "_eager" in variant:
        loop.set_task_factory(asyncio.eager_task_factory)
    try:
        start = now()
        await Tree(branches, variant).grow(LEVELS)
        elapsed = now() - start
    finally:
        if "_eager" in variant:
            loop.set_task_factory(None)
    return elapsed / sum(branches**level for level in range(1, LEVELS + 1))
