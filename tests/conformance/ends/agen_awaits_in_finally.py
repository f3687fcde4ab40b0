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
    it = agen("a")
    kept.append(it)
    print(await anext(it))


asyncio.run(main())
print("run returned")
