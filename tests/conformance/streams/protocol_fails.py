# Rule: what a protocol raises is reported and ends its connection.
import asyncio


class Failing(asyncio.Protocol):
    def data_received(self, data):
        raise ArithmeticError(data.decode())

    def connection_lost(self, exc):
        print("lost", repr(exc))


async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda loop, context: print(context["message"], repr(context["exception"])))
    server = await loop.create_server(Failing, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    writer.write(b"zero")
    print(await reader.read())
    writer.close()
    server.close()


asyncio.run(main())
