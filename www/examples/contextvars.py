# Lesson: Every task has its own copy of the context: what it sets, the others do not see.
import asyncio
from contextvars import ContextVar, copy_context

user = ContextVar("user", default="nobody")


async def audit(action):
    await asyncio.sleep(0.05)
    print(f"{user.get()} did: {action}")


async def request(name, action):
    user.set(name)  # only for this task, and for the tasks that it starts
    await asyncio.create_task(audit(action))


async def main():
    await asyncio.gather(request("Ann", "log in"), request("Bob", "log out"))
    print("in main:", user.get())

    user.set("Cat")
    asyncio.get_running_loop().call_soon(lambda: print("a callback remembers:", user.get()))
    user.set("Dan")
    context = copy_context()
    context.run(user.set, "Eve")
    await asyncio.create_task(audit("use a context of its own"), context=context)
    print("in main:", user.get())


asyncio.run(main())
