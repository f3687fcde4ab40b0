// What a first visit downloads until its first program has printed.

import assert from "node:assert/strict";

import { scenario, sent } from "../lib/harness.mjs";

/** Bytes over the wire, compressed as dist/ is. */
const LIMIT = 5_000_000;

scenario("at most 5 MB are sent before the first program prints", async ({ open }) => {
  sent.clear();
  const visitor = await open();
  // It goes on, so that nothing is counted of what the page fetches when a run has ended.
  await visitor.write(
    "import asyncio\nasync def main():\n    print('hello')\n    await asyncio.sleep(3600)\nasyncio.run(main())\n");
  await visitor.run();
  await visitor.waitForOutput("hello\n");
  const rows = [...sent].sort(([, a], [, b]) => b - a);
  const total = rows.reduce((sum, [, bytes]) => sum + bytes, 0);
  const table = rows.slice(0, 8).map(([path, bytes]) => `  ${bytes.toLocaleString("en").padStart(12)} ${path}`).join("\n");
  console.log(`${total.toLocaleString("en")} bytes in ${rows.length} files:\n${table}`);
  assert.ok(total <= LIMIT, `${total} bytes`);
});
