# Rule: SIGINT while run is going on cancels main, and is a KeyboardInterrupt when main has ended.
import asyncio
import signal


async def main():
    asyncio.get_running_loop().call_soon(signal.raise_signal, signal.SIGINT)
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print("main is cancelled", asyncio.current_task().cancelling())
        raise


try:
    asyncio.run(main())
except KeyboardInterrupt as e:
    print(repr(e), repr(e.__context__))
print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)
