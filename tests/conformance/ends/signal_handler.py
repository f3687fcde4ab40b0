# Rule: loop.add_signal_handler calls back from the loop, and remove_signal_handler restores the default.
import asyncio
import signal


async def main():
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()

    def on_signal(name):
        print("got", name)
        stop.set()

    loop.add_signal_handler(signal.SIGTERM, on_signal, "SIGTERM")
    signal.raise_signal(signal.SIGTERM)
    print("raised")
    await stop.wait()
    print(loop.remove_signal_handler(signal.SIGTERM))
    print(loop.remove_signal_handler(signal.SIGTERM))
    print(signal.getsignal(signal.SIGTERM) is signal.SIG_DFL)
    for wrong in (signal.SIGKILL, 1000):
        try:
            loop.add_signal_handler(wrong, print)
        except (RuntimeError, ValueError) as e:
            print(type(e).__name__, e)


asyncio.run(main())
