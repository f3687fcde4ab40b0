# Rule: in debug mode a future's repr tells where it was created.
import asyncio


async def main():
    asyncio.get_running_loop().slow_callback_duration = 60
    f = asyncio.Future()
    print(repr(f).startswith("<Future pending created at "), repr(f).endswith("main.py:7>"))


asyncio.run(main(), debug=True)
