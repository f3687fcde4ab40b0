# Lesson: Below the streams are transports and protocols: the loop calls you, and nothing is awaited.
import asyncio


class Shout(asyncio.Protocol):
    """Answers each line in capitals."""

    def connection_made(self, transport):
        self.transport = transport
        self.rest = b""
        print("server: connection_made")

    def data_received(self, data):
        # TCP knows no lines: what arrives may be half a line or three.
        *lines, self.rest = (self.rest + data).split(b"\n")
        for line in lines:
            print("server: a line", line)
            self.transport.write(line.upper() + b"\n")

    def eof_received(self):
        print("server: eof_received, with", self.rest, "left over")

    def connection_lost(self, exc):
        print("server: connection_lost,", exc)


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Shout, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    for part in (b"hel", b"lo\nwor", b"ld\nunfin"):
        writer.write(part)
        await asyncio.sleep(0.02)
    writer.write_eof()
    print("client:", (await reader.read()).split())
    writer.close()
    await writer.wait_closed()
    server.close()
    await server.wait_closed()


asyncio.run(main())
