# Rule: pause_writing and resume_writing are called once each time the buffer crosses its limits.
import asyncio


class Writer(asyncio.Protocol):
    def pause_writing(self):
        print("pause", self.transport.get_write_buffer_size() > 1000)

    def resume_writing(self):
        print("resume", self.transport.get_write_buffer_size() <= 500)
        self.resumed.set()

    def connection_made(self, transport):
        self.transport = transport
        self.resumed = asyncio.Event()


class Reader(asyncio.Protocol):
    def connection_made(self, transport):
        Reader.transport = transport
        transport.pause_reading()


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Reader, "127.0.0.1", 0)
    transport, protocol = await loop.create_connection(Writer, *server.sockets[0].getsockname())
    transport.set_write_buffer_limits(high=1000, low=500)
    await asyncio.sleep(0.02)
    for _ in range(3):
        transport.write(b"x" * 12_000_000)
    Reader.transport.resume_reading()
    await protocol.resumed.wait()
    transport.close()
    server.close()


asyncio.run(main())
