# Rule: start_tls refuses what is no SSL context.
import asyncio


async def main():
    server = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    try:
        await writer.start_tls(None)
    except Exception as e:
        print(type(e).__name__, e)
    try:
        await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0, ssl=True)
    except Exception as e:
        print(type(e).__name__, e)
    writer.close()
    server.close()


asyncio.run(main())
