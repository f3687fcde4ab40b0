# Rule: what mixed generators and coroutines used to allow is a syntax error now.
sources = [
    "async def f(): yield from g()",
    "def f(): await g()",
    "await g()",
    "def f(): [await x for x in y]",
    "def f():\n async with a: pass",
    "def f():\n async for a in b: pass",
    "async def f():\n yield 1\n return 2",
    "class C: await x",
]
for source in sources:
    try:
        compile(source, "<source>", "exec")
        print("compiles")
    except SyntaxError as e:
        print(e.msg)
