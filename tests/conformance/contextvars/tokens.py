# Rule: a token resets its variable once, and only in its own context.
import asyncio
import contextvars

v = contextvars.ContextVar("v")


async def f(token):
    try:
        v.reset(token)
    except ValueError as e:
        print(str(e).endswith("was created in a different Context"))


async def main():
    token = v.set(1)
    await asyncio.create_task(f(token))
    v.reset(token)
    try:
        v.get()
    except LookupError as e:
        print(type(e).__name__)
    try:
        v.reset(token)
    except RuntimeError as e:
        print(str(e).endswith("has already been used once"))
    with v.set("in a block"):
        print(v.get())
    print(v.get("unset again"))


asyncio.run(main())
