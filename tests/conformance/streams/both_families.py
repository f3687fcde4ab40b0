# Rule: a server on localhost listens in both families; a client reaches it under either address.
import asyncio
import socket


async def who(reader, writer):
    sock = writer.get_extra_info("socket")
    writer.write(f"{sock.family.name} {writer.get_extra_info('sockname')[0]}".encode())
    writer.close()


async def main():
    server = await asyncio.start_server(who, "localhost", 0)
    sockets = {sock.family: sock.getsockname() for sock in server.sockets}
    print(sorted(family.name for family in sockets))
    for family in (socket.AF_INET, socket.AF_INET6):
        address = sockets[family]
        print(len(address), address[0])
        reader, writer = await asyncio.open_connection(*address[:2])
        print((await reader.read()).decode())
        writer.close()
    server.close()


asyncio.run(main())
