// Runs one measurement on each peer, in its own way: `asyncio.run` on Coroscope and natively, top-level `await` on the
// peer's own loop elsewhere. Each gets a fresh interpreter, and answers with seconds, or throws an Error that says why not.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { script } from "./programs.mjs";

/** Nobody waits longer than this, in ms, for one measurement. */
const PATIENCE = 240_000;

const shortly = (text) => String(text).trim().split("\n").filter(Boolean).at(-1)?.slice(0, 160) ?? "no message";

async function inPage(browser, work) {
  const context = await browser.newContext();
  const page = await context.newPage();
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${PATIENCE / 1000} s`)), PATIENCE);
  });
  const crashed = new Promise((_, reject) => page.on("crash", () => reject(new Error("the tab crashed"))));
  try {
    return await Promise.race([work(page), late, crashed]);
  } finally {
    clearTimeout(timer);
    await context.close().catch(() => {});
  }
}

/** Opens Coroscope's page, does what is to be done `before`, runs `text`, and gives what waits for all that was printed. */
export async function runOnPage(page, url, text, before = async () => {}) {
  await page.goto(url);
  const status = page.getByTestId("status");
  await status.and(page.locator("[data-state=idle]")).waitFor({ timeout: PATIENCE });
  await page.evaluate((code) => globalThis.coroscopePage.editor.setText(code), text);
  await before();
  await page.getByTestId("run").click();
  const ended = page.locator("[data-testid=status]:is([data-state=finished],[data-state=raised],[data-state=crashed])");
  return async () => {
    await ended.waitFor({ timeout: PATIENCE });
    const printed = await page.getByTestId("output").textContent();
    if (await status.getAttribute("data-state") !== "finished") throw new Error(shortly(printed));
    return printed;
  };
}

export function coroscope(browser, url) {
  return {
    name: "Coroscope",
    run: (measurement, runs) => inPage(browser, async (page) => {
      const printed = await (await runOnPage(page, url, script(measurement, runs)))();
      return printed.trim().split("\n").map(Number);
    }),
  };
}

/** A peer with a page of its own in pages/, which has `load()`, `define(text)` and `measure(call)`. */
export function onOwnPage(name, browser, url) {
  return {
    name,
    run: (measurement, runs) => inPage(browser, async (page) => {
      await page.goto(url);
      return page.evaluate(async ({ text, call, runs }) => {
        const { peer } = globalThis;
        await peer.load();
        await peer.define(text);
        const figures = [];
        for (let run = 0; run <= runs; run += 1) figures.push(await peer.measure(call));
        return figures;
      }, { text: measurement.text, call: measurement.call, runs })
        .catch((error) => { throw new Error(shortly(error.message.split("\n    at ")[0])); });
    }),
  };
}

/** A program of this machine that takes a Python file. */
export function native(name, command, args) {
  return {
    name,
    run: async (measurement, runs) => {
      const directory = mkdtempSync(join(tmpdir(), "coroscope-bench-"));
      const file = join(directory, "main.py");
      writeFileSync(file, script(measurement, runs));
      try {
        const printed = await output(command, [...args, file]);
        return printed.trim().split("\n").map(Number);
      } finally {
        rmSync(directory, { recursive: true });
      }
    },
  };
}

function output(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], timeout: PATIENCE });
    let out = "";
    let err = "";
    child.stdout.on("data", (data) => { out += data; });
    child.stderr.on("data", (data) => { err += data; });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === 0) resolve(out);
      else reject(new Error(signal ? `not done within ${PATIENCE / 1000} s` : shortly(err)));
    });
  });
}
