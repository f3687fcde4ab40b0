# Rule: a BufferedProtocol gives the buffer that bytes are received into.
import asyncio


class Buffered(asyncio.BufferedProtocol):
    def connection_made(self, transport):
        self.buffer = bytearray(4)
        self.data = b""
        self.transport = transport

    def get_buffer(self, sizehint):
        print("buffer asked for:", sizehint)
        return self.buffer

    def buffer_updated(self, nbytes):
        self.data += self.buffer[:nbytes]
        print("updated", nbytes, self.data)

    def eof_received(self):
        print("eof")
        self.transport.write(self.data[::-1])


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Buffered, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    writer.write(b"abcdefghij")
    writer.write_eof()
    print(await reader.read())
    writer.close()
    server.close()


asyncio.run(main())
