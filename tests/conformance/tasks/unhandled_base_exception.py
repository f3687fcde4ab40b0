# Rule: a task that raises SystemExit stops the loop at once; run() raises it.
import asyncio


async def leaves():
    raise SystemExit(7)


async def main():
    t = asyncio.create_task(leaves())
    try:
        await asyncio.sleep(0.1)
    except asyncio.CancelledError:
        print("main is cancelled; the task holds", repr(t.exception()))
        raise


try:
    asyncio.run(main())
except SystemExit as e:
    print("run raised", repr(e))
