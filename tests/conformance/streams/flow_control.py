# Rule: a transport above its high-water mark pauses the protocol, and drain waits until it is below the low one.
import asyncio

SIZE = 24 * 1024 * 1024


class Slow(asyncio.Protocol):
    got = 0

    def connection_made(self, transport):
        self.transport = transport
        self.done = asyncio.get_running_loop().create_future()
        transport.pause_reading()
        Slow.only = self

    def data_received(self, data):
        self.got += len(data)

    def connection_lost(self, exc):
        self.done.set_result(self.got)


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Slow, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    await asyncio.sleep(0.02)
    writer.write(b"small")
    await writer.drain()
    print("a small write does not wait:", writer.transport.get_write_buffer_size())
    writer.write(b"x" * SIZE)
    draining = asyncio.create_task(writer.drain())
    await asyncio.sleep(0.1)
    print("a large one does:", draining.done(), writer.transport.get_write_buffer_size() > 65536)
    Slow.only.transport.resume_reading()
    await draining
    print("until the rest fits:", writer.transport.get_write_buffer_size() <= 16384)
    writer.close()
    await writer.wait_closed()
    print(await Slow.only.done - SIZE)
    server.close()


asyncio.run(main())
