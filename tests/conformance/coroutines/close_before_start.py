# Rule: close() on a coroutine that never started runs nothing, and it does not warn.
import asyncio


async def f():
    try:
        print("body")
    finally:
        print("finally")


async def main():
    c = f()
    c.close()
    try:
        await c
    except RuntimeError as e:
        print(e)


asyncio.run(main())
