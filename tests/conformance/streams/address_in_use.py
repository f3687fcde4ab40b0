# Rule: a port that is taken is refused with the address in the text, and free again after close.
import asyncio
import errno


async def main():
    server = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", port)
    except OSError as e:
        print(type(e).__name__, e.errno == errno.EADDRINUSE, str(e).replace(str(port), "PORT"))
    server.close()
    await server.wait_closed()
    server = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", port)
    print(server.sockets[0].getsockname() == ("127.0.0.1", port))
    server.close()
    try:
        await asyncio.start_server(lambda reader, writer: None, "192.0.2.1", 80)
    except OSError as e:
        print(type(e).__name__, e.errno == errno.EADDRNOTAVAIL, e)


asyncio.run(main())
