# Rule: a future that nobody sets is waited for without end.
# End: deadlocked
import asyncio


async def main():
    print("before")
    await asyncio.get_running_loop().create_future()
    print("never")


asyncio.run(main())
