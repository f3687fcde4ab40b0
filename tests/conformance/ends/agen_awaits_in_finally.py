# Rule: the finally block of an async generator left open may await, in run's last steps.
import asyncio

kept = []


async def agen(name):
    try:
        yield name
    finally:
        print(name, "before")
        await asyncio.sleep(0.02)
        print(name, "after")


async def main():
    for name in "ab":
        it = agen(name)
        kept.append(it)
        print(await anext(it))


asyncio.run(main())
print("run returned")
