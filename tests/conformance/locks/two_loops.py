# Rule: a primitive belongs to the loop in which it first had to wait.
import asyncio

lock = asyncio.Lock()


async def contend():
    await lock.acquire()
    try:
        async with asyncio.timeout(0.02):
            await lock.acquire()
    except TimeoutError:
        print("timed out")
    except RuntimeError as e:
        print(str(e).endswith("is bound to a different event loop"))
    lock.release()


asyncio.run(contend())
asyncio.run(contend())
