# Rule: getaddrinfo knows the loopback addresses, and the errors for all else.
import asyncio
import socket


async def main():
    loop = asyncio.get_running_loop()
    for args, options in (
        (("127.0.0.1", 80), {"type": socket.SOCK_STREAM}),
        (("::1", "http"), {"type": socket.SOCK_STREAM}),
        (("localhost", 8000), {"type": socket.SOCK_DGRAM}),
        ((None, 8000), {"type": socket.SOCK_STREAM, "flags": socket.AI_PASSIVE}),
        (("127.0.0.1", None), {"family": socket.AF_INET}),
    ):
        for found in await loop.getaddrinfo(*args, **options):
            print(*found)
    for args, options in (
        (("127.0.0.1", 80), {"family": socket.AF_INET6}),
        (("localhost", "no such service"), {}),
        (("not a number", 80), {"flags": socket.AI_NUMERICHOST}),
    ):
        try:
            await loop.getaddrinfo(*args, **options)
        except socket.gaierror as e:
            print(type(e).__name__, e)
    print(await loop.getnameinfo(("127.0.0.1", 80), socket.NI_NUMERICHOST | socket.NI_NUMERICSERV))
    print(await loop.getnameinfo(("::1", 80)))


asyncio.run(main())
