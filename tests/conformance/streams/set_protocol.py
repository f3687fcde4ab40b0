# Rule: a transport can change its protocol in the middle of a connection.
import asyncio


class First(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        print("first", data)
        self.transport.set_protocol(Second())
        self.transport.write(b"go on")

    def connection_lost(self, exc):
        print("never")


class Second(asyncio.Protocol):
    def data_received(self, data):
        print("second", data)

    def connection_lost(self, exc):
        print("second lost", exc)


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(First, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    writer.write(b"one")
    print(await reader.read(5))
    writer.write(b"two")
    writer.close()
    await asyncio.sleep(0.02)
    server.close()


asyncio.run(main())
