# Rule: add_reader and add_writer call back as long as a socket is ready, and tell whether they removed anything.
import asyncio
import socket


async def main():
    loop = asyncio.get_running_loop()
    one, other = socket.socketpair()
    one.setblocking(False)
    other.setblocking(False)
    done = asyncio.Event()

    def read(name):
        print(name, one.recv(2))
        if loop.remove_reader(one):
            done.set()

    def read_first(name):
        print(name, one.recv(2))
        loop.add_reader(one, read, "second")

    loop.add_reader(one.fileno(), read_first, "first")
    other.send(b"abcd")
    await done.wait()
    print(loop.remove_reader(one), loop.remove_writer(one))
    count = 0

    def write():
        nonlocal count
        count += 1
        if count == 3:
            print(loop.remove_writer(other))
            done.set()

    done.clear()
    loop.add_writer(other, write)
    await done.wait()
    print(count)
    reader, writer = await asyncio.open_connection(sock=one)
    try:
        loop.add_reader(one, print)
    except RuntimeError as e:
        print(str(e).partition("is used")[1:2])
    writer.close()
    other.close()


asyncio.run(main())
