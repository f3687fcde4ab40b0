# Rule: tasks start in the order of their creation, at the creator's next suspension.
import asyncio


async def f(n):
    print("start", n)
    await asyncio.sleep(0)
    print("end", n)


async def main():
    for n in range(3):
        asyncio.create_task(f(n))
    print("created")
    await asyncio.sleep(0)
    print("main's second turn")
    await asyncio.sleep(0)
    print("main's third turn")


asyncio.run(main())
