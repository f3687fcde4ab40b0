# Rule: a name that nobody knows raises gaierror.
import asyncio


async def main():
    try:
        await asyncio.open_connection("no-such-host.invalid", 80)
    except OSError as e:
        print(type(e).__name__, e)


asyncio.run(main())
