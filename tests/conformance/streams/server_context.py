# Rule: a server is an asynchronous context manager, which closes it.
import asyncio


async def main():
    async def hello(reader, writer):
        writer.write(b"hello")
        writer.close()

    async with await asyncio.start_server(hello, "127.0.0.1", 0) as server:
        address = server.sockets[0].getsockname()
        reader, writer = await asyncio.open_connection(*address)
        print(await reader.read(), server.is_serving())
        writer.close()
    print(server.is_serving(), server.sockets)


asyncio.run(main())
