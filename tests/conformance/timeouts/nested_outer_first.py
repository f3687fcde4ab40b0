# Rule: when the outer of two timeouts expires first, the inner block sees only CancelledError.
import asyncio


async def main():
    try:
        async with asyncio.timeout(0.03) as outer:
            try:
                async with asyncio.timeout(5) as inner:
                    await asyncio.sleep(10)
            except TimeoutError:
                print("inner TimeoutError")
    except TimeoutError:
        print("outer TimeoutError", outer.expired(), inner.expired())


asyncio.run(main())
