// Whether the page answers its visitor while a program has very many tasks at once, and so many events that the oldest are
// dropped: types into the editor all the while, and looks at the time from a key to the next frame, from frame to frame, and at
// what occupied the page for 50 ms or longer without a break.
//
//   COROSCOPE_DIST=dist CHROME=/usr/bin/chromium node tests/bench/crowd.mjs [TASKS]

import { chromium } from "playwright-core";

import { startServer } from "../../xtask/static-server.mjs";
import { launch } from "./lib/launch.mjs";
import { link } from "./lib/start.mjs";
import { shown } from "./lib/times.mjs";

const tasks = Number(process.argv[2] ?? 100_000);
const code = `import asyncio

async def worker(number):
    for _ in range(3):
        await asyncio.sleep(1 + number % 10 / 3)
    return number

async def main():
    tasks = [asyncio.create_task(worker(number)) for number in range(${tasks})]
    print(sum(await asyncio.gather(*tasks)))

asyncio.run(main())
`;

/** In the page, before its own scripts: notes how long each frame was after the one before, and what took long. */
function watch() {
  globalThis.frames = [];
  globalThis.stalls = [];
  new PerformanceObserver((list) => { for (const { duration } of list.getEntries()) globalThis.stalls.push(duration); })
    .observe({ type: "longtask" });
  let last = performance.now();
  const frame = () => {
    const now = performance.now();
    globalThis.frames.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

const state = (page) => page.evaluate(() => document.querySelector("[data-testid=status]")?.dataset.state);

const server = await startServer(process.env.COROSCOPE_DIST ?? "dist");
const browser = await chromium.launch(launch);
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.addInitScript(watch);
  await page.goto(link(server.url, code));
  await page.waitForFunction(() => document.querySelector("[data-testid=status]")?.dataset.state === "running", null, { timeout: 120_000 });
  await page.locator(".cm-content").click();
  await page.keyboard.press("Control+End");
  await page.evaluate(() => { globalThis.frames.length = 0; globalThis.stalls.length = 0; });
  const begun = Date.now();
  const keys = [];
  while (await state(page) === "running") {
    const pressed = Date.now();
    await page.keyboard.type("#");
    await page.evaluate(() => new Promise((done) => { requestAnimationFrame(() => done()); }));
    keys.push(Date.now() - pressed);
    // As fast as somebody types.
    await page.waitForTimeout(100);
  }
  const [frames, stalls] = await page.evaluate(() => [globalThis.frames, globalThis.stalls]);
  console.log(`${tasks.toLocaleString("en")} tasks, ${((Date.now() - begun) / 1000).toFixed(1)} s, ended as ${await state(page)}`);
  console.log(`from a key to the next frame, ms: ${shown(keys)} (${keys.length} keys)`);
  console.log(`50 ms or longer without a break: ${stalls.length} times, at most ${Math.round(Math.max(0, ...stalls))} ms`);
  console.log(`from frame to frame, ms: ${shown(frames)} (${frames.length} frames)`);
} finally {
  await browser.close();
  await server.close();
}
