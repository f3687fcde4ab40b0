# Rule: a program that waits for bytes that nobody will send has come to a standstill.
# End: deadlocked
import asyncio


async def main():
    server = await asyncio.start_server(lambda reader, writer: kept.append(writer), "127.0.0.1", 0)
    kept = []
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    print("waiting", flush=True)
    await reader.readline()
    print("never")


asyncio.run(main())
