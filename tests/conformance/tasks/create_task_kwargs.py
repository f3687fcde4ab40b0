# Rule: create_task passes name, context and eager_start through; unknown ones are TypeErrors.
import asyncio


async def f():
    print("runs")


async def main():
    t = asyncio.create_task(f(), name="n", eager_start=True)
    print(t.done(), t.get_name())
    c = f()
    try:
        asyncio.create_task(c, colour="red")
    except TypeError as e:
        print(type(e).__name__)
    c.close()


asyncio.run(main())
