"""Two tasks that wake each other through events, 10,000 times. Per round trip."""

import asyncio

SIZE = 10_000


async def echo(ping, pong, rounds):
    for _ in range(rounds):
        await ping.wait()
        ping.clear()
        pong.set()


async def measure(rounds):
    ping, pong = asyncio.Event(), asyncio.Event()
    start = now()
    partner = asyncio.create_task(echo(ping, pong, rounds))
    for _ in range(rounds):
        ping.set()
        await pong.wait()
        pong.clear()
    await partner
    return (now() - start) / rounds
