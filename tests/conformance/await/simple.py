# Rule: with top-level await a module may await, and its names are global ones.
# Await: on
import asyncio


async def child():
    await asyncio.sleep(0.01)
    return answer


answer = 42
print(await child())
async with asyncio.timeout(1) as limit:
    value = await child()


def reads():
    return value + 1


print(reads(), "value" in globals(), __name__)
print(asyncio.current_task().get_coro().__name__)


async def items():
    for item in range(3):
        yield item


async for item in items():
    print(item)
print([i async for i in items()], [await child() for _ in range(2)])
