# Rule: with all_errors, a connect that failed everywhere raises a group of what was tried.
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    try:
        await loop.create_connection(asyncio.Protocol, "localhost", 9, all_errors=True)
    except* ConnectionRefusedError as group:
        for error in group.exceptions:
            print(type(error).__name__, error)


asyncio.run(main())
