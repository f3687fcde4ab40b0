# Rule: an IPv6 address may name its scope, by number or, if it is local to a link, by interface.
import asyncio
import socket


async def main():
    loop = asyncio.get_running_loop()
    for host in ("fe80::1%1", "fe80::1%lo", "::1%7", "2001:db8::1%0"):
        for found in await loop.getaddrinfo(host, 80, type=socket.SOCK_STREAM):
            print(host, found[4])
    for host in ("fe80::1%", "2001:db8::1%lo", "127.0.0.1%1", "fe80::1%4294967296"):
        try:
            await loop.getaddrinfo(host, 80, type=socket.SOCK_STREAM)
        except socket.gaierror as e:
            print(host, type(e).__name__, e.errno)


asyncio.run(main())
