# Rule: a writer that is thrown away without close warns, and closes its connection.
import asyncio
import gc
import re
import warnings


async def main():
    async def until_end(reader, writer):
        print("server read", await reader.read())
        writer.close()
        ended.set()

    ended = asyncio.Event()
    server = await asyncio.start_server(until_end, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    writer.write(b"last words")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        del reader, writer
        gc.collect()
        await ended.wait()
        gc.collect()
    for warning in caught:
        print(warning.category.__name__, re.sub(r"\s.*", "", str(warning.message)[:24]))
    server.close()
    await server.wait_closed()


asyncio.run(main())
