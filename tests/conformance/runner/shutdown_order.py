# Rule: run ends in order: main, the other tasks, async generators, the default executor, the loop.
import asyncio

kept = []


class Loop(asyncio.EventLoop):
    async def shutdown_asyncgens(self):
        print("shutdown_asyncgens")
        await super().shutdown_asyncgens()

    async def shutdown_default_executor(self, timeout=None):
        print("shutdown_default_executor", timeout)
        await super().shutdown_default_executor(timeout)

    def close(self):
        print("close")
        super().close()


async def agen():
    try:
        yield
    finally:
        print("generator closed")


async def other():
    try:
        await asyncio.sleep(10)
    finally:
        print("task cancelled")


async def main():
    it = agen()
    kept.append(it)
    await anext(it)
    asyncio.create_task(other())
    await asyncio.sleep(0)
    print("main ends")


asyncio.run(main(), loop_factory=Loop)
