# Rule: Future() outside a loop needs one; under one it takes the running loop.
import asyncio


async def main():
    f = asyncio.Future()
    print(f.get_loop() is asyncio.get_running_loop(), asyncio.isfuture(f), asyncio.isfuture(3))


asyncio.run(main())
loop = asyncio.new_event_loop()
print(asyncio.Future(loop=loop).get_loop() is loop)
loop.close()
try:
    asyncio.Future()
except RuntimeError as e:
    print(e)
