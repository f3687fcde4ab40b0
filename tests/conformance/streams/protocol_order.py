# Rule: connection_made, data_received, eof_received, connection_lost: on both sides, in this order.
import asyncio


class Talker(asyncio.Protocol):
    def __init__(self, name, done):
        self.name = name
        self.done = done

    def connection_made(self, transport):
        print(self.name, "made", type(transport).__name__)
        self.transport = transport

    def data_received(self, data):
        print(self.name, "data", data)
        if self.name == "server":
            self.transport.write(b"pong")
        else:
            self.transport.write_eof()

    def eof_received(self):
        print(self.name, "eof")

    def connection_lost(self, exc):
        print(self.name, "lost", exc)
        self.done.set_result(self.name)


async def main():
    loop = asyncio.get_running_loop()
    ended = [loop.create_future(), loop.create_future()]
    server = await loop.create_server(lambda: Talker("server", ended[0]), "127.0.0.1", 0)
    transport, protocol = await loop.create_connection(
        lambda: Talker("client", ended[1]), *server.sockets[0].getsockname()
    )
    print("connected", transport.is_closing(), transport.get_protocol() is protocol)
    transport.write(b"ping")
    print(sorted(await asyncio.gather(*ended)))
    print(transport.is_closing())
    server.close()
    await server.wait_closed()


asyncio.run(main())
