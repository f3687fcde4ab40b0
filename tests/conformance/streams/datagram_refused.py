# Rule: a datagram to nobody comes back as error_received, if the sender is connected; the transport lives on.
import asyncio


class Client(asyncio.DatagramProtocol):
    def __init__(self):
        self.errors = asyncio.Queue()

    def error_received(self, exc):
        self.errors.put_nowait(exc)

    def datagram_received(self, data, addr):
        print("received", data)


async def main():
    loop = asyncio.get_running_loop()
    client, protocol = await loop.create_datagram_endpoint(Client, remote_addr=("127.0.0.1", 9))
    client.sendto(b"hello?")
    error = await protocol.errors.get()
    print(type(error).__name__, error)
    print(client.is_closing())
    client.close()
    client, protocol = await loop.create_datagram_endpoint(Client, local_addr=("127.0.0.1", 0))
    client.sendto(b"hello?", ("127.0.0.1", 9))
    await asyncio.sleep(0.02)
    print(protocol.errors.empty())
    client.abort()


asyncio.run(main())
