// Measures how smooth the timeline is: 1,000 tasks, 100,000 events, in Chromium.
//
//   COROSCOPE_DIST=dist CHROME=/usr/bin/chromium node tests/bench/timeline.mjs [EVENTS]
//
// Prints for each kind of movement two figures. The first is the time from one frame to the next while there is a movement
// in every frame, which is how smooth it looks: 16.7 ms at 60 frames a second, 33.3 ms where one was missed. The second is
// how long it took from a single input, at the beginning of a frame, until the page had done its part of the next frame;
// what is left of the first frame is in it, so that it is never below 16.7 ms.

import { chromium } from "playwright-core";

import { startServer } from "../../xtask/static-server.mjs";
import { launch } from "./lib/launch.mjs";
import { shown } from "./lib/times.mjs";

const events = Number(process.argv[2] ?? 100_000);
const TASKS = 1_000;
const FRAMES = 120;

/** A step is three events: ready, begun, ended. Some tasks sleep, so that time goes on. */
const program = `import asyncio

async def worker(n):
    for step in range(${Math.round(events / TASKS / 3)}):
        await asyncio.sleep(0 if step % 7 else 0.001 * (n % 13))

async def main():
    async with asyncio.TaskGroup() as group:
        for n in range(${TASKS}):
            group.create_task(worker(n), name=f"worker-{n}")

asyncio.run(main())
`;

/** Moves FRAMES times, in every frame or in every other, and measures; runs in the page. */
async function measure({ kind, frames, every }) {
  const canvas = document.querySelector(".plot");
  const root = document.querySelector(".tlg");
  const slider = document.querySelector('[data-testid="scrubber"]');
  const box = canvas.getBoundingClientRect();
  const wheel = (init) => canvas.dispatchEvent(new WheelEvent("wheel", {
    bubbles: true, cancelable: true, clientX: box.left + box.width / 2, clientY: box.top + 80, ...init,
  }));
  const moves = {
    zoom: (at) => wheel({ deltaY: at < frames / 2 ? -12 : 12, ctrlKey: true }),
    pan: (at) => wheel({ deltaX: at < frames / 2 ? 30 : -30 }),
    scroll: (at) => { root.scrollTop += at < frames / 2 ? 40 : -40; },
    scrub: (at) => {
      slider.value = String(Math.round(Number(slider.max) * (0.2 + 0.6 * Math.abs(Math.sin(at / 20)))));
      slider.dispatchEvent(new InputEvent("input", { bubbles: true }));
    },
  };
  const work = [];
  const channel = new MessageChannel();
  if (every) {
    let last = null;
    for (let at = 0; at <= frames; at += 1) {
      await new Promise(requestAnimationFrame);
      const now = performance.now();
      if (last !== null) work.push(now - last);
      last = now;
      if (at < frames) moves[kind](at);
    }
    return work;
  }
  for (let at = 0; at < frames; at += 1) {
    await new Promise(requestAnimationFrame);
    const begun = performance.now();
    moves[kind](at);
    // The page renders in microtasks and paints in the next frame's callbacks; a message comes after both.
    await new Promise((done) => requestAnimationFrame(() => {
      channel.port1.onmessage = done;
      channel.port2.postMessage(0);
    }));
    work.push(performance.now() - begun);
  }
  return work;
}

const server = await startServer(process.env.COROSCOPE_DIST ?? "dist");
const browser = await chromium.launch(launch);
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(server.url);
  const status = page.getByTestId("status");
  await status.and(page.locator("[data-state=idle]")).waitFor({ timeout: 120_000 });
  await page.evaluate((text) => globalThis.coroscopePage.editor.setText(text), program);
  await page.locator('[data-clock="virtual"]').click();
  const begun = Date.now();
  await page.getByTestId("run").click();
  await status.and(page.locator("[data-state=finished]")).waitFor({ timeout: 600_000 });
  const count = await page.getByTestId("scrubber").getAttribute("max");
  console.log(`${count} events of ${TASKS} tasks, run and traced in ${Date.now() - begun} ms, Chromium ${browser.version()}`);
  for (const axis of ["order", "time"]) {
    await page.locator(`[data-axis="${axis}"]`).click();
    for (const whole of [false, true]) {
      if (whole) await page.getByTestId("fit").click();
      for (const kind of ["pan", "zoom", "scroll", "scrub"]) {
        for (const every of [true, false]) {
          const work = await page.evaluate(measure, { kind, frames: FRAMES, every });
          const what = every ? "ms from frame to frame" : "ms from input to frame";
          console.log(`${axis.padEnd(5)} ${whole ? "whole" : "near "} ${kind.padEnd(6)} ${what}: ${shown(work)}`);
        }
      }
    }
  }
} finally {
  await browser.close();
  await server.close();
}
