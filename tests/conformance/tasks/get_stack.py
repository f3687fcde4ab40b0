# Rule: get_stack gives the suspended frame, nothing for a finished task, the traceback for a failed one.
import asyncio


async def inner():
    await asyncio.sleep(0.05)
    raise ValueError


async def outer():
    await inner()


async def main():
    t = asyncio.create_task(outer())
    print([(f.f_code.co_name, f.f_lineno) for f in t.get_stack()])
    await asyncio.sleep(0)
    print([(f.f_code.co_name, f.f_lineno) for f in t.get_stack()])
    await asyncio.wait([t])
    t.exception()
    print([(f.f_code.co_name, f.f_lineno) for f in t.get_stack()])
    print([(f.f_code.co_name, f.f_lineno) for f in t.get_stack(limit=1)])
    t = asyncio.create_task(asyncio.sleep(0))
    await t
    print(t.get_stack())


asyncio.run(main())
