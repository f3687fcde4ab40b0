// Stop ends anything within a second, and a program can be run right after.

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
