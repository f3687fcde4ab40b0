# Rule: a paused transport delivers nothing; what came meanwhile comes together when it resumes.
import asyncio


class Server(asyncio.Protocol):
    def connection_made(self, transport):
        Server.transport = transport
        transport.pause_reading()
        print("reading:", transport.is_reading())

    def data_received(self, data):
        print("server got", data)


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Server, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    for word in (b"a", b"b", b"c"):
        writer.write(word)
        await asyncio.sleep(0.02)
    print("resume")
    Server.transport.resume_reading()
    print("reading:", Server.transport.is_reading())
    await asyncio.sleep(0.02)
    writer.close()
    await writer.wait_closed()
    await asyncio.sleep(0.02)
    print("closing:", Server.transport.is_closing())
    server.close()


asyncio.run(main())
