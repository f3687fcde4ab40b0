import asyncio


async def fetch(number):
    await asyncio.sleep(number)
    return number * 2


async def main():
    print(await asyncio.gather(fetch(2), fetch(1)))
    done, pending = await asyncio.wait([asyncio.create_task(fetch(1))])
    print(len(done), len(pending))
    for earliest in asyncio.as_completed([fetch(2), fetch(1)]):
        print(await earliest)


asyncio.run(main())
