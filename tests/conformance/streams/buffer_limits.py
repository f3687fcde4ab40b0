# Rule: the limits of a write buffer: defaults, one from the other, and what is refused.
import asyncio


async def main():
    server = await asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    transport = writer.transport
    print(transport.get_write_buffer_limits())
    for options in ({"high": 1000}, {"low": 50}, {"high": 0}, {"high": 10, "low": 20}, {"high": 5, "low": -1}):
        try:
            transport.set_write_buffer_limits(**options)
            print(options, transport.get_write_buffer_limits())
        except ValueError as e:
            print(options, e)
    transport.set_write_buffer_limits()
    print(transport.get_write_buffer_limits(), transport.get_write_buffer_size())
    writer.close()
    await writer.wait_closed()
    server.close()


asyncio.run(main())
