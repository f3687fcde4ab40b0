# Lesson: input() blocks the whole program, the loop included: what waited comes late.
import asyncio


async def clock():
    for hour in range(1, 4):
        print(f"  the clock strikes {hour}")
        await asyncio.sleep(0.1)


async def main():
    ticking = asyncio.create_task(clock())
    await asyncio.sleep(0)
    try:
        name = input("What is your name? ")
        print(f"Hello, {name}! No hour struck while you were typing.")
        number = int(input("And your favourite number? "))
        print(f"Twice that is {number * 2}.")
    except EOFError:
        print("\nNothing to read: the input has ended.")
    except ValueError as error:
        print("That is no number:", error)
    await ticking


asyncio.run(main())
