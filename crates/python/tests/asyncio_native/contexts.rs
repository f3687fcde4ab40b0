//! `contextvars`, and the contexts of tasks and callbacks.

use crate::support::prints;

#[test]
fn variables_contexts_and_tokens() {
    prints(
        "\
import contextvars
from contextvars import Context, ContextVar, Token, copy_context

def attempt(call, *args):
    try: print(call(*args))
    except Exception as error: print(type(error).__name__, str(error).split(' at 0x')[0])

a, b = ContextVar('a'), ContextVar('b', default=2)
attempt(a.get)
print(a.get(1), b.get(), b.get(3))
token = a.set(10)
print(token.var is a, token.old_value is Token.MISSING, Token.MISSING)
context = copy_context()
a.set(11)
print(context[a], a.get(), a in context, b in context, len(context), list(context) == [a])
print(context.run(a.get), context.get(b), context.get(b, 5), dict(context.items()) == {a: 10})
a.reset(token)
attempt(a.reset, token)
attempt(b.reset, a.set(1))
attempt(context.run, a.reset, a.set(2))
attempt(context.run, context.run, print)
attempt(context.__getitem__, b)
attempt(context.get, 'a')
attempt(Token)
attempt(Context, 1)
attempt(ContextVar, 1)
print(copy_context() == copy_context(), copy_context() == Context(), Context() == Context())
with a.set('inside'): print(a.get())
print(a.get())
",
        "\
LookupError <ContextVar name='a'
1 2 3
True True <Token.MISSING>
10 11 True False 1 True
10 None 5 True
RuntimeError <Token used var=<ContextVar name='a'
ValueError <Token var=<ContextVar name='a'
ValueError <Token var=<ContextVar name='a'
RuntimeError cannot enter context: <_contextvars.Context object
KeyError <ContextVar name='b' default=2
TypeError a ContextVar key was expected, got 'a'
RuntimeError Tokens can only be created by ContextVars
TypeError Context() does not accept any arguments
TypeError context variable name must be a str
True False True
inside
2
",
    );
}

#[test]
fn a_copy_is_a_snapshot_both_ways() {
    prints(
        "\
from contextvars import ContextVar, copy_context

variables = [ContextVar(str(i)) for i in range(100)]
for i, variable in enumerate(variables): variable.set(i)
first = copy_context()
variables[50].set('changed')
second = first.copy()
second.run(variables[50].set, 'second')
print(first[variables[50]], variables[50].get(), second[variables[50]], sum(v.get() == i for i, v in enumerate(variables)))
print([first[v] for v in variables] == list(range(100)))
",
        "50 changed second 99\nTrue\n",
    );
}

#[test]
fn tasks_callbacks_and_timers_run_in_their_contexts() {
    prints(
        "\
import asyncio, contextvars

variable = contextvars.ContextVar('variable', default='unset')

async def task(): 
    before = variable.get()
    variable.set('task')
    await asyncio.sleep(0)
    return before, variable.get()

async def main():
    loop = asyncio.get_running_loop()
    variable.set('main')
    child = asyncio.create_task(task())
    variable.set('later')
    other = contextvars.Context()
    own = asyncio.create_task(task(), context=other)
    loop.call_soon(lambda: print('soon', variable.get()))
    loop.call_soon(lambda: print('other', variable.get()), context=contextvars.Context())
    loop.call_later(0.1, lambda: print('timer', variable.get()))
    child.add_done_callback(lambda _: print('done', variable.get()))
    print(await child, await own, variable.get(), other[variable], child.get_context()[variable])
    await asyncio.sleep(0.2)

asyncio.run(main())
",
        "\
soon later
other unset
done later
('main', 'task') ('unset', 'task') later task task
timer later
",
    );
}
