# Rule: a timeout's repr tells its state, and its deadline while it is active.
import asyncio


async def main():
    cm = asyncio.timeout_at(5)
    print(cm, cm.when())
    cm = asyncio.timeout(None)
    print(cm, cm.when())
    async with cm:
        print(cm)
        cm.reschedule(asyncio.get_running_loop().time() - 1)
        try:
            await asyncio.sleep(1)
        except asyncio.CancelledError:
            print(cm)
            raise SystemExit(0)


try:
    asyncio.run(main())
except SystemExit as e:
    print("exit", e.code)
