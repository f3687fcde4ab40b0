# Rule: a server that nobody can connect to any more has come to a standstill.
# End: deadlocked
import asyncio


async def main():
    async with await asyncio.start_server(print, "127.0.0.1", 0) as server:
        print("serving", flush=True)
        await server.serve_forever()


asyncio.run(main())
