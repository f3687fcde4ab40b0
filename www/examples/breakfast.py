# Lesson: Tasks take turns: while one of them waits, the others carry on.
import asyncio

RECIPES = {
    "coffee": [("grind the beans", 0.1), ("boil the water", 0.35), ("pour", 0.2)],
    "toast": [("slice the bread", 0.2), ("toast both sides", 0.55)],
    "eggs": [("heat the pan", 0.3), ("fry", 0.25), ("add some pepper", 0.45)],
}


async def prepare(dish):
    for step, seconds in RECIPES[dish]:
        print(f"{dish:>6}: {step}")
        await asyncio.sleep(seconds)
    print(f"{dish:>6}: ready!")


async def main():
    loop = asyncio.get_running_loop()
    start = loop.time()
    async with asyncio.TaskGroup() as kitchen:
        for dish in RECIPES:
            kitchen.create_task(prepare(dish), name=dish)
    took = loop.time() - start

    alone = sum(seconds for steps in RECIPES.values() for _, seconds in steps)
    print(f"\nBreakfast took about {took:.0f} second.")
    print(f"One dish after another, it would have taken {alone:.1f} seconds.")


asyncio.run(main())
