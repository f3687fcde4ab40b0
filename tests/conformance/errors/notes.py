# Rule: an exception's notes are printed below it.
import asyncio


async def main():
    e = ValueError("with notes")
    e.add_note("first note")
    e.add_note("second\nnote")
    raise e


asyncio.run(main())
