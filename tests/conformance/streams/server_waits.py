# Rule: wait_closed waits for the connections that are open; close_clients closes them.
import asyncio


async def talk(reader, writer):
    try:
        await reader.read()
    finally:
        writer.close()
        print("handler ends")


async def main():
    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    address = server.sockets[0].getsockname()
    reader, writer = await asyncio.open_connection(*address)
    await asyncio.sleep(0.02)
    server.close()
    waiting = asyncio.create_task(server.wait_closed())
    await asyncio.sleep(0.02)
    print("closed, and somebody is still here:", waiting.done())
    try:
        await asyncio.open_connection(*address)
    except ConnectionRefusedError:
        print("nobody else gets in")
    writer.close()
    await waiting
    print("the last one has left")

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    readers = [await asyncio.open_connection(*server.sockets[0].getsockname()) for _ in range(2)]
    await asyncio.sleep(0.02)
    server.close()
    server.close_clients()
    print([await reader.read() for reader, _ in readers])
    for _, writer in readers:
        writer.close()
    await server.wait_closed()
    print("done")


asyncio.run(main())
