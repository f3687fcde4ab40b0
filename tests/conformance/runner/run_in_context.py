# Rule: Runner.run can run in a context, whose variables keep what main set.
import asyncio
import contextvars

var = contextvars.ContextVar("var", default=0)


async def main():
    var.set(var.get() + 1)
    return var.get()


context = contextvars.copy_context()
with asyncio.Runner() as runner:
    print(runner.run(main(), context=context))
    print(runner.run(main(), context=context))
    print(runner.run(main()))
print(var.get(), context[var])
