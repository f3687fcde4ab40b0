# Rule: a task that yields anything but None or a future fails with RuntimeError.
import asyncio


class Bad:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        try:
            yield self.value
        except RuntimeError as e:
            print(e)
            return "went on"


async def main():
    for value in (1, "text", [None]):
        print(await Bad(value))


asyncio.run(main())
