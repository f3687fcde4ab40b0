# Rule: an await in a module's comprehension makes it a coroutine; a lambda's does not compile.
# Await: on
import asyncio

print([await asyncio.sleep(0, i) for i in range(3)])
print({i: await asyncio.sleep(0, i * i) for i in range(3)})
generator = (await asyncio.sleep(0, i) for i in range(2))
print([i async for i in generator])
try:
    compile("lambda: await f()", "x", "exec")
except SyntaxError as e:
    print(e.msg)
