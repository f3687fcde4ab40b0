// Pausing, stepping, slow motion and cancelling a program in the browser, and the trace that it sends.

import assert from "node:assert/strict";

import { startEngine } from "../lib/engine.mjs";
import { scenario } from "../lib/harness.mjs";

const TWO = `import asyncio

async def count(name):
    for number in range(2):
        print(name, number, flush=True)
        await asyncio.sleep(0.01)

async def main():
    await asyncio.gather(count("a"), count("b"))

asyncio.run(main())
`;

for (const clock of ["real", "virtual"]) {
  scenario(`a program goes step by step, on the ${clock} clock`, async ({ open }) => {
    const engine = await startEngine(await open());
    await engine.run(TWO, { clock, paused: true });
    await engine.until("paused");
    assert.equal(await engine.output(), "");
    const printed = ["", "a 0\n", "a 0\nb 0\n"];
    for (const [step, output] of printed.entries()) {
      await engine.send({ type: "step", unit: "step" });
      await engine.until("paused", step + 2);
      assert.equal(await engine.output(), output);
    }
    await engine.send({ type: "continue" });
    await engine.until("end");
    assert.equal(await engine.output(), "a 0\nb 0\na 1\nb 1\n");
    const got = await engine.got();
    assert.equal(got.at(-1).kind, "finished");
    // Before each standstill everything was sent that had happened.
    const types = got.map((event) => event.type);
    for (const [index, type] of types.entries()) {
      if (type === "paused") assert.equal(types[index - 1], "trace");
    }
    assert.ok(types.lastIndexOf("trace") > types.lastIndexOf("paused"));
  });
}

scenario("a busy loop can be paused, and its clock stands still meanwhile", async ({ open }) => {
  const engine = await startEngine(await open());
  await engine.run(`import asyncio

async def main():
    print("busy", flush=True)
    while True:
        await asyncio.sleep(0)

async def outer():
    task = asyncio.create_task(main())
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled")

asyncio.run(outer())
`);
  await engine.until("output");
  await engine.send({ type: "pause" });
  await engine.until("paused");
  const before = (await engine.got()).length;
  const messages = await engine.handle.evaluate(async (engine) => {
    // Nothing is to come; time is given to it all the same.
    await new Promise((resolve) => setTimeout(resolve, 300));
    return engine.got.length;
  });
  assert.equal(messages, before, "it stands still");
  await engine.send({ type: "cancel", task: 2 });
  await engine.send({ type: "continue" });
  await engine.until("end");
  assert.equal(await engine.output(), "busy\ncancelled\n");
  const end = (await engine.got()).at(-1);
  assert.equal(end.kind, "finished");
  assert.ok(end.wall_ms - end.loop_ms >= 290, `the pause is in ${end.wall_ms} ms and not in ${end.loop_ms} ms`);
});

scenario("a pause ends a wait at once, and no sleep is overdue after it", async ({ open }) => {
  const engine = await startEngine(await open());
  await engine.run(`import asyncio

async def main():
    loop = asyncio.get_running_loop()
    before = loop.time()
    print("asleep", flush=True)
    await asyncio.sleep(0.5)
    took = loop.time() - before
    print(0.5 <= took < 1.4 or took)

asyncio.run(main())
`);
  await engine.until("output");
  await engine.send({ type: "pause" });
  await engine.until("paused");
  await engine.handle.evaluate(() => new Promise((resolve) => { setTimeout(resolve, 1500); }));
  assert.equal(await engine.output(), "asleep\n");
  await engine.send({ type: "continue" });
  await engine.until("end");
  assert.equal(await engine.output(), "asleep\nTrue\n");
});

scenario("slow motion makes sleeps longer for the visitor only", async ({ open }) => {
  const engine = await startEngine(await open());
  await engine.run(`import asyncio, time

async def main():
    before = time.monotonic()
    await asyncio.sleep(0.05)
    time.sleep(0.05)
    print(0.1 <= time.monotonic() - before < 0.5)

asyncio.run(main())
`, { paused: true });
  await engine.until("paused");
  await engine.send({ type: "pace", factor: 10 });
  await engine.send({ type: "continue" });
  await engine.until("end");
  assert.equal(await engine.output(), "True\n");
  const end = (await engine.got()).at(-1);
  assert.ok(end.wall_ms >= 1000, `it took ${end.wall_ms} ms`);
});

scenario("a program that can never go on waits for ever if it is asked to", async ({ open }) => {
  const engine = await startEngine(await open());
  await engine.run("import asyncio\nasync def main(): await asyncio.Event().wait()\nasyncio.run(main())\n", {
    waits_forever: true,
  });
  await engine.until("trace");
  await engine.send({ type: "cancel", task: 1 });
  await engine.until("end");
  const end = (await engine.got()).at(-1);
  assert.deepEqual([end.kind, end.message], ["raised", "asyncio.exceptions.CancelledError"]);
});
