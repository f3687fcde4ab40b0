# Rule: one server serves many connections at once, each with its own bytes.
import asyncio


async def double(reader, writer):
    number = int(await reader.readline())
    await asyncio.sleep(0)
    writer.write(b"%d\n" % (2 * number))
    writer.close()


async def ask(port, number):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"%d\n" % number)
    answer = int(await reader.read())
    writer.close()
    await writer.wait_closed()
    return answer


async def main():
    server = await asyncio.start_server(double, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    answers = await asyncio.gather(*(ask(port, number) for number in range(90)))
    print(answers == [2 * number for number in range(90)], sum(answers))
    server.close()
    await server.wait_closed()


asyncio.run(main())
