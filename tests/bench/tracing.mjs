// Measures what tracing costs: `switch` in the engine's worker, traced and untraced by turns, in Chromium.
//
//   COROSCOPE_DIST=dist CHROME=/usr/bin/chromium node tests/bench/tracing.mjs [RUNS]
//
// Each run is an engine of its own, as in the page, and prints three figures, of which the first does not count.

import { chromium } from "playwright-core";

import { startServer } from "../../xtask/static-server.mjs";
import { all, script, summary } from "./lib/programs.mjs";

const runs = Number(process.argv[2] ?? 7);
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
  "--disable-sync",
];
const code = script(all().find(({ name }) => name === "switch"), 2);

/** One run in a worker; runs in the page. Gives what it printed, and how many bytes of trace came. */
async function run({ code, trace }) {
  const base = new URL(document.querySelector('meta[name="coroscope-engine"]').content, document.baseURI).href;
  globalThis.engine ??= await WebAssembly.compileStreaming(fetch(new URL("worker_bg.wasm", base)));
  const worker = new Worker(new URL("engine-boot.js", base), { type: "module" });
  let printed = "";
  let bytes = 0;
  const ended = new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => {
      if (data instanceof Uint8Array) { bytes += data.length; return; }
      if (data.crash) { reject(new Error(data.crash)); return; }
      const event = JSON.parse(data);
      printed += (event.chunks ?? []).map((chunk) => chunk.text).join("");
      if (event.type === "ready") worker.postMessage(JSON.stringify({ type: "run", code, file: "main.py", clock: "real", trace }));
      if (event.type === "end") resolve();
    };
  });
  worker.postMessage({ type: "boot", module: globalThis.engine, base: document.baseURI });
  await ended;
  worker.terminate();
  return { printed, bytes };
}

const server = await startServer(process.env.COROSCOPE_DIST ?? "dist");
const browser = await chromium.launch({ executablePath: process.env.CHROME, headless: true, args: FLAGS });
try {
  const page = await browser.newPage();
  await page.goto(server.url);
  await page.locator("[data-testid=status][data-state=idle]").waitFor({ timeout: 120_000 });
  const figures = { true: [0], false: [0] };
  let bytes = 0;
  for (let at = 0; at < runs; at += 1) {
    for (const trace of [false, true]) {
      const ran = await page.evaluate(run, { code, trace });
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
