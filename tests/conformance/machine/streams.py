# Rule: a program can serve on the loopback interface and connect to itself.
import asyncio


async def echo(reader, writer):
    writer.write(await reader.readline())
    await writer.drain()
    writer.close()


async def main():
    try:
        server = await asyncio.start_server(echo, "127.0.0.1", 0)
        host, port = server.sockets[0].getsockname()
        reader, writer = await asyncio.open_connection(host, port)
        writer.write(b"hello\n")
        print(await reader.readline())
        writer.close()
        server.close()
    except OSError as e:
        print(type(e).__name__)


asyncio.run(main())
