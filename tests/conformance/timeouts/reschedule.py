# Rule: reschedule() moves the deadline, or takes it away; an expired timeout cannot be moved.
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(0.03) as cm:
        cm.reschedule(None)
        await asyncio.sleep(0.06)
        print("no deadline", cm.when())
    try:
        async with asyncio.timeout(5) as cm:
            cm.reschedule(loop.time() + 0.02)
            try:
                await asyncio.sleep(10)
            except asyncio.CancelledError:
                cm.reschedule(loop.time() + 1)
    except RuntimeError as e:
        print(e)
    try:
        asyncio.timeout(1).reschedule(2)
    except RuntimeError as e:
        print(e)


asyncio.run(main())
