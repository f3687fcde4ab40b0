# Rule: an async generator that fails while run closes it is reported to the exception handler.
import asyncio

kept = []


async def agen():
    try:
        yield 1
    finally:
        raise ValueError("in the generator's finally")


async def main():
    it = agen()
    kept.append(it)
    print(await anext(it))


asyncio.run(main())
print("run returned")
