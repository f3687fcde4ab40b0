# Rule: event loop policies are deprecated, and still give the loops of new_event_loop and run.
import asyncio
import warnings

warnings.simplefilter("ignore", DeprecationWarning)


class MyLoop(asyncio.SelectorEventLoop):
    pass


class Policy(asyncio.DefaultEventLoopPolicy):
    def new_event_loop(self):
        print("new loop")
        return MyLoop()


asyncio.set_event_loop_policy(Policy())


async def main():
    print(type(asyncio.get_running_loop()).__name__)


asyncio.run(main())
loop = asyncio.new_event_loop()
print(type(loop).__name__)
loop.close()
asyncio.set_event_loop_policy(None)
asyncio.run(main())
