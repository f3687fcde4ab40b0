# Rule: a task that awaits itself gets a RuntimeError.
import asyncio


async def main():
    me = asyncio.current_task()
    try:
        await me
    except RuntimeError as e:
        print(str(e).split(":")[0])


asyncio.run(main())
