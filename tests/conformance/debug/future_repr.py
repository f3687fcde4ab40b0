# Rule: in debug mode a future's repr tells where it was created.
import asyncio


async def main():
    f = asyncio.Future()
    text = repr(f)
    print("created at" in text, text.rsplit("/", 1)[-1].split("main.py")[-1])


asyncio.run(main(), debug=True)
