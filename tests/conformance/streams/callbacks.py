# Rule: a server's callback may be a plain function; one that raises is reported, and the connection closed.
import asyncio


def plain(reader, writer):
    print("a plain function")
    writer.write(b"plain")
    writer.close()


async def failing(reader, writer):
    raise LookupError("in the handler")


async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(
        lambda loop, context: print(context["message"], "|", repr(context["exception"]), "|", sorted(context))
    )
    for handler in (plain, failing):
        server = await asyncio.start_server(handler, "127.0.0.1", 0)
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        print(await reader.read())
        writer.close()
        server.close()
        await server.wait_closed()


asyncio.run(main())
