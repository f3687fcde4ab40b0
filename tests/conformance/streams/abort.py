# Rule: abort drops what is not sent, and connection_lost comes with None; close sends it first.
import asyncio

SIZE = 24 * 1024 * 1024


class Client(asyncio.Protocol):
    def connection_made(self, transport):
        self.lost = asyncio.get_running_loop().create_future()

    def connection_lost(self, exc):
        print("lost", exc)
        self.lost.set_result(None)


async def main():
    loop = asyncio.get_running_loop()
    received = asyncio.Queue()

    async def serve(reader, writer):
        await asyncio.sleep(0.05)
        received.put_nowait(len(await reader.read()))
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    for how in ("abort", "close"):
        transport, protocol = await loop.create_connection(Client, *server.sockets[0].getsockname())
        transport.write(b"x" * SIZE)
        getattr(transport, how)()
        print(how, transport.is_closing(), transport.get_write_buffer_size() > 0)
        await protocol.lost
        print("all arrived:", await received.get() == SIZE)
    server.close()


asyncio.run(main())
