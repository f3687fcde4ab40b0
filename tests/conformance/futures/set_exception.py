# Rule: set_exception takes a class or an instance, refuses others, and turns StopIteration into RuntimeError.
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    f = loop.create_future()
    f.set_exception(KeyError)
    print(repr(f.exception()))
    f = loop.create_future()
    f.set_exception(StopIteration("s"))
    print(repr(f.exception()), repr(f.exception().__cause__))
    f = loop.create_future()
    for thing in ("text", int):
        try:
            f.set_exception(thing)
        except TypeError as e:
            print(e)
    print(f.done())


asyncio.run(main())
