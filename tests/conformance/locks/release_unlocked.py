# Rule: releasing a free Lock is a RuntimeError; a plain with is a TypeError.
import asyncio


async def main():
    lock = asyncio.Lock()
    try:
        lock.release()
    except RuntimeError as e:
        print(e)
    try:
        with lock:
            pass
    except TypeError as e:
        print(e)
    print(await lock.acquire(), lock.locked())


asyncio.run(main())
