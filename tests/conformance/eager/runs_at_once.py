# Rule: an eager task runs until it first suspends, inside create_task.
import asyncio


async def f(n):
    print("start", n)
    await asyncio.sleep(0)
    print("end", n)
    return n


async def quick():
    return "quick"


async def main():
    asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
    a = asyncio.create_task(f(1))
    print("created")
    b = asyncio.create_task(quick())
    print(b.done(), b.result(), a.done())
    print(await a)


asyncio.run(main())
