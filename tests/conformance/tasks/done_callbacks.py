# Rule: done callbacks run one turn after the end, in the order in which they were added.
import asyncio


async def f():
    asyncio.get_running_loop().call_soon(print, "soon, asked before the end")
    return "result"


async def main():
    t = asyncio.create_task(f())
    for n in range(3):
        t.add_done_callback(lambda t, n=n: print("callback", n, t.result()))
    await t
    print("main goes on")
    t.add_done_callback(lambda t: print("added when done"))
    print("not called at once")
    await asyncio.sleep(0)


asyncio.run(main())
