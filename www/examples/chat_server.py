# Lesson: A chat server is a set of writers: who says something is read by one task and written to all.
import asyncio


class Room:
    def __init__(self):
        self.members = {}

    async def serve(self, reader, writer):
        name = (await reader.readline()).decode().strip()
        self.members[name] = writer
        await self.say(f"* {name} came in ({len(self.members)} here)")
        try:
            while line := await reader.readline():
                await self.say(f"{name}: {line.decode().strip()}")
        finally:
            del self.members[name]
            writer.close()
            await self.say(f"* {name} left")

    async def say(self, text):
        for writer in self.members.values():
            writer.write(f"{text}\n".encode())
        # drain() raises if that member is gone, which is no reason to keep it from the others.
        drained = (writer.drain() for writer in self.members.values())
        await asyncio.gather(*drained, return_exceptions=True)


async def visit(port, name, start, lines):
    await asyncio.sleep(start)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"{name}\n".encode())

    async def listen():
        while line := await reader.readline():
            heard.append(line.decode().strip())

    heard = []
    listening = asyncio.create_task(listen())
    for line in lines:
        await asyncio.sleep(0.2)
        writer.write(f"{line}\n".encode())
    await asyncio.sleep(0.2)
    writer.write_eof()
    await listening
    writer.close()
    return name, heard


async def main():
    room = Room()
    server = await asyncio.start_server(room.serve, "127.0.0.1", 8888)
    print("serving on", *server.sockets[0].getsockname())
    async with server, asyncio.TaskGroup() as group:
        visits = [
            group.create_task(visit(8888, "Ada", 0, ["anybody here?", "hello Grace!", "and Alan!"])),
            group.create_task(visit(8888, "Grace", 0.3, ["hello!", "lovely weather"])),
            group.create_task(visit(8888, "Alan", 0.45, ["good morning"])),
        ]
    for name, heard in (task.result() for task in visits):
        print(f"\n{name} heard:")
        for line in heard:
            print("  ", line)


asyncio.run(main())
