# Lesson: wait() parts the done from the pending when return_when says so, and cancels nothing.
import asyncio


async def runner(name, seconds):
    await asyncio.sleep(seconds)
    if name == "Bob":
        raise RuntimeError("Bob fell")
    return name


def names(tasks):
    return ", ".join(sorted(task.get_name() for task in tasks)) or "nobody"


async def race(title, **options):
    times = {"Ann": 0.1, "Bob": 0.2, "Cat": 0.4}
    tasks = [asyncio.create_task(runner(name, t), name=name) for name, t in times.items()]
    done, pending = await asyncio.wait(tasks, **options)
    print(f"{title:<16} done: {names(done):<14} pending: {names(pending)}")
    await asyncio.gather(*tasks, return_exceptions=True)


async def main():
    await race("FIRST_COMPLETED", return_when=asyncio.FIRST_COMPLETED)
    await race("FIRST_EXCEPTION", return_when=asyncio.FIRST_EXCEPTION)
    await race("ALL_COMPLETED", return_when=asyncio.ALL_COMPLETED)
    await race("timeout", timeout=0.3)


asyncio.run(main())
