// Every example, run in the page, prints what CPython 3.14 printed.

import assert from "node:assert/strict";
import { test } from "node:test";

import { examples, normalise, normaliseCases } from "../lib/examples.mjs";
import { scenario } from "../lib/harness.mjs";
import { ENDS } from "../lib/visitor.mjs";

test("standard error is normalised as the recorder does it", () => {
  for (const { name, directory, before, after } of normaliseCases()) {
    const main = before.replaceAll(`${directory.replace(/\/$/, "")}/main.py`, "main.py");
    assert.equal(normalise(main), after, name);
  }
});

/** Runs what is in the editor, types what it asks for, and gives how it ended and what it printed to each stream. */
async function runExample(visitor, input) {
  const lines = input.split(/(?<=\n)/).filter((line) => line);
  await visitor.run();
  for (;;) {
    const next = await visitor.waitForEndOrInput();
    if (ENDS.includes(next)) return { state: next, ...await visitor.streams() };
    const line = lines.shift();
    if (line === undefined) await visitor.endInput();
    else await visitor.answer(line.replace(/\n$/, ""));
  }
}

/** Runs an example and compares all of it with what CPython did. */
async function check(visitor, example) {
  await visitor.write(example.code);
  const { state, stdout, stderr } = await runExample(visitor, example.input);
  assert.equal(state, example.end, `${example.id}: its end`);
  assert.equal(stdout, example.stdout, `${example.id}: standard output`);
  const errors = normalise(stderr);
  // The report of a deadlock follows what the program wrote.
  const compared = state === "deadlocked" ? errors.slice(0, example.stderr.length) : errors;
  assert.equal(compared, example.stderr, `${example.id}: standard error`);
}

// On the real clock a machine that is busy with something else can hold a program up for longer than its sleeps are
// apart, and debug mode then tells of slow steps, rightly. That is worth another attempt; on the virtual clock nothing is.
for (const [clock, attempts] of [["real", 3], ["virtual", 1]]) {
  scenario(`the examples print what CPython printed, on the ${clock} clock`, { timeout: 900_000 }, async ({ open }) => {
    const visitor = await open();
    await visitor.chooseClock(clock);
    const failures = [];
    for (const example of examples()) {
      for (let left = attempts; left > 0; left -= 1) {
        const failure = await check(visitor, example).then(() => null, (error) => error);
        if (!failure) break;
        if (left === 1) failures.push(failure.message);
      }
    }
    assert.equal(failures.length, 0, failures.join("\n\n"));
  });
}

scenario("the picker of examples opens each of them", async ({ open }) => {
  const visitor = await open();
  for (const example of examples().slice(0, 5)) {
    await visitor.part("examples").click();
    await visitor.page.locator(`dialog [data-example="${example.id}"]`).click();
    await visitor.page.waitForFunction(
      (code) => globalThis.coroscopePage.editor.text() === code, example.code, { timeout: 10_000 });
  }
});
