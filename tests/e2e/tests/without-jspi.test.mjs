// A browser that cannot suspend WebAssembly: the page says so, and runs programs with the virtual clock.

import assert from "node:assert/strict";

import { scenario } from "../lib/harness.mjs";

const WITHOUT = "delete WebAssembly.Suspending; delete WebAssembly.promising; delete WebAssembly.SuspendError;\n";

/** Takes JSPI away from the page, and from each worker by its first script. */
async function withoutJspi(context) {
  await context.addInitScript(WITHOUT);
  await context.route("**/engine-boot.js", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: WITHOUT + await response.text() });
  });
}

scenario("without JSPI the page names browsers that have it, and runs with the virtual clock", async ({ open, context }) => {
  await withoutJspi(context);
  const visitor = await open();
  await visitor.waitUntilReady();
  const text = await visitor.notice("no-jspi").innerText();
  for (const browser of ["Chrome", "Firefox", "Safari"]) assert.match(text, new RegExp(browser));
  const { state, output } = await visitor.runToEnd(`import asyncio, time

async def worker(name, delay):
    await asyncio.sleep(delay)
    print(name)

async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(worker("slow", 20))
        group.create_task(worker("quick", 10))
    print(asyncio.get_running_loop().time() >= 20)

asyncio.run(main())
time.sleep(5)
print("awake")
`);
  assert.deepEqual({ state, output }, { state: "finished", output: "quick\nslow\nTrue\nawake\n" });
});

scenario("without JSPI an endless program is stopped all the same", async ({ open, context }) => {
  await withoutJspi(context);
  const visitor = await open();
  await visitor.write("print('started', flush=True)\nwhile True:\n    pass\n");
  await visitor.run();
  await visitor.waitForOutput("started");
  const took = await visitor.stop();
  assert.ok(took < 1_000, `it took ${Math.round(took)} ms`);
  assert.equal((await visitor.runToEnd("print('next')\n")).output, "next\n");
});
