# Lesson: Five philosophers never starve if everyone picks up the lower-numbered fork first.
import asyncio

NAMES = ("Hypatia", "Laozi", "Avicenna", "Hume", "Arendt")


async def philosopher(seat, forks):
    first, second = sorted((seat, (seat + 1) % len(forks)))
    async with forks[first]:
        await asyncio.sleep(0.02)  # time enough for everyone to reach for a fork
        async with forks[second]:
            print(f"{NAMES[seat]} eats with forks {first} and {second}")
            await asyncio.sleep(0.1 + seat / 50)
    print(f"{NAMES[seat]} thinks")


async def main():
    forks = [asyncio.Lock() for _ in NAMES]
    async with asyncio.TaskGroup() as table:
        for seat, name in enumerate(NAMES):
            table.create_task(philosopher(seat, forks), name=name)
    print("nobody starved")


asyncio.run(main())
