# Rule: run_in_executor and to_thread run a function in another thread.
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    for call in (loop.run_in_executor(None, abs, -1), asyncio.to_thread(abs, -2)):
        try:
            print(await call)
        except RuntimeError as e:
            print(e)


try:
    asyncio.run(main())
except RuntimeError as e:
    print(e)
