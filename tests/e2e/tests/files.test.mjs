// Traces as files: saved, opened again, and refused in words.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

import { scenario } from "../lib/harness.mjs";

/** More records than are read at a time. */
const MANY = `import asyncio

async def worker():
    for _ in range(4000):
        await asyncio.sleep(0)

async def main():
    async with asyncio.TaskGroup() as group:
        for name in "ab":
            group.create_task(worker(), name=name)

asyncio.run(main())
print("héllo")
`;

/** The file that the page offers as the run's trace. */
async function saved({ page }) {
  await page.getByText("Save its trace").click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.locator("dialog[open]").getByText("Everything, for this page").click(),
  ]);
  return readFile(await download.path());
}

async function openFile({ page }, name, buffer) {
  await page.getByTestId("examples").click();
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByText("Open a file").first().click(),
  ]);
  await chooser.setFiles({ name, mimeType: "application/json", buffer });
}

const last = (visitor) => visitor.part("scrubber").getAttribute("max");

scenario("a trace is saved, and opened again as it was", async ({ open }) => {
  const visitor = await open();
  await visitor.write(MANY);
  await visitor.chooseClock("virtual");
  await visitor.run();
  assert.equal(await visitor.waitForEnd(), "finished");
  const events = await last(visitor);
  assert.ok(Number(events) > 20_000, events);
  const file = await saved(visitor);

  const other = await open();
  await openFile(other, "many.trace.json", file);
  await other.part("status").getByText("Trace").waitFor();
  assert.equal(await last(other), events);
  assert.equal(await other.code(), MANY);
  assert.equal(await other.output(), await visitor.output());
  assert.equal(await other.notice("opening").count(), 0);
});

scenario("a trace that was cut short is refused, and the program stays", async ({ open }) => {
  const visitor = await open();
  const before = await visitor.code();
  await openFile(visitor, "cut.trace.json", Buffer.from('{"format":"coroscope-trace","version":1,"records":[{"turn":'));
  assert.equal(
    (await visitor.notice("sorry").textContent()).trim(),
    "cut.trace.json cannot be opened. This trace is damaged or not complete: it ends too early. Ask for the file again, " +
      "or run the program.",
  );
  assert.equal(await visitor.code(), before);
});
