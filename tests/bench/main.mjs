// Measures Coroscope beside Pyodide, in one Chromium, program by program, and prints a table.
//
//   cargo xtask bench [RUNS]
//
// Each program in programs/ has `async def measure()`, which returns microseconds for one of its operations. The same
// text runs on both; what differs is how it is started, which is each one's own way: `asyncio.run` here, top-level
// `await` on Pyodide's own loop there. Every figure is the median of RUNS (5) runs after one that does not count.

import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { dirname, join } from "node:path";

import { chromium } from "playwright-core";

import { startServer } from "../../xtask/static-server.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const runs = Number(process.argv[2] ?? 5);
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
  "--disable-sync",
];
const programs = readdirSync(join(here, "programs")).filter((name) => name.endsWith(".py")).sort();

/** Runs a program once on Coroscope, in a fresh tab, and gives what it measured. */
async function coroscope(page, url, code) {
  await page.goto(url);
  const status = page.getByTestId("status");
  await status.and(page.locator("[data-state=idle]")).waitFor({ timeout: 120_000 });
  const whole = `${code}\nfor _ in range(${runs + 1}):\n    print(asyncio.run(measure()))\n`;
  await page.evaluate((text) => globalThis.coroscopePage.editor.setText(text), whole);
  await page.getByTestId("run").click();
  await status.and(page.locator("[data-state=finished]")).waitFor({ timeout: 600_000 });
  return (await page.getByTestId("output").textContent()).trim().split("\n").map(Number);
}

/** Runs a program on Pyodide, in a page of its own origin. */
async function pyodide(page, url, code) {
  await page.goto(url);
  return page.evaluate(async ({ code, runs }) => {
    const { loadPyodide } = await import("./pyodide.mjs");
    const interpreter = await loadPyodide();
    await interpreter.runPythonAsync(code);
    const results = [];
    for (let run = 0; run <= runs; run += 1) results.push(await interpreter.runPythonAsync("await measure()"));
    return results;
  }, { code, runs });
}

function summary(figures) {
  const sorted = figures.slice(1).sort((a, b) => a - b);
  return { median: sorted[Math.floor(sorted.length / 2)], least: sorted[0], most: sorted.at(-1) };
}
const shown = ({ median, least, most }) => `${median.toFixed(2)} (${least.toFixed(2)} to ${most.toFixed(2)})`;

const ours = await startServer(process.env.COROSCOPE_DIST);
const theirs = await startServer(join(here, "node_modules/pyodide"));
const browser = await chromium.launch({ executablePath: process.env.CHROME, headless: true, args: FLAGS });
try {
  console.log(`microseconds an operation: median of ${runs} (range), Chromium ${browser.version()}`);
  console.log("program    coroscope                 pyodide                   pyodide / coroscope");
  for (const name of programs) {
    const code = readFileSync(join(here, "programs", name), "utf8");
    const page = await browser.newPage();
    const a = summary(await coroscope(page, ours.url, code));
    const b = summary(await pyodide(page, `${theirs.url}package.json`, code));
    await page.close();
    const ratio = (b.median / a.median).toFixed(1);
    console.log(`${name.slice(0, -3).padEnd(10)} ${shown(a).padEnd(25)} ${shown(b).padEnd(25)} ${ratio}`);
  }
} finally {
  await browser.close();
  await ours.close();
  await theirs.close();
}
