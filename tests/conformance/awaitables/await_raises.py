# Rule: an exception raised by __await__ itself is raised at the await.
import asyncio


class Refuses:
    def __await__(self):
        raise KeyError("refused")


async def main():
    try:
        await Refuses()
    except KeyError as e:
        print(repr(e))


asyncio.run(main())
