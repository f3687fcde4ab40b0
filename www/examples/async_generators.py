# Lesson: Async generators make pipelines; aclosing makes sure that each stage cleans up in time.
import asyncio
from contextlib import aclosing


async def sensor():
    print("sensor on")
    try:
        for celsius in (19, 20, 35, 36, 21):
            await asyncio.sleep(0.05)
            yield celsius
    finally:
        print("sensor off")


async def alarms(readings, limit):
    async for celsius in readings:
        if celsius > limit:
            yield f"{celsius} degrees is too hot"


async def main():
    async with aclosing(sensor()) as readings:
        async for alarm in alarms(readings, 30):
            print(alarm)
            break  # without aclosing, the sensor would stay on for a while
    print("left the loop")

    highest = max([celsius async for celsius in sensor()])
    print("highest:", highest)


asyncio.run(main())
