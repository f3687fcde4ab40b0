# Lesson: A Runner keeps one loop for several coroutines; asyncio.run makes a new one each time.
import asyncio


class ChattyLoop(asyncio.EventLoop):
    def close(self):
        if not self.is_closed():
            print("the loop is closed")
        super().close()


async def remember():
    return asyncio.get_running_loop()


first = asyncio.run(remember())
second = asyncio.run(remember())
print("asyncio.run twice, one loop? ", first is second)

with asyncio.Runner(loop_factory=ChattyLoop) as runner:
    first = runner.run(remember())
    second = runner.run(remember())
    print("runner.run twice, one loop?  ", first is second is runner.get_loop())

try:
    asyncio.get_running_loop()
except RuntimeError as error:
    print("outside of any:", error)
