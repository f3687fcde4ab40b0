# Rule: input() gives lines without their newline; at the end it raises EOFError.
import asyncio


async def main():
    try:
        while True:
            print(repr(input("> ")))
    except EOFError as e:
        print(repr(e))


asyncio.run(main())
