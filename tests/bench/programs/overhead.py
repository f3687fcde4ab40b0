"""One step of `switch` over one bare `coroutine.send` in the same interpreter: a ratio."""

import asyncio

SIZE = 100
ROUNDS = 1_000


async def worker(rounds):
    for _ in range(rounds):
        await asyncio.sleep(0)


async def measure(tasks):
    start = now()
    await asyncio.gather(*[worker(ROUNDS) for _ in range(tasks)])
    on_loop = now() - start
    # The same coroutines in the same order, resumed by hand.
    coroutines = [worker(ROUNDS + 1) for _ in range(tasks)]
    start = now()
    for _ in range(ROUNDS):
        for coroutine in coroutines:
            coroutine.send(None)
    by_hand = now() - start
    for coroutine in coroutines:
        coroutine.close()
    return on_loop / by_hand
