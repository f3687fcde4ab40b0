# Rule: a running loop cannot be closed or run again.
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    for call in (loop.close, loop.run_forever, lambda: loop.run_until_complete(f)):
        f = loop.create_future()
        try:
            call()
        except RuntimeError as e:
            print(e)
    other = asyncio.new_event_loop()
    f = other.create_future()
    try:
        other.run_until_complete(f)
    except RuntimeError as e:
        print(e)
    other.close()


asyncio.run(main())
