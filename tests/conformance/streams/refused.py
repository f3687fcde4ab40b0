# Rule: connecting to where nobody listens raises ConnectionRefusedError, with the address in its text.
import asyncio
import errno
import socket


async def main():
    try:
        await asyncio.open_connection("127.0.0.1", 9)
    except OSError as e:
        print(type(e).__name__, e.errno == errno.ECONNREFUSED, e)
    try:
        await asyncio.open_connection("::1", 9)
    except OSError as e:
        print(type(e).__name__, e)
    try:
        await asyncio.open_connection("localhost", 9)
    except OSError as e:
        print(type(e).__name__, e)
    sock = socket.socket()
    sock.setblocking(False)
    loop = asyncio.get_running_loop()
    try:
        await loop.sock_connect(sock, ("127.0.0.1", 9))
    except OSError as e:
        print(type(e).__name__, e)
    sock.close()


asyncio.run(main())
