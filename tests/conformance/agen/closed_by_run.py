# Rule: run() closes async generators that are still alive, after main has ended.
import asyncio

alive = []


async def agen():
    try:
        yield 1
    finally:
        await asyncio.sleep(0)
        print("finally")


async def main():
    alive.append(agen())
    print(await anext(alive[0]))
    print("main ends")


asyncio.run(main())
print("run ended")
