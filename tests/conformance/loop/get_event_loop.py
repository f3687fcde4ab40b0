# Rule: get_event_loop gives the running loop, or the one that was set, or raises (3.14).
import asyncio


async def main():
    print(asyncio.get_event_loop() is asyncio.get_running_loop())


try:
    asyncio.get_event_loop()
except RuntimeError as e:
    print(e)
loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
print(asyncio.get_event_loop() is loop)
try:
    asyncio.get_running_loop()
except RuntimeError as e:
    print(e)
loop.run_until_complete(main())
asyncio.set_event_loop(None)
loop.close()
asyncio.run(main())
try:
    asyncio.get_event_loop()
except RuntimeError as e:
    print(e)
