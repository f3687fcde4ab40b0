# Rule: a Runner makes its loop when it is first needed, and cannot be used after close.
import asyncio


async def f(n):
    return n


with asyncio.Runner() as runner:
    print(runner.run(f(1)), runner.run(f(2)))
    loop = runner.get_loop()
    print(loop.is_closed())
print(loop.is_closed())
for call in (runner.get_loop, lambda: runner.run(c), runner.__enter__):
    c = f(3)
    try:
        call()
    except RuntimeError as e:
        print(e)
    c.close()
runner.close()
