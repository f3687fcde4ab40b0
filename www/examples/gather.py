# Lesson: gather keeps the order of its arguments, and by default raises the first exception.
import asyncio


async def job(name, seconds):
    await asyncio.sleep(seconds)
    print(f"  {name} ends")
    if name.startswith("bad"):
        raise RuntimeError(name)
    return name


async def main():
    print("all well:")
    print(" ", await asyncio.gather(job("c", 0.3), job("a", 0.1), job("b", 0.2)))

    print("one fails, and the rest go on all the same:")
    try:
        await asyncio.gather(job("bad one", 0.1), job("good one", 0.2))
    except RuntimeError as error:
        print("  raised:", error)
    await asyncio.sleep(0.2)

    print("exceptions as results:")
    results = await asyncio.gather(job("bad", 0.2), job("good", 0.1), return_exceptions=True)
    print(" ", results)


asyncio.run(main())
