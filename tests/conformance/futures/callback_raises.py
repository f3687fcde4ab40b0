# Rule: an exception in a done callback goes to the exception handler and stops no other callback.
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda loop, c: print("handler", repr(c["exception"]), sorted(c)))
    f = loop.create_future()
    f.add_done_callback(lambda f: 1 / 0)
    f.add_done_callback(lambda f: print("second"))
    f.set_result(None)
    await asyncio.sleep(0)


asyncio.run(main())
