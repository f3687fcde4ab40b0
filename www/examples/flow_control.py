# Lesson: drain() waits while the other side does not read: the writer goes at the reader's pace.
import asyncio

PART = 1_000_000
COUNT = 24


async def slow_reader(reader, writer):
    total = 0
    await asyncio.sleep(0.2)
    print("the reader begins to read")
    while data := await reader.read(PART):
        total += len(data)
    print("the reader has", total, "bytes")
    writer.close()


async def main():
    server = await asyncio.start_server(slow_reader, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    print("high and low water:", writer.transport.get_write_buffer_limits()[::-1])
    clock = asyncio.get_running_loop().time
    waited = False
    for number in range(1, COUNT + 1):
        writer.write(bytes(PART))
        start = clock()
        await writer.drain()
        if clock() - start > 0.05 and not waited:
            waited = True
            print("drain() waited for the reader before the writer was half through:", number < COUNT / 2)
    writer.write_eof()
    await reader.read()
    writer.close()
    server.close()
    await server.wait_closed()


asyncio.run(main())
