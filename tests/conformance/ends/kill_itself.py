# Rule: a program may send itself a signal; a closed loop leaves no handler behind.
import asyncio
import os
import signal


async def main():
    loop = asyncio.get_running_loop()
    done = asyncio.Event()
    loop.add_signal_handler(signal.SIGUSR1, done.set)
    os.kill(os.getpid(), signal.SIGUSR1)
    await asyncio.wait_for(done.wait(), 5)
    print("came")
    try:
        os.kill(2**22 - 1, 0)
    except ProcessLookupError:
        print("nobody else")


asyncio.run(main())
print(signal.getsignal(signal.SIGUSR1) is signal.SIG_DFL)
