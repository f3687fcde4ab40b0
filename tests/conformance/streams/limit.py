# Rule: a line longer than the limit raises, and the stream goes on after it.
import asyncio


async def send(reader, writer):
    writer.write(b"x" * 100 + b"\nshort\n" + b"y" * 100)
    writer.close()


async def main():
    server = await asyncio.start_server(send, "127.0.0.1", 0)
    address = server.sockets[0].getsockname()
    reader, writer = await asyncio.open_connection(*address, limit=32)
    try:
        await reader.readline()
    except ValueError as e:
        print(type(e).__name__, e)
    print(await reader.readline())
    try:
        await reader.readuntil(b"!")
    except asyncio.LimitOverrunError as e:
        print(type(e).__name__, e, e.consumed)
    print(len(await reader.readexactly(100)))
    writer.close()
    server.close()


asyncio.run(main())
