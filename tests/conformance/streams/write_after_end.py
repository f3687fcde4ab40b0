# Rule: writing to a peer that has closed: drain raises once the connection is lost.
import asyncio


async def hang_up(reader, writer):
    await reader.readline()
    writer.close()


async def main():
    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    writer.write(b"bye\n")
    print(await reader.read())
    for attempt in range(3):
        try:
            writer.write(b"are you there?")
            await writer.drain()
            await asyncio.sleep(0.02)
            print(attempt, "written")
        except ConnectionError as e:
            print(attempt, type(e).__name__, e)
    print(writer.is_closing())
    try:
        await writer.wait_closed()
    except BrokenPipeError as e:
        print(e)
    server.close()


asyncio.run(main())
