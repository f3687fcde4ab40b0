// Measures what tracing costs: `switch` in the engine's worker, traced and untraced by turns, in Chromium.
//
//   COROSCOPE_DIST=dist CHROME=/usr/bin/chromium node tests/bench/tracing.mjs [RUNS]
//
// Each run is an engine of its own, as in the page, and prints three figures, of which the first does not count.

import { chromium } from "playwright-core";

import { startServer } from "../../xtask/static-server.mjs";
import { startEngine } from "../e2e/lib/engine.mjs";
import { launch } from "./lib/launch.mjs";
import { all, script, summary } from "./lib/programs.mjs";

const runs = Number(process.argv[2] ?? 7);
const code = script(all().find(({ name }) => name === "switch"), 2);

/** One run in an engine of its own. Gives what it printed, and how many bytes of trace came. */
async function run(page, trace) {
  const engine = await startEngine({ page });
  await engine.run(code, { trace });
  await engine.until("end");
  const bytes = (await engine.got()).filter(({ type }) => type === "trace").reduce((sum, part) => sum + part.bytes, 0);
  const printed = await engine.output();
  await engine.terminate();
  return { printed, bytes };
}

const server = await startServer(process.env.COROSCOPE_DIST ?? "dist");
const browser = await chromium.launch(launch);
try {
  const page = await browser.newPage();
  await page.goto(server.url);
  await page.locator("[data-testid=status][data-state=idle]").waitFor({ timeout: 120_000 });
  const figures = { true: [0], false: [0] };
  let bytes = 0;
  for (let at = 0; at < runs; at += 1) {
    for (const trace of [false, true]) {
      const ran = await run(page, trace);
      if ((ran.bytes > 0) !== trace) throw new Error(`${ran.bytes} bytes of trace`);
      bytes = Math.max(bytes, ran.bytes);
      figures[trace].push(...ran.printed.trim().split("\n").slice(1).map(Number));
    }
  }
  const [off, on] = [figures.false, figures.true].map((list) => summary(list, 1e6));
  const shown = ({ median, least, most }) => `${median.toFixed(2)} µs (${least.toFixed(2)} to ${most.toFixed(2)})`;
  console.log(`switch: untraced ${shown(off)}, traced ${shown(on)}, ratio ${(on.median / off.median).toFixed(2)} `
    + `(of the least ${(on.least / off.least).toFixed(2)}); ${bytes.toLocaleString("en")} bytes of trace; Chromium ${browser.version()}`);
} finally {
  await browser.close();
  await server.close();
}
