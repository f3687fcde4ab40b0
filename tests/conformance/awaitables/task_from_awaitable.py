# Rule: ensure_future and asyncio.run take any awaitable; create_task takes coroutines only.
import asyncio


class Later:
    def __await__(self):
        yield
        return "later"


async def main():
    print(await asyncio.ensure_future(Later()))
    try:
        asyncio.create_task(Later())
    except TypeError as e:
        print(type(e).__name__)
    try:
        asyncio.ensure_future(3)
    except TypeError as e:
        print(e)
    t = asyncio.create_task(asyncio.sleep(0, "same"))
    print(asyncio.ensure_future(t) is t, await t)


asyncio.run(main())
print(asyncio.run(Later()))
