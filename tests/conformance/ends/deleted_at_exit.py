# Rule: objects that the program still has are finalised after it has ended.
import asyncio


class Noisy:
    def __del__(self):
        print("finalised")


async def main():
    return Noisy()


kept = asyncio.run(main())
print("the end")
