// Write a program, run it, see what it prints, as it prints it.

import assert from "node:assert/strict";

import { scenario } from "../lib/harness.mjs";

scenario("a program that is typed key by key runs, and its output is exact", async ({ open }) => {
  const visitor = await open();
  // The editor indents after a colon and closes brackets and quotes.
  await visitor.type("import asyncio\n\nasync def main():\nprint('hello')\nawait asyncio.sleep(0.01)\nreturn 6 * 7\n");
  await visitor.page.keyboard.press("Backspace");
  await visitor.page.keyboard.type("\nprint(asyncio.run(main()))");
  assert.equal(await visitor.code(),
    "import asyncio\n\nasync def main():\n    print('hello')\n    await asyncio.sleep(0.01)\n    return 6 * 7\n\n"
    + "print(asyncio.run(main()))");
  await visitor.run();
  assert.equal(await visitor.waitForEnd(), "finished");
  assert.equal(await visitor.output(), "hello\n42\n");
});

scenario("Control Enter runs from inside the editor", async ({ open }) => {
  const visitor = await open();
  await visitor.write("print('from the keyboard')");
  await visitor.page.keyboard.press("Control+Enter");
  assert.equal(await visitor.waitForEnd(), "finished");
  assert.equal(await visitor.output(), "from the keyboard\n");
});

scenario("the editor can be typed in before the engine is there", async ({ open, context }) => {
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  await context.route("**/worker_bg.wasm", async (route) => { await held; await route.continue(); });
  const visitor = await open();
  assert.equal(await visitor.state(), "loading");
  await visitor.write("print('queued')\n");
  await visitor.run();
  assert.equal(await visitor.code(), "print('queued')\n");
  release();
  assert.equal(await visitor.waitForEnd(), "finished");
  assert.equal(await visitor.output(), "queued\n");
});

scenario("output arrives while the program runs, in order", async ({ open }) => {
  const visitor = await open();
  await visitor.write(`
import asyncio, sys

async def main():
    print("one")
    print("two", file=sys.stderr)
    print("three", end="")
    await asyncio.sleep(3600)

asyncio.run(main())
`);
  await visitor.run();
  await visitor.waitForOutput("three");
  assert.equal(await visitor.state(), "running");
  assert.equal(await visitor.output(), "one\ntwo\nthree");
  assert.deepEqual(await visitor.streams(), { stdout: "one\nthree", stderr: "two\n" });
  await visitor.stop();
  const output = await visitor.output();
  assert.ok(output.startsWith("one\ntwo\nthreeTraceback"), "a stopped program's output stays");
  assert.ok(output.endsWith("\nKeyboardInterrupt\n"), output);
  assert.equal((await visitor.streams()).stdout, "one\nthree");
});

scenario("text in any script is printed exactly", async ({ open }) => {
  const visitor = await open();
  const text = "naïve 🎈 日本語 👩\u200d👩\u200d👧 \u2028 <b>&amp;</b> tab\tend";
  const { state, output } = await visitor.runToEnd(`print(${JSON.stringify(text)})\nprint("  two  spaces  ")\n`);
  assert.equal(state, "finished");
  assert.equal(output, `${text}\n  two  spaces  \n`);
});

scenario("tables that only the rest of the engine reads are there when they are read", async ({ open }) => {
  const visitor = await open();
  const { state, output } = await visitor.runToEnd(`import unicodedata, zlib
print(unicodedata.name("ß"), unicodedata.lookup("SNOWMAN"), "\\N{GREEK SMALL LETTER ALPHA}")
print("日本".encode("euc_jp"), "한국".encode("cp949"), zlib.crc32(b"asyncio"))
print(unicodedata.normalize("NFKD", "ﬁ"), unicodedata.category("Ⅷ"), unicodedata.numeric("Ⅷ"))
`);
  assert.equal(state, "finished");
  assert.deepEqual(output.split("\n"), [
    "LATIN SMALL LETTER SHARP S ☃ α",
    String.raw`b'\xc6\xfc\xcb\xdc' b'\xc7\xd1\xb1\xb9' 830684304`,
    "fi Nl 8.0",
    "",
  ]);
});

scenario("an exception nobody caught ends with a traceback that names the program's lines", async ({ open }) => {
  const visitor = await open();
  const { state, output } = await visitor.runToEnd(`import asyncio

async def inner():
    raise ValueError("no")

async def main():
    await inner()

asyncio.run(main())
`);
  assert.equal(state, "raised");
  assert.match(output, /^Traceback \(most recent call last\):\n/);
  assert.match(output, /File "main\.py", line 9, in <module>\n/);
  assert.match(output, /File "main\.py", line 7, in main\n {4}await inner\(\)\n/);
  assert.match(output, /File "main\.py", line 4, in inner\n {4}raise ValueError\("no"\)\nValueError: no\n$/);
});

scenario("a syntax error shows line, text and caret", async ({ open }) => {
  const visitor = await open();
  const { state, output } = await visitor.runToEnd("print(1)\nasync def f(:\n    pass\n");
  assert.equal(state, "raised");
  assert.match(output, /^ {2}File "main\.py", line 2\n {4}async def f\(:\n +\^\n?.*SyntaxError: /s);
});

scenario("a future that nobody will set is a deadlock, and the report names the line", async ({ open }) => {
  const visitor = await open();
  await visitor.write(`import asyncio

async def main():
    await asyncio.get_running_loop().create_future()

asyncio.run(main())
`);
  await visitor.run();
  assert.equal(await visitor.waitForEnd(), "deadlocked");
  assert.match(await visitor.page.locator("body").innerText(), /line 4/);
});

scenario("the virtual clock does not wait", async ({ open }) => {
  const visitor = await open();
  await visitor.chooseClock("virtual");
  const { state, output } = await visitor.runToEnd(`import asyncio

async def main():
    loop = asyncio.get_running_loop()
    start = loop.time()
    await asyncio.sleep(86_400)
    print("a day later:", round(loop.time() - start))

asyncio.run(main())
`);
  assert.equal(state, "finished");
  assert.equal(output, "a day later: 86400\n");
});

scenario("input() waits for a line, and the page does not", async ({ open }) => {
  const visitor = await open();
  await visitor.write("name = input('Who? ')\nprint('Hello', name)\ntry:\n    input()\nexcept EOFError:\n    print('the end')\n");
  await visitor.run();
  assert.equal(await visitor.waitForEndOrInput(), "input");
  assert.equal(await visitor.output(), "Who? ");
  await visitor.answer("Ada 🎈");
  assert.equal(await visitor.waitForEndOrInput(), "input");
  await visitor.endInput();
  assert.equal(await visitor.waitForEnd(), "finished");
  assert.equal(await visitor.output(), "Who? Hello Ada 🎈\nthe end\n");
});

scenario("a run leaves nothing behind for the next", async ({ open }) => {
  const visitor = await open();
  await visitor.runToEnd("import builtins, asyncio\nbuiltins.left_behind = 1\nasyncio.left_behind = 2\nprint('set')\n");
  const { output } = await visitor.runToEnd(
    "import builtins, asyncio\nprint(hasattr(builtins, 'left_behind'), hasattr(asyncio, 'left_behind'))\n");
  assert.equal(output, "False False\n");
});

scenario("a flood of lines is capped with a note, and the page stays quick", async ({ open }) => {
  const visitor = await open();
  await visitor.write("for i in range(1_000_000):\n    print('line', i)\nprint('the end')\n");
  await visitor.page.evaluate(() => {
    globalThis.longestFrame = 0;
    let last = performance.now();
    const frame = (now) => { globalThis.longestFrame = Math.max(globalThis.longestFrame, now - last); last = now; requestAnimationFrame(frame); };
    requestAnimationFrame((now) => { last = now; requestAnimationFrame(frame); });
  });
  await visitor.run();
  assert.equal(await visitor.waitForEnd(), "finished");
  await visitor.waitForOutput("the end\n");
  const { longestFrame, elements, length } = await visitor.page.evaluate(() => ({
    longestFrame: globalThis.longestFrame,
    elements: document.querySelectorAll("*").length,
    length: document.querySelector('[data-testid="output"]').textContent.length,
  }));
  assert.ok(longestFrame < 1_000, `the page stood still for ${Math.round(longestFrame)} ms`);
  assert.ok(elements < 50_000, `${elements} elements`);
  assert.ok(length < 5_000_000, `${length} characters kept`);
  assert.match(await visitor.part("output").locator("[data-note]").getAttribute("data-note"), /[0-9,]+ lines not shown/);
});
