// The timeline: what is seen of a run, and travelling through it.

import assert from "node:assert/strict";

import { scenario } from "../lib/harness.mjs";
import { comes } from "../lib/visitor.mjs";

/** Two tasks that want the same lock. On the virtual clock every run of it is the same. */
const TWO = `import asyncio

gate = asyncio.Lock()

async def worker(name, seconds):
    async with gate:
        print(name, "is in")
        await asyncio.sleep(seconds)
    print(name, "is out")

async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(worker("ada", 0.5), name="ada")
        group.create_task(worker("bob", 0.25), name="bob")

asyncio.run(main())
`;

/** Each holds what the other wants. */
const KNOT = `import asyncio

async def hold(first, second):
    async with first:
        await asyncio.sleep(0.1)
        async with second:
            print("never")

async def main():
    a, b = asyncio.Lock(), asyncio.Lock()
    async with asyncio.TaskGroup() as group:
        group.create_task(hold(a, b), name="left")
        group.create_task(hold(b, a), name="right")

asyncio.run(main())
`;

/** Goes on until it is told not to. */
const TICKS = `import asyncio

async def ticker():
    n = 0
    while True:
        n += 1
        print("tick", n)
        await asyncio.sleep(0.05)

async def main():
    task = asyncio.create_task(ticker(), name="ticker")
    try:
        await task
    except asyncio.CancelledError:
        print("the ticker was cancelled")

asyncio.run(main())
`;

const rows = (visitor) => visitor.page.evaluate(() => Object.fromEntries(
  [...document.querySelectorAll('[data-testid="task-row"]')].map(({ dataset }) => [dataset.taskName, dataset.taskState])));

/** The event that is shown: what the slider says, and not where it stands, which is the browser's doing before the page has
 *  heard of it. */
const event = (visitor) => visitor.page.evaluate(
  () => Number(/event (\d+) of/.exec(document.querySelector('[data-testid="scrubber"]').ariaValueText)[1]));

/** Winds to an event by the slider. */
async function windTo(visitor, number) {
  await visitor.part("scrubber").fill(String(number));
  await comes(() => event(visitor), number);
}

/** Goes to the next event or the one before. */
async function step(visitor, by) {
  const wanted = await event(visitor) + by;
  await visitor.part(by > 0 ? "step-forward" : "step-back").click();
  await comes(() => event(visitor), wanted);
}

/** The last event. */
const last = (visitor) => visitor.page.evaluate(() => Number(document.querySelector('[data-testid="scrubber"]').max));

async function runVirtual(visitor, code) {
  await visitor.chooseClock("virtual");
  // On a phone that was done in a menu, which stays open.
  await visitor.page.keyboard.press("Escape");
  await visitor.page.locator(".scrim").waitFor({ state: "detached" });
  return (await visitor.runToEnd(code)).state;
}

scenario("every task has a row, and stepping shows what each was doing", async ({ open }) => {
  const visitor = await open();
  assert.equal(await runVirtual(visitor, TWO), "finished");
  // The last two are those with which asyncio.run shuts down asynchronous generators and the executor.
  const all = (state) => Object.fromEntries(["Task-1", "ada", "bob", "Task-2", "Task-3"].map((name) => [name, state]));
  assert.deepEqual(await rows(visitor), all("done"));
  await windTo(visitor, 0);
  assert.deepEqual(await rows(visitor), all("unborn"));
  assert.ok(await visitor.part("step-back").isDisabled());
  // Forward event by event to the end: every state that a task goes through is seen, in order.
  const seen = { ada: [], bob: [] };
  for (let at = await event(visitor); at < await last(visitor); at += 1) {
    await step(visitor, 1);
    const now = await rows(visitor);
    for (const name of ["ada", "bob"]) if (seen[name].at(-1) !== now[name]) seen[name].push(now[name]);
  }
  // Each waits for its sleep; bob waits for the lock before.
  assert.deepEqual(seen.ada, ["unborn", "ready", "running", "waiting", "ready", "running", "done"]);
  assert.deepEqual(seen.bob.filter((state) => state === "waiting").length, 2);
  assert.ok(await visitor.part("step-forward").isDisabled());
  await step(visitor, -1);
});

scenario("keys travel, and a turn is a turn", async ({ open }) => {
  const visitor = await open();
  await runVirtual(visitor, TWO);
  await visitor.page.evaluate(() => document.activeElement.blur());
  const { keyboard } = visitor.page;
  await keyboard.press("Home");
  await comes(() => event(visitor), 0);
  await keyboard.press(".");
  await keyboard.press(".");
  await comes(() => event(visitor), 2);
  await keyboard.press(",");
  await comes(() => event(visitor), 1);
  const turn = () => visitor.page.locator(".p-loop .ph .r").textContent();
  await keyboard.press(">");
  await comes(turn, "turn 1");
  await keyboard.press(">");
  await comes(turn, "turn 2");
  await keyboard.press("<");
  await comes(turn, "turn 1");
  await keyboard.press("End");
  await comes(() => event(visitor), await last(visitor));
  // The slider's own arrows go by event too.
  await visitor.part("scrubber").focus();
  await keyboard.press("ArrowLeft");
  await comes(() => event(visitor), await last(visitor) - 1);
});

scenario("selecting a task anywhere selects it everywhere", async ({ open }) => {
  const visitor = await open();
  await runVirtual(visitor, TWO);
  const { page } = visitor;
  const picked = () => page.locator(".lrow.picked").getAttribute("data-task-name");
  const inspected = () => page.locator('[data-testid="inspector"] .who h3').textContent();
  await page.locator('[data-testid="task-row"][data-task-name="bob"]').click();
  await comes(inspected, "bob");
  // Where bob waits for the lock that ada holds.
  for (let at = await last(visitor); at > 0; at -= 1) {
    await step(visitor, -1);
    if ((await visitor.part("inspector").textContent()).includes("gate")) break;
  }
  const says = await visitor.part("inspector").locator(".say").textContent();
  assert.match(says, /Waits on line 6 for the lock gate, which ada holds\./);
  await visitor.part("inspector").getByRole("button", { name: "ada", exact: true }).first().click();
  await comes(inspected, "ada");
  await comes(picked, "ada");
  // The chip in the program.
  await page.locator('.cm-chips .chip', { hasText: "bob" }).click();
  await comes(picked, "bob");
  await comes(inspected, "bob");
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("k");
  await comes(picked, "ada");
});

scenario("the program shows where tasks stand, and output what is later than now", async ({ open }) => {
  const visitor = await open();
  await runVirtual(visitor, TWO);
  const { page } = visitor;
  const whole = await visitor.output();
  await windTo(visitor, 0);
  const later = () => page.locator('[data-testid="output"] .ol.later').count();
  assert.equal(await later(), 4);
  assert.equal(await visitor.output(), whole, "the text stays exactly what was printed");
  // On to where ada sleeps.
  while (!(await visitor.part("timers").textContent()).includes("ada")) await step(visitor, 1);
  await comes(later, 3);
  while ((await rows(visitor)).ada === "running") await step(visitor, 1);
  const line = (name) => page.evaluate((name) => {
    const chip = [...document.querySelectorAll(".cm-chips .chip")].find((chip) => chip.textContent === name);
    const { top, height } = chip.parentElement.getBoundingClientRect();
    const middle = top + height / 2;
    const lines = [...document.querySelectorAll(".cm-line")];
    return lines.findIndex((line) => line.getBoundingClientRect().bottom > middle) + 1;
  }, name);
  assert.equal(await line("ada"), 8);
  const [first] = await page.locator('[data-testid="output"] .ol').evaluateAll(
    (lines) => lines.map(({ dataset }) => [dataset.by, dataset.at]));
  assert.deepEqual(first, ["ada", "0.000"]);
  // An edit makes the marks meaningless.
  await visitor.part("editor").focus();
  await page.keyboard.type("#");
  await page.locator(".cm-chips .chip").first().waitFor({ state: "detached" });
});

scenario("a deadlock is explained, with lines and instant", async ({ open }) => {
  const visitor = await open();
  assert.equal(await runVirtual(visitor, KNOT), "deadlocked");
  const finding = visitor.part("explanation").locator('[data-finding="deadlock"]');
  const text = await finding.textContent();
  for (const word of ["left", "right", "line 6"]) assert.ok(text.includes(word), `${word} in ${text}`);
  const now = await rows(visitor);
  assert.deepEqual([now.left, now.right], ["waiting", "waiting"]);
  await windTo(visitor, 0);
  await finding.locator("h3 .lk").click();
  await visitor.page.waitForFunction(
    () => !document.querySelector('[data-testid="scrubber"]').ariaValueText.includes("event 0 of"), null, { polling: 20 });
  assert.ok(await event(visitor) <= await last(visitor));
  assert.match(await visitor.part("inspector").textContent(), /caught in the deadlock/);
  // The graph shows the cycle, from the event on by which the last of them waits.
  await windTo(visitor, await last(visitor));
  await visitor.part("inspector").getByRole("tab", { name: "Await graph" }).click();
  await visitor.page.locator(".gn.cyclic").nth(1).waitFor();
});

scenario("a running program is held, stepped, and let go", async ({ open }) => {
  const visitor = await open();
  await visitor.write(TICKS);
  await visitor.run();
  await visitor.waitForOutput("tick 2\n");
  await visitor.part("pause").click();
  await visitor.waitForState("paused");
  const held = await visitor.output();
  const events = await last(visitor);
  await visitor.part("step-turn").click();
  await visitor.page.waitForFunction(
    (before) => Number(document.querySelector('[data-testid="scrubber"]').max) > before, events, { polling: 20 });
  await visitor.waitForState("paused");
  assert.ok((await visitor.output()).startsWith(held));
  await visitor.part("continue").click();
  const ticks = held.split("\n").length - 1;
  await visitor.waitForOutput(`tick ${ticks + 3}\n`);
  // And a task is cancelled from outside.
  await visitor.page.locator('[data-testid="task-row"][data-task-name="ticker"]').click();
  await visitor.part("cancel-task").click();
  assert.equal(await visitor.waitForEnd(), "finished");
  assert.ok((await visitor.output()).endsWith("the ticker was cancelled\n"));
  assert.equal((await rows(visitor)).ticker, "cancelled");
});

scenario("Stop is traced as what it does: it cancels the main task, and through it what that waits for", async ({ open }) => {
  const visitor = await open();
  await visitor.write(TICKS);
  await visitor.run();
  await visitor.waitForOutput("tick 3\n");
  await visitor.part("stop").click();
  assert.equal(await visitor.waitForEnd(), "finished");
  assert.ok((await visitor.output()).endsWith("the ticker was cancelled\n"));
  assert.equal((await rows(visitor)).ticker, "cancelled");
});

scenario("what was traced before Stop is kept, of a program that hears nothing as well", async ({ open }) => {
  const visitor = await open();
  await visitor.write(`import asyncio

async def ticker():
    for n in range(1, 4):
        print("tick", n)
        await asyncio.sleep(0.01)

async def main():
    await asyncio.create_task(ticker(), name="ticker")
    print("busy")
    while True:
        pass

asyncio.run(main())
`);
  await visitor.run();
  await visitor.waitForOutput("busy\n");
  await visitor.stop();
  assert.ok(await last(visitor) > 10);
  // Its last step is known, with where it began, and goes on until then.
  assert.equal((await rows(visitor))["Task-1"], "running");
  const finding = visitor.part("explanation").locator('[data-finding="blocked_loop"]');
  assert.match(await finding.locator("h3").textContent(), /A step did not end, and blocked the loop for /);
  assert.match(await finding.locator("p").textContent(), /^Task-1 computed after line 9 for .* until the program was stopped: /);
  await windTo(visitor, 5);
  assert.ok(Object.keys(await rows(visitor)).includes("ticker"));
});

scenario("a link carries the instant, and the run that it gives is the same", async ({ open }) => {
  const sender = await open();
  await runVirtual(sender, TWO);
  await windTo(sender, 12);
  await sender.page.locator('[data-testid="task-row"][data-task-name="bob"]').click();
  const states = await rows(sender);
  const link = await sender.share();
  const reader = await open(new URL(link).hash);
  await reader.run();
  assert.equal(await reader.waitForEnd(), "finished");
  await reader.notice("same").waitFor();
  await comes(() => event(reader), 12);
  assert.deepEqual(await rows(reader), states);
  assert.equal(await reader.page.locator(".lrow.picked").getAttribute("data-task-name"), "bob");
});

scenario("a phone shows one pane at a time", {
  context: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
}, async ({ open }) => {
  const visitor = await open();
  assert.equal(await runVirtual(visitor, TWO), "finished");
  const { page } = visitor;
  const panes = { timeline: "timeline", task: "inspector", loop: "ready-queue", findings: "explanation", output: "output" };
  for (const [tab, handle] of Object.entries(panes)) {
    await page.locator(`[data-tab="${tab}"]`).click();
    for (const [other, otherHandle] of Object.entries(panes)) {
      assert.equal(await visitor.part(otherHandle).isVisible(), other === tab, `${otherHandle} under ${tab}`);
    }
    assert.ok(await visitor.part("step-back").isVisible());
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  }
  await page.locator('[data-tab="timeline"]').click();
  await step(visitor, -1);
});

scenario("the table says what the lanes show", async ({ open }) => {
  const visitor = await open();
  await runVirtual(visitor, TWO);
  await visitor.page.getByRole("button", { name: "Table" }).click();
  const cells = await visitor.part("task-table").locator("tbody tr").evaluateAll(
    (lines) => lines.map((line) => [...line.querySelectorAll("th, td")].slice(0, 2).map((cell) => cell.textContent.trim())));
  assert.deepEqual(cells, ["Task-1", "ada", "bob", "Task-2", "Task-3"].map((name) => [name, "done"]));
});
