# Lesson: A staggered race starts the next attempt when the last one fails or takes too long.
import asyncio
from asyncio.staggered import staggered_race


def attempt(server, seconds, works=True):
    async def connect():
        print("try", server)
        try:
            await asyncio.sleep(seconds)
        except asyncio.CancelledError:
            print("call off", server)
            raise
        if not works:
            print(server, "refuses")
            raise ConnectionRefusedError(server)
        return f"connected to {server}"

    return connect


async def main():
    servers = [
        attempt("north", 0.1, works=False),  # fails soon: the next one starts at once
        attempt("east", 2),  # hangs: the next one starts after the delay
        attempt("south", 0.2),
        attempt("west", 0.1),  # never tried
    ]
    winner, index, errors = await staggered_race(servers, delay=0.3)
    print(f"{winner}, which was number {index}")
    print("errors:", [type(error).__name__ for error in errors])


asyncio.run(main())
