# Lesson: One server, a thousand clients, one thread: each connection is a task that waits for its own bytes.
import asyncio

CLIENTS = 1000


async def echo(reader, writer):
    while line := await reader.readline():
        writer.write(line)
        await writer.drain()
    writer.close()


async def client(port, number):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    message = f"hello from client {number}\n".encode()
    writer.write(message)
    answer = await reader.readline()
    writer.close()
    await writer.wait_closed()
    return answer == message


async def main():
    # The network is inside the page: nobody else can reach it.
    server = await asyncio.start_server(echo, "127.0.0.1", 0, backlog=CLIENTS)
    port = server.sockets[0].getsockname()[1]
    async with server:
        answers = await asyncio.gather(*(client(port, number) for number in range(CLIENTS)))
    print(f"{sum(answers)} of {len(answers)} clients got back what they sent")


asyncio.run(main())
