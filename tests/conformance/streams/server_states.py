# Rule: a server's states, its repr, and what serve_forever refuses.
import asyncio
import re


def shown(server):
    return re.sub(r"fd=\d+|, \d+\)", lambda it: "fd=N" if "fd" in it[0] else ", PORT)", repr(server))


async def main():
    server = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0, start_serving=False)
    print(server.is_serving(), len(server.sockets))
    port = server.sockets[0].getsockname()[1]
    try:
        await asyncio.open_connection("127.0.0.1", port)
    except ConnectionRefusedError:
        print("not serving yet")
    await server.start_serving()
    print(server.is_serving(), shown(server))
    serving = asyncio.create_task(server.serve_forever())
    await asyncio.sleep(0.02)
    try:
        await server.serve_forever()
    except RuntimeError as e:
        print(re.sub(r"<.*>", "<...>", str(e)))
    serving.cancel()
    try:
        await serving
    except asyncio.CancelledError:
        print("cancelled", server.is_serving(), shown(server))
    try:
        await server.serve_forever()
    except RuntimeError as e:
        print(e)
    await server.wait_closed()
    server.close()
    print(server.get_loop() is asyncio.get_running_loop())


asyncio.run(main())
