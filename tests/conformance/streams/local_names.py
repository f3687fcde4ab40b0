# Rule: local sockets have names instead of ports.
import asyncio

NAME = "\0coroscope streams local_names"


async def echo(reader, writer):
    print("server", repr(writer.get_extra_info("peername")))
    writer.write(await reader.read())
    writer.close()


async def main():
    try:
        await asyncio.open_unix_connection(NAME)
    except ConnectionRefusedError as e:
        print(e)
    server = await asyncio.start_unix_server(echo, NAME)
    print(server.sockets[0].getsockname())
    reader, writer = await asyncio.open_unix_connection(NAME)
    writer.write(b"by name")
    writer.write_eof()
    print(await reader.read())
    writer.close()
    try:
        await asyncio.start_unix_server(echo, NAME)
    except OSError as e:
        print(type(e).__name__, e)
    server.close()
    await server.wait_closed()


asyncio.run(main())
