# Rule: two tasks cannot ask one async generator at the same time.
import asyncio


async def agen():
    await asyncio.sleep(0.02)
    yield 1


async def ask(g):
    try:
        print(await anext(g))
    except RuntimeError as e:
        print(e)


async def main():
    g = agen()
    await asyncio.gather(ask(g), ask(g))


asyncio.run(main())
