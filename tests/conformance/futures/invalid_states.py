# Rule: a future is set once; asking too early or setting twice is InvalidStateError.
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    f = loop.create_future()
    for call in (f.result, f.exception):
        try:
            call()
        except asyncio.InvalidStateError as e:
            print(e)
    f.set_result(1)
    for call in (lambda: f.set_result(2), lambda: f.set_exception(KeyError())):
        try:
            call()
        except asyncio.InvalidStateError as e:
            print(e)
    f = loop.create_future()
    f.cancel()
    try:
        f.set_result(1)
    except asyncio.InvalidStateError as e:
        print(e)


asyncio.run(main())
