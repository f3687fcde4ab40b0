// A million yields of Rust futures in the browser: crates/host/examples/yields.rs.

import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { summary } from "./programs.mjs";

const YIELDS = 1_000_000;

/** Nanoseconds a yield, for each number of tasks. `directory` holds what wasm-bindgen made. */
export async function yields(browser, directory, startServer, runs) {
  if (!directory) return {};
  writeFileSync(join(directory, "index.html"), "<!doctype html><meta charset=utf-8><link rel=icon href=data:,>");
  const server = await startServer(directory);
  const page = await browser.newPage();
  try {
    await page.goto(server.url);
    const found = {};
    for (const tasks of [1, 100, 10_000]) {
      const figures = await page.evaluate(async ({ tasks, yields, runs }) => {
        const glue = await import("./yields.js");
        await glue.default();
        const figures = { coroscope: [], spawn_local: [] };
        // They take turns, so that a slow minute of the machine hits both.
        for (let run = 0; run <= runs; run += 1) {
          for (const name of Object.keys(figures)) {
            const begun = performance.now();
            await glue[name](tasks, yields);
            figures[name].push((performance.now() - begun) * 1e6 / yields);
          }
        }
        return figures;
      }, { tasks, yields: YIELDS, runs });
      found[tasks] = Object.fromEntries(Object.entries(figures).map(([name, list]) => [name, summary(list, 1)]));
      console.log(`yields in wasm, ${tasks} tasks`, found[tasks]);
    }
    return found;
  } finally {
    await page.close();
    await server.close();
  }
}
