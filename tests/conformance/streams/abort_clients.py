# Rule: abort_clients cuts the connections of a server off.
import asyncio


class Quiet(asyncio.Protocol):
    def connection_made(self, transport):
        print("made")

    def connection_lost(self, exc):
        print("lost", exc)


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Quiet, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    await asyncio.sleep(0.02)
    server.close()
    server.abort_clients()
    print(await reader.read())
    writer.close()
    await server.wait_closed()
    print("done")


asyncio.run(main())
