// The engine breaks: the page says so, starts a fresh one, and nothing of the visitor's is lost.

import assert from "node:assert/strict";

import { scenario } from "../lib/harness.mjs";

async function recovers(visitor, program) {
  assert.equal(await visitor.code(), program, "the program is untouched");
  const { state, output } = await visitor.runToEnd("import asyncio\nasyncio.run(asyncio.sleep(0))\nprint('well again')\n");
  assert.deepEqual({ state, output }, { state: "finished", output: "well again\n" });
}

scenario("memory that runs out is an exception where Python can tell, else a crash, and the next run works", { errors: /./ },
  async ({ open }) => {
    const visitor = await open();
    // A large block that cannot be had is a MemoryError. A small one can be wanted anywhere, in the middle of anything,
    // where nothing can be raised.
    const program = `blocks = []
try:
    while True:
        blocks.append(bytes(64 << 20))
except MemoryError:
    print("no large block is left", flush=True)
items = []
while True:
    items.append(str(len(items)))
`;
    await visitor.write(program);
    await visitor.run();
    assert.equal(await visitor.waitForEnd(), "crashed");
    assert.equal(await visitor.output(), "no large block is left\n", "what it printed before stays");
    await recovers(visitor, program);
  });

scenario("a trap in the engine is a crash, and the next run works", { errors: /engine broke|unreachable/i }, async ({ open }) => {
  const visitor = await open();
  await visitor.waitUntilReady();
  const [engine] = visitor.page.workers();
  const program = "import asyncio\nprint('waiting', flush=True)\nasyncio.run(asyncio.sleep(3600))\n";
  await visitor.write(program);
  await visitor.run();
  await visitor.waitForOutput("waiting");
  await engine.evaluate(() => { setTimeout(() => { throw new WebAssembly.RuntimeError("unreachable"); }); });
  assert.equal(await visitor.waitForEnd(), "crashed");
  assert.match(await visitor.notice("crashed").innerText(), /unreachable/);
  await recovers(visitor, program);
});

for (const file of ["worker_bg.wasm", "engine-boot.js", "worker.js"]) {
  scenario(`an engine of which ${file} cannot be fetched is said, and tried again when asked`, { errors: /./ },
    async ({ open, context }) => {
      await context.route(`**/${file}`, (route) => route.abort());
      const visitor = await open();
      await visitor.write("print('kept')\n");
      await visitor.waitForState("crashed");
      assert.equal(await visitor.code(), "print('kept')\n");
      await context.unroute(`**/${file}`);
      await visitor.notice("engine").getByRole("button", { name: "Retry" }).click();
      await visitor.waitUntilReady();
      const { state, output } = await visitor.runToEnd("print('kept')\n");
      assert.deepEqual({ state, output }, { state: "finished", output: "kept\n" });
    });
}

scenario("a part of the engine that cannot be fetched when a program needs it is said, and tried again", { errors: /./ },
  async ({ open, context }) => {
    await context.route("**/worker_rest.wasm", (route) => route.abort());
    const visitor = await open();
    await visitor.waitUntilReady();
    // No example does anything of the kind, so that none of it is in the first part.
    const program = "print('first')\nimport hashlib, zlib\nprint(hashlib.sha3_512(zlib.compress(b'x')).digest_size)\n";
    await visitor.write(program);
    await visitor.run();
    assert.equal(await visitor.waitForEnd(), "crashed");
    assert.equal(await visitor.output(), "first\n");
    assert.match(await visitor.notice("crashed").innerText(), /could not be fetched; check the connection and run again/);
    await context.unroute("**/worker_rest.wasm");
    const { state, output } = await visitor.runToEnd(program);
    assert.deepEqual({ state, output }, { state: "finished", output: "first\n64\n" });
  });

scenario("tracebacks, and what Stop makes a program say, need no more of the engine than its first part",
  { errors: /404/ }, async ({ open, context }) => {
    // Nothing breaks by itself: whoever needs the rest crashes, and the page that wants it for later does without.
    await context.route("**/worker_rest.wasm", (route) => route.fulfill({ status: 404 }));
    const visitor = await open();
    const failing = "import asyncio\nasync def main():\n    async with asyncio.TaskGroup() as group:\n"
      + "        group.create_task(asyncio.wait_for(asyncio.sleep(1), 0))\nasyncio.run(main())\n";
    const failed = await visitor.runToEnd(failing);
    assert.equal(failed.state, "raised");
    assert.match(failed.output, /runners\.py", line \d+, in run\n +\| +return runner\.run\(main\)\n/);

    await visitor.write("import asyncio\nasync def main():\n    print('waits', end='')\n    await asyncio.sleep(3600)\nasyncio.run(main())\n");
    await visitor.run();
    await visitor.waitForOutput("waits");
    await visitor.stop();
    assert.match(await visitor.output(), /^waitsTraceback [^]* return runner\.run\(main\)\n[^]*\nKeyboardInterrupt\n$/);
  });
