# Lesson: Between two awaits nobody interferes; across an await, a lock keeps the others out.
import asyncio

account = 0


async def deposit(amount):
    global account
    balance = account
    await asyncio.sleep(0.05)  # everybody else runs here, and reads the same balance
    account = balance + amount


async def locked_deposit(lock, amount):
    async with lock:
        await deposit(amount)


async def main():
    global account
    await asyncio.gather(*(deposit(10) for _ in range(5)))
    print("without a lock:", account)

    account = 0
    lock = asyncio.Lock()
    await asyncio.gather(*(locked_deposit(lock, 10) for _ in range(5)))
    print("with a lock:   ", account)


asyncio.run(main())
