# Rule: datagrams come whole, each with its sender's address.
import asyncio


class Echo(asyncio.DatagramProtocol):
    def connection_made(self, transport):
        print("server", type(transport).__name__)
        self.transport = transport

    def datagram_received(self, data, addr):
        self.transport.sendto(data.upper(), addr)


class Client(asyncio.DatagramProtocol):
    def __init__(self):
        self.answers = asyncio.Queue()

    def datagram_received(self, data, addr):
        self.answers.put_nowait((data, addr))

    def connection_lost(self, exc):
        print("client lost", exc)


async def main():
    loop = asyncio.get_running_loop()
    server, _ = await loop.create_datagram_endpoint(Echo, local_addr=("127.0.0.1", 0))
    address = server.get_extra_info("sockname")
    client, protocol = await loop.create_datagram_endpoint(Client, remote_addr=address)
    print(client.get_extra_info("peername") == address, client.get_write_buffer_size())
    for message in (b"one", b"", b"three", b"x" * 1000):
        client.sendto(message)
        data, sender = await protocol.answers.get()
        print(len(data), data[:5], sender == address)
    try:
        client.sendto(b"x", ("127.0.0.1", 1))
    except ValueError as e:
        print(str(e).partition("(")[0])
    client.close()
    await asyncio.sleep(0)
    print(client.is_closing())
    server.close()


asyncio.run(main())
