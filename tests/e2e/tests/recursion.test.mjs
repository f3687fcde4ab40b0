// Deep recursion ends in RecursionError, never in a trap, on the plain stack and on JSPI's.

import assert from "node:assert/strict";

import { scenario } from "../lib/harness.mjs";

/** Each way of going deep, in an engine that has just started and compiled nothing well yet. */
const WAYS = {
  calls: "def go(n):\n    return go(n + 1)\ngo(0)",
  attributes: "class A:\n    def __getattr__(self, name):\n        return getattr(self, name + 'x')\nA().go",
  additions: "class A:\n    def __add__(self, other):\n        return self + other\nA() + 1",
  representations: "class A:\n    def __repr__(self):\n        return '%r' % A()\nrepr(A())",
  keys: "def key(x):\n    return sorted([1, 2], key=key)\nkey(1)",
  generators: "def go(n):\n    yield from go(n + 1)\nlist(go(0))",
  awaits: "import asyncio\nasync def go(n):\n    return await go(n + 1)\nasyncio.run(go(0))",
};

for (const clock of ["real", "virtual"]) {
  scenario(`deep recursion is a RecursionError (${clock} clock)`, async ({ open }) => {
    for (const [way, code] of Object.entries(WAYS)) {
      const visitor = await open();
      const body = code.split("\n").map((line) => `    ${line}`).join("\n");
      await visitor.write(`try:\n${body}\nexcept RecursionError:\n    print("${way}")\n`);
      await visitor.page.locator(`[data-clock=${clock}]`).click();
      await visitor.run();
      assert.equal(await visitor.waitForEnd(), "finished", way);
      assert.equal(await visitor.output(), `${way}\n`);
      await visitor.page.close();
    }
  });
}
