# Rule: a read that takes too long is cancelled by its timeout, and the connection stays usable.
import asyncio


async def slow(reader, writer):
    await asyncio.sleep(0.1)
    writer.write(b"at last\n")
    await reader.read()
    writer.close()


async def main():
    server = await asyncio.start_server(slow, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    try:
        async with asyncio.timeout(0.03):
            await reader.readline()
    except TimeoutError:
        print("too slow")
    try:
        await asyncio.wait_for(reader.readline(), 0.02)
    except TimeoutError:
        print("still too slow")
    print(await reader.readline())
    writer.close()
    server.close()
    await server.wait_closed()


asyncio.run(main())
