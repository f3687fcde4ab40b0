# Lesson: A future that nobody sets is waited for for ever; Coroscope says who waits where.
# End: deadlocked
import asyncio


async def postman(letter):
    await asyncio.sleep(0.1)
    print("the postman found nobody at home")
    # He forgets to call letter.set_result(...)


async def reader(letter):
    print("waiting for a letter")
    print("it says:", await letter)


async def main():
    letter = asyncio.get_running_loop().create_future()
    async with asyncio.TaskGroup() as group:
        group.create_task(reader(letter), name="reader")
        group.create_task(postman(letter), name="postman")


asyncio.run(main())
