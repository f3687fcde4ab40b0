# Rule: a clock that jumps makes timers due.
import asyncio


class Jumping(asyncio.EventLoop):
    offset = 0

    def time(self):
        return super().time() + self.offset


async def main():
    loop = asyncio.get_running_loop()
    loop.call_later(3600, print, "an hour later")
    await asyncio.sleep(0)
    loop.offset = 4000
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print("end")


with asyncio.Runner(loop_factory=Jumping) as runner:
    runner.run(main())
