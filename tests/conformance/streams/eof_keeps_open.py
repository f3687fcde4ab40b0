# Rule: a protocol whose eof_received returns true keeps its own direction open.
import asyncio


class Server(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        print("server got", data)

    def eof_received(self):
        print("server eof")
        asyncio.get_running_loop().call_later(0.02, self.finish)
        return True

    def finish(self):
        self.transport.write(b"late answer")
        self.transport.close()

    def connection_lost(self, exc):
        print("server lost", exc)


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Server, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    writer.write(b"hi")
    writer.write_eof()
    print("client got", await reader.read())
    writer.close()
    await writer.wait_closed()
    server.close()
    await server.wait_closed()


asyncio.run(main())
