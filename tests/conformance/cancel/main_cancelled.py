# Rule: when main ends cancelled, run() raises CancelledError.
import asyncio


async def main():
    asyncio.get_running_loop().call_later(0.02, asyncio.current_task().cancel, "stop main")
    await asyncio.sleep(10)


try:
    asyncio.run(main())
except asyncio.CancelledError as e:
    print(repr(e))
