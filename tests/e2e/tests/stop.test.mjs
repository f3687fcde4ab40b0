// Stop asks as Ctrl-C does, and ends anything within a second; a program can be run right after.

import assert from "node:assert/strict";

import { scenario } from "../lib/harness.mjs";

/** What programs do that do not end; each prints `started` first. */
const ENDLESS = {
  "an endless loop": "print('started')\nwhile True:\n    pass\n",

  "a blocking sleep": "import time\nprint('started')\ntime.sleep(1e9)\n",

  "a task that swallows cancellation": `import asyncio

async def stubborn():
    print("started")
    while True:
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            pass

asyncio.run(stubborn())
`,

  "a task that spins through the loop": `import asyncio

async def spin():
    print("started")
    while True:
        try:
            await asyncio.sleep(0)
        except BaseException:
            pass

asyncio.run(spin())
`,

  "a flood of prints": "print('started')\nwhile True:\n    print('again and again ' * 5)\n",

  "a flood of prints without line ends": "print('started')\nwhile True:\n    print('again', end='')\n",

  "a list that grows for ever": "print('started')\nitems = []\nwhile True:\n    items.append(len(items))\n",

  "a loop that catches everything": `print("started")
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
`,

  "a program that waits for input": "print('started')\ninput()\n",
};

for (const [what, program] of Object.entries(ENDLESS)) {
  scenario(`Stop ends ${what} within a second`, async ({ open }) => {
    const visitor = await open();
    await visitor.waitUntilReady();
    await visitor.write(program);
    await visitor.run();
    await visitor.waitForOutput("started");
    assert.equal(await visitor.state(), "running");
    const [engine] = visitor.page.workers();
    const gone = new Promise((closed) => { engine.once("close", closed); });
    const took = await visitor.stop();
    assert.ok(took < 1_000, `it took ${Math.round(took)} ms`);
    assert.equal(await visitor.code(), program);
    // The browser has ended it too: a page that only says so would go on using a processor.
    await gone;

    const { state, output } = await visitor.runToEnd("print('next')\n");
    assert.deepEqual({ state, output }, { state: "finished", output: "next\n" });
  });
}

/** What programs do that Ctrl-C ends in a terminal, what they print before they can be stopped, and all that they print. */
const INTERRUPTED = {
  "a sleeping task is cancelled and cleans up": [`import asyncio

async def main():
    try:
        print("started")
        await asyncio.sleep(3600)
    finally:
        await asyncio.sleep(0.01)
        print("cleaned up")

try:
    asyncio.run(main())
except KeyboardInterrupt as error:
    print(repr(error))
    raise SystemExit(7)
`, "Finished with exit code 7", "started\ncleaned up\nKeyboardInterrupt()\n"],

  "a blocking sleep is interrupted": [`import time

def nap():
    print("started")
    time.sleep(3600)

nap()
`, "Stopped", `started
Traceback (most recent call last):
  File "main.py", line 7, in <module>
    nap()
    ~~~^^
  File "main.py", line 5, in nap
    time.sleep(3600)
    ~~~~~~~~~~^^^^^^
KeyboardInterrupt
`],

  "a program that waits for input is interrupted": [`print("started")
try:
    input("name? ")
except KeyboardInterrupt:
    print("no name")
`, "Finished", "started\nname? no name\n"],

  "a server shuts down in its signal handler": [`import asyncio, signal

async def main():
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, stop := asyncio.Event().set)
    server = await asyncio.start_server(lambda reader, writer: None, "localhost", 8000)
    event = stop.__self__
    async with server:
        print("started")
        await event.wait()
    print("shut down")

asyncio.run(main())
`, "Finished", "started\nshut down\n"],

  "a task that spins through the loop is cancelled": [`import asyncio

async def main():
    print("started")
    while True:
        await asyncio.sleep(0)

try:
    asyncio.run(main())
except KeyboardInterrupt:
    print("interrupted")
`, "Finished", "started\ninterrupted\n"],
};

for (const [what, [program, ending, output]] of Object.entries(INTERRUPTED)) {
  scenario(`Stop is Ctrl-C: ${what}`, async ({ open }) => {
    const visitor = await open();
    await visitor.waitUntilReady();
    await visitor.write(program);
    await visitor.run();
    await visitor.waitForOutput("started");
    await visitor.part("stop").click();
    await visitor.waitForEnd();
    assert.equal(await visitor.output(), output);
    const status = await visitor.part("status").innerText();
    assert.ok(status.replace(/\s+/g, " ").trim().startsWith(ending), status);
  });
}

scenario("a program that is paused ends at Stop as by Ctrl-C", async ({ open }) => {
  const visitor = await open();
  await visitor.waitUntilReady();
  await visitor.write("import asyncio\n\nasync def main():\n    for n in range(10**9):\n        await asyncio.sleep(0)\n\n"
    + "try:\n    asyncio.run(main())\nexcept KeyboardInterrupt:\n    print('interrupted')\n");
  await visitor.run();
  await visitor.waitForState("running", 10_000);
  await visitor.part("pause").click();
  await visitor.waitForState("paused", 10_000);
  await visitor.part("stop").click();
  await visitor.waitForEnd();
  assert.equal(await visitor.output(), "interrupted\n");
});

scenario("a run that is started right after a stop, ten times over", async ({ open }) => {
  const visitor = await open();
  for (let round = 0; round < 10; round += 1) {
    await visitor.write(`print("round ${round}")\nwhile True:\n    pass\n`);
    await visitor.run();
    await visitor.waitForOutput(`round ${round}\n`);
    const took = await visitor.stop();
    assert.ok(took < 1_000, `round ${round}: ${Math.round(took)} ms`);
    assert.equal(await visitor.output(), `round ${round}\n`);
  }
  const { state, output } = await visitor.runToEnd("print('the last one')\n");
  assert.deepEqual({ state, output }, { state: "finished", output: "the last one\n" });
});
