# Rule: a program can start processes.
import asyncio
import subprocess

try:
    print(subprocess.run(["true"]).returncode)
except OSError as e:
    print(type(e).__name__, e)


async def main():
    process = await asyncio.create_subprocess_exec("true")
    print(await process.wait())


try:
    asyncio.run(main())
except (OSError, NotImplementedError) as e:
    print(type(e).__name__)
