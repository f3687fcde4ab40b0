# Rule: loop.sock_* work on sockets that do not block.
import asyncio
import socket


async def main():
    loop = asyncio.get_running_loop()
    listening = socket.create_server(("127.0.0.1", 0))
    listening.setblocking(False)
    accepting = asyncio.create_task(loop.sock_accept(listening))
    client = socket.socket()
    client.setblocking(False)
    await loop.sock_connect(client, listening.getsockname())
    server, address = await accepting
    print(address == client.getsockname(), server.gettimeout())
    receiving = asyncio.create_task(loop.sock_recv(server, 100))
    await asyncio.sleep(0)
    await loop.sock_sendall(client, b"hello")
    print(await receiving)
    buffer = bytearray(10)
    await loop.sock_sendall(client, b"into")
    count = await loop.sock_recv_into(server, buffer)
    print(count, bytes(buffer[:count]))
    waiting = asyncio.create_task(loop.sock_recv(server, 1))
    await asyncio.sleep(0)
    waiting.cancel()
    try:
        await waiting
    except asyncio.CancelledError:
        print("cancelled")
    big = b"x" * 12_000_000
    sending = asyncio.create_task(loop.sock_sendall(client, big))
    got = 0
    while got < len(big):
        got += len(await loop.sock_recv(server, 1 << 20))
    await sending
    print("all sent")
    client.close()
    print(await loop.sock_recv(server, 1))
    server.close()
    listening.close()


asyncio.run(main())
