# Rule: streams work over a socket that is already connected.
import asyncio
import socket


async def main():
    one, other = socket.socketpair()
    reader, writer = await asyncio.open_connection(sock=one)
    theirs, their_writer = await asyncio.open_connection(sock=other)
    writer.write(b"across\n")
    print(await theirs.readline(), repr(writer.get_extra_info("peername")))
    their_writer.close()
    await their_writer.wait_closed()
    print(await reader.read())
    writer.close()
    await writer.wait_closed()
    for options in ({}, {"host": "127.0.0.1", "sock": one}, {"sock": socket.socket(type=socket.SOCK_DGRAM)}):
        try:
            await asyncio.open_connection(**options)
        except ValueError as e:
            print(str(e).partition("<")[0])
        if options.get("sock"):
            options["sock"].close()


asyncio.run(main())
