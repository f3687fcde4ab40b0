# Rule: a connection that is cut off raises ConnectionResetError in whoever reads.
import asyncio
import socket
import struct


async def cut(reader, writer):
    sock = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.close()


async def main():
    server = await asyncio.start_server(cut, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    try:
        print(await reader.read())
    except ConnectionResetError as e:
        print(type(e).__name__, e)
    print(reader.exception().__class__.__name__, reader.at_eof())
    try:
        await writer.drain()
    except ConnectionResetError as e:
        print("drain:", type(e).__name__, e)
    writer.close()
    try:
        await writer.wait_closed()
    except ConnectionResetError as e:
        print("wait_closed:", type(e).__name__, e)
    server.close()


asyncio.run(main())
