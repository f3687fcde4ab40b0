# Rule: a future's callbacks are scheduled in order when it is set; they get the future.
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    f = loop.create_future()
    f.add_done_callback(lambda f: print("one", f.result()))
    f.add_done_callback(lambda f: print("two", f.result()))
    loop.call_soon(print, "soon")
    f.set_result("r")
    loop.call_soon(print, "sooner or later")
    print("set")
    await asyncio.sleep(0)


asyncio.run(main())
