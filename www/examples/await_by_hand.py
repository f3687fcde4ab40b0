# Lesson: await is yield from in disguise: any loop that calls send() can drive a coroutine.
import types


@types.coroutine
def ask(question):
    answer = yield question  # goes out to whoever drives us, and comes back as the value of await
    return answer


async def order():
    drink = await ask("What would you like?")
    size = await ask(f"{drink}? Small or large?")
    return f"One {size} {drink}, please."


answers = iter(["tea", "large"])
coro = order()
message = None
while True:
    try:
        question = coro.send(message)
    except StopIteration as stop:
        print(f"returned: {stop.value}")
        break
    message = next(answers)
    print(f"{question:<24} -> {message}")
