# Rule: what get_extra_info knows of both ends of a connection.
import asyncio


async def main():
    ends = asyncio.Queue()

    async def keep(reader, writer):
        ends.put_nowait(writer)

    server = await asyncio.start_server(keep, "127.0.0.1", 0)
    address = server.sockets[0].getsockname()
    reader, writer = await asyncio.open_connection(*address)
    theirs = await ends.get()
    print(writer.get_extra_info("peername") == address)
    print(theirs.get_extra_info("sockname") == address)
    print(writer.get_extra_info("sockname") == theirs.get_extra_info("peername"))
    print(writer.get_extra_info("nothing"), writer.get_extra_info("nothing", "a default"))
    sock = writer.get_extra_info("socket")
    print(type(sock).__name__, sock.family.name, sock.type.name, sock.gettimeout())
    try:
        sock.settimeout(1)
    except ValueError as e:
        print(e)
    import socket

    print(sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0)
    for end in (writer, theirs):
        end.close()
        await end.wait_closed()
    server.close()


asyncio.run(main())
