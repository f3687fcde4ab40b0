# Rule: the last party does not suspend; the others pass in order of arrival; each gets its place.
import asyncio


async def party(n, barrier):
    async with barrier as place:
        print(n, "passes as", place, barrier.broken)


async def main():
    barrier = asyncio.Barrier(3)
    await asyncio.gather(*(party(n, barrier) for n in "abc"))
    await asyncio.gather(*(party(n, barrier) for n in "def"))
    print(barrier.parties, barrier.n_waiting)


asyncio.run(main())
