# Rule: two tasks cannot wait for the same stream.
import asyncio


async def main():
    server = await asyncio.start_server(lambda reader, writer: writers.append(writer), "127.0.0.1", 0)
    writers = []
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    first = asyncio.create_task(reader.read(1))
    await asyncio.sleep(0.02)
    try:
        await reader.readline()
    except RuntimeError as e:
        print(e)
    writers[0].close()
    print(await first)
    writer.close()
    server.close()


asyncio.run(main())
