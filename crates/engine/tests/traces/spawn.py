import asyncio


async def child(name):
    return f"{name}!"


async def main():
    task = asyncio.create_task(child("a"), name="first")
    print(await task)
    other = asyncio.create_task(child("b"))
    other.set_name("second")
    await other


asyncio.run(main())
