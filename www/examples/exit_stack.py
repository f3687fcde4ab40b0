# Lesson: An AsyncExitStack opens as many things as you like, and closes them in reverse order.
import asyncio
from contextlib import AsyncExitStack, asynccontextmanager


@asynccontextmanager
async def connect(host):
    await asyncio.sleep(0.05)
    if host == "mars":
        raise ConnectionError(f"{host} is too far away")
    print("connected to", host)
    try:
        yield host
    finally:
        await asyncio.sleep(0.05)
        print("disconnected from", host)


async def goodbye(who):
    print("goodbye,", who)


async def visit(*hosts):
    async with AsyncExitStack() as stack:
        stack.push_async_callback(goodbye, "everyone")
        found = [await stack.enter_async_context(connect(host)) for host in hosts]
        print("using", found)


async def main():
    await visit("earth", "moon")
    try:
        await visit("earth", "mars", "moon")
    except ConnectionError as error:
        print("failed:", error)


asyncio.run(main())
