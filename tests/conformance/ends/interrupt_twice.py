# Rule: a second SIGINT is a KeyboardInterrupt at once.
import asyncio
import signal


async def main():
    loop = asyncio.get_running_loop()
    loop.call_soon(signal.raise_signal, signal.SIGINT)
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print("first")
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            print("second")
            raise


try:
    asyncio.run(main())
except KeyboardInterrupt:
    print("interrupted")
