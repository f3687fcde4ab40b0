"""Waits for the network say so; those for a future of the program's own do not."""

import asyncio
import socket


async def read(sock):
    reader, writer = await asyncio.open_connection(sock=sock)
    print(await reader.readline())
    writer.close()


async def main():
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    reading = asyncio.create_task(read(theirs))
    await asyncio.sleep(0.1)
    await asyncio.get_running_loop().sock_sendall(ours, b"hello\n")
    await reading
    ours.close()
    future = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(future.set_result, None)
    await future


asyncio.run(main())
