// Several tabs at once, and a tab that nobody looks at.

import assert from "node:assert/strict";

import { scenario } from "../lib/harness.mjs";

scenario("two tabs run different programs at once", async ({ open }) => {
  const tabs = [await open(), await open()];
  const program = (name) => `import asyncio

async def main():
    for i in range(20):
        print("${name}", i)
        await asyncio.sleep(0.02)

asyncio.run(main())
`;
  const names = ["left", "right"];
  for (const [index, tab] of tabs.entries()) {
    await tab.page.bringToFront();
    await tab.write(program(names[index]));
    await tab.run();
  }
  for (const [index, tab] of tabs.entries()) {
    assert.equal(await tab.waitForEnd(), "finished");
    const expected = Array.from({ length: 20 }, (_, i) => `${names[index]} ${i}\n`).join("");
    assert.equal(await tab.output(), expected);
    assert.equal(await tab.code(), program(names[index]));
  }
});

scenario("stopping one tab leaves the other running", async ({ open }) => {
  const [endless, other] = [await open(), await open()];
  await endless.page.bringToFront();
  await endless.write("print('busy')\nwhile True:\n    pass\n");
  await endless.run();
  await endless.waitForOutput("busy");
  await other.page.bringToFront();
  await other.write("import asyncio\nprint('waiting')\nasyncio.run(asyncio.sleep(1.5))\nprint('done')\n");
  await other.run();
  await other.waitForOutput("waiting");
  await endless.page.bringToFront();
  await endless.stop();
  assert.equal(await other.waitForEnd(), "finished");
  assert.equal(await other.output(), "waiting\ndone\n");
});

scenario("a run comes to its end in a page that is in the background", async ({ openPlain }) => {
  const tab = await openPlain();
  await tab.waitFor(() => document.querySelector('[data-testid="status"]')?.dataset.state === "idle");
  await tab.evaluate((program) => {
    globalThis.coroscopePage.editor.setText(program);
    document.querySelector('[data-testid="run"]').click();
  }, `import asyncio

async def ticks():
    for i in range(10):
        print("tick", i)
        await asyncio.sleep(0.05)

async def main():
    print("started")
    await asyncio.sleep(1)
    async with asyncio.TaskGroup() as group:
        group.create_task(ticks())
        for _ in range(1000):
            await asyncio.sleep(0)
    print("done")

asyncio.run(main())
`);
  const output = () => tab.evaluate(() => document.querySelector('[data-testid="output"]').textContent);
  await tab.waitFor(() => document.querySelector('[data-testid="output"]').textContent === "started\n");
  await tab.hide();
  assert.equal(await output(), "started\n", "it was hidden while the program ran");
  await tab.waitFor(() => document.querySelector('[data-testid="status"]').dataset.state === "finished");
  assert.ok(await tab.evaluate(() => document.hidden));
  await tab.waitFor(() => document.querySelector('[data-testid="output"]').textContent.endsWith("done\n"));
  assert.equal(await output(), `started\n${Array.from({ length: 10 }, (_, i) => `tick ${i}\n`).join("")}done\n`);
});
