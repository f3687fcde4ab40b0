# Rule: a staggered race gives the winner, its index and every exception; losers are cancelled.
import asyncio
from asyncio.staggered import staggered_race


async def bad():
    raise ValueError("bad")


async def slow():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print("slow is cancelled")
        raise


async def good():
    await asyncio.sleep(0.02)
    return "good"


async def main():
    print(await staggered_race([bad, slow, good], 0.05))
    print(await staggered_race([bad, bad], None))
    print(await staggered_race([], 1))


asyncio.run(main())
