// Share a program, open the link, and open links that are broken.

import assert from "node:assert/strict";
import { deflateRawSync, inflateRawSync } from "node:zlib";

import { address, scenario } from "../lib/harness.mjs";

/** A link's fragment, made by another writer than the page's: docs/link-format.md. */
const fragment = (program) => `#v1/${deflateRawSync(JSON.stringify(program)).toString("base64url")}`;
const unpacked = (link) => JSON.parse(inflateRawSync(Buffer.from(link.split("#v1/")[1], "base64url")));

scenario("a shared program opens in another tab, exactly, and does not run by itself", async ({ open, context }) => {
  const author = await open();
  const code = "# naïve 🎈 日本語\nimport asyncio\n\n\nprint('shared')\t# tab\n\n\n";
  await author.write(code);
  const link = await author.share();
  assert.ok(link.startsWith(`${address()}#v1/`), link);
  assert.deepEqual(unpacked(link), { code, clock: "real" });

  const reader = await open(link.slice(address().length));
  assert.equal(await reader.code(), code);
  await reader.waitUntilReady();
  assert.equal(await reader.output(), "");
  await reader.run();
  assert.equal(await reader.waitForEnd(), "finished");
  assert.equal(await reader.output(), "shared\n");
  assert.equal(await author.code(), code);
  assert.equal(context.pages().length, 2);
});

scenario("a link carries the clock, and runs by itself only if it says so", async ({ open }) => {
  const code = "import asyncio\nasyncio.run(asyncio.sleep(3600))\nprint('an hour later')\n";
  const reader = await open(fragment({ code, clock: "virtual", run: true }));
  await reader.page.waitForFunction(
    () => document.querySelector('[data-testid="status"]').dataset.state === "finished", null, { timeout: 120_000 });
  assert.equal(await reader.output(), "an hour later\n");
  assert.equal(unpacked(await reader.share()).clock, "virtual");
});

scenario("a program of 100,000 characters travels in a link", async ({ open }) => {
  const author = await open();
  let code = "";
  for (let line = 0; code.length < 100_000; line += 1) code += `value_${line} = ${line * 7919} # Zeile № ${line} 🎈\n`;
  code += "print(value_7)\n";
  await author.write(code);
  const reader = await open((await author.share()).slice(address().length));
  assert.equal(await reader.code(), code);
});

/** What is wrong with a link, the link, and part of what the page has to say. */
const BROKEN = [
  ["cut short", fragment({ code: "print('a program that is long enough to be cut')\n".repeat(5) }).slice(0, 60),
    "damaged or not complete"],
  ["of another site's format", "#editor=python&x=1", "not a Coroscope link"],
  ["of a later version", "#v2/abcdef", "a newer Coroscope (format 2)"],
  ["with an impossible character", "#v1/q1ZK!!!!", "damaged or not complete"],
  ["with something else in it", `#v1/${deflateRawSync("[1, 2, 3]").toString("base64url")}`, "no program in it"],
  ["that inflates without end", `#v1/${deflateRawSync(Buffer.alloc(64 << 20, " ")).toString("base64url")}`,
    "more than 8 MiB"],
];

for (const [what, broken, said] of BROKEN) {
  scenario(`a link ${what} gives a message and loses nothing`, async ({ open }) => {
    const visitor = await open();
    const mine = "print('my own work')\n";
    await visitor.write(mine);
    await visitor.page.evaluate((hash) => { location.hash = hash; }, broken);
    await visitor.notice("bad-link").filter({ hasText: said }).waitFor();
    assert.equal(await visitor.code(), mine);
    const { state, output } = await visitor.runToEnd(mine);
    assert.deepEqual({ state, output }, { state: "finished", output: "my own work\n" });

    const stranger = await open(broken);
    await stranger.notice("bad-link").filter({ hasText: said }).waitFor();
    assert.equal((await stranger.runToEnd("print('still works')\n")).output, "still works\n");
  });
}

scenario("a stranger's link never overwrites the visitor's own work", async ({ open }) => {
  const visitor = await open();
  const mine = "print('my own work')\n";
  const theirs = "print('theirs')\n";
  const holds = (code) => visitor.page.waitForFunction((code) => globalThis.coroscopePage.editor.text() === code, code);
  await visitor.waitUntilReady();
  await visitor.write(mine);
  await visitor.page.evaluate((hash) => { location.hash = hash; }, fragment({ code: theirs }));
  await holds(theirs);
  assert.equal(await visitor.state(), "idle", "it does not run by itself");
  await visitor.part("back").click();
  await holds(mine);
  assert.equal((await visitor.runToEnd(mine)).output, "my own work\n");
});

scenario("a tab keeps its program over a reload", async ({ open }) => {
  const visitor = await open();
  const mine = "print('not lost')\n";
  await visitor.write(mine);
  await visitor.page.reload();
  await visitor.part("run").waitFor();
  assert.equal(await visitor.code(), mine);
});
