import asyncio


async def main(name):
    await asyncio.sleep(1)
    return name


print(asyncio.run(main("first")))
print(asyncio.run(main("second")))
