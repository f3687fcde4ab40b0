# Rule: a main that cancels itself leaves run as CancelledError; one that was interrupted as KeyboardInterrupt.
import asyncio


async def main():
    asyncio.current_task().cancel("by itself")
    await asyncio.sleep(0)


try:
    asyncio.run(main())
except asyncio.CancelledError as e:
    print(repr(e))
