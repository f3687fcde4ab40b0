# Rule: write_eof ends one direction; the other goes on.
import asyncio


async def count(reader, writer):
    data = await reader.read()
    print("server has it all:", data, reader.at_eof())
    for part in (b"that was ", b"%d bytes" % len(data)):
        writer.write(part)
        await writer.drain()
    writer.close()


async def main():
    server = await asyncio.start_server(count, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    print("can write eof:", writer.can_write_eof())
    writer.write(b"some ")
    writer.writelines([b"more ", b"bytes"])
    writer.write_eof()
    writer.write_eof()
    try:
        writer.write(b"late")
    except RuntimeError as e:
        print("RuntimeError:", e)
    print(await reader.read())
    writer.close()
    await writer.wait_closed()
    server.close()


asyncio.run(main())
