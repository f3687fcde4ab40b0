# Rule: uncancel() to zero before the error was delivered withdraws it (3.13).
import asyncio


async def main():
    t = asyncio.current_task()
    t.cancel()
    print(t.uncancel())
    await asyncio.sleep(0)
    print("not cancelled")


asyncio.run(main())
