# Rule: readline, readexactly, readuntil, read: what they return, and what is left over at the end.
import asyncio


async def send(reader, writer):
    writer.write(b"first line\nabcdefgh;rest;xx--yy==zz and the end")
    writer.close()


async def main():
    server = await asyncio.start_server(send, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    print(await reader.readline())
    print(await reader.readexactly(3))
    print(await reader.readuntil(b";"))
    print(await reader.readuntil(b";"))
    print(await reader.readuntil((b"==", b"--")))
    print(await reader.readuntil((b"--", b"==")))
    print(await reader.read(2))
    try:
        await reader.readexactly(100)
    except asyncio.IncompleteReadError as e:
        print(e, e.partial, e.expected)
    print(reader.at_eof(), await reader.read(), await reader.readline())
    try:
        await reader.readuntil(b";")
    except asyncio.IncompleteReadError as e:
        print(e, e.partial, e.expected)
    try:
        await reader.readexactly(-1)
    except ValueError as e:
        print(e)
    try:
        await reader.readuntil(b"")
    except ValueError as e:
        print(e)
    writer.close()
    server.close()


asyncio.run(main())
