# Rule: timers for the same moment run in the order of a binary heap, which is not the order in which they were set.
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    order = []
    when = loop.time() + 0.02
    for number in range(8):
        loop.call_at(when, order.append, number)
    await asyncio.sleep(0.05)
    print(order)


asyncio.run(main())
