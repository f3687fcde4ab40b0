# Rule: a server's callback gets a reader and a writer for each connection; a client has the same.
import asyncio


async def echo(reader, writer):
    while line := await reader.readline():
        print("server read", line)
        writer.write(line.upper())
        await writer.drain()
    print("server saw the end")
    writer.close()
    await writer.wait_closed()


async def main():
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    reader, writer = await asyncio.open_connection(host, port)
    for word in (b"one\n", b"two\n"):
        writer.write(word)
        await writer.drain()
        print("client read", await reader.readline())
    writer.close()
    await writer.wait_closed()
    server.close()
    await server.wait_closed()
    print("closed", server.is_serving(), server.sockets)


asyncio.run(main())
