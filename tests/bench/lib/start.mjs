// From navigation to the first line that a program prints: bytes over the wire, time with an empty cache and with a
// full one, and the memory of the tab afterwards. All files come from loopback, with brotli.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";

/** A link to a program that runs by itself (docs/link-format.md). */
export function link(url, code) {
  const payload = deflateRawSync(JSON.stringify({ code, clock: "real", run: true })).toString("base64url");
  return `${url}#v1/${payload}`;
}

export const HELLO = "import asyncio\nasync def main():\n    print('hello')\nasyncio.run(main())\n";

/** Runs in the page before its own scripts: notes when the element `output` first holds text, in ms since navigation. */
function watch() {
  const look = () => {
    if (!globalThis.firstLine && document.querySelector("[data-testid=output]")?.textContent.trim()) {
      globalThis.firstLine = performance.now();
    }
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
}

/** Proportional set size of a browser's renderer processes, in bytes; null where the system does not tell. */
export async function renderers(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  try {
    return processInfo.filter(({ type }) => type === "renderer").reduce((sum, { id }) => {
      const text = readFileSync(`/proc/${id}/smaps_rollup`, "utf8");
      return sum + Number(/^Pss:\s+(\d+) kB$/m.exec(text)[1]) * 1024;
    }, 0);
  } catch {
    return null;
  }
}

async function visit(context, url) {
  const page = await context.newPage();
  await page.addInitScript(watch);
  await page.goto(url);
  await page.waitForFunction(() => globalThis.firstLine, null, { timeout: 120_000 });
  const { ms, at } = await page.evaluate(() => ({ ms: globalThis.firstLine, at: performance.timeOrigin + globalThis.firstLine }));
  return { page, ms, at };
}

/**
 * `visits` first visits of `url`, each with a browser profile of its own, and a second visit after each. `sent(until)`
 * gives the bytes that the server has sent since it was last asked, up to a time (ms since 1970).
 */
export async function start(chromium, options, url, visits, sent) {
  const found = { cold: [], warm: [], bytes: 0, memory: [] };
  for (let visitor = 0; visitor < visits; visitor += 1) {
    const profile = mkdtempSync(join(tmpdir(), "coroscope-bench-"));
    const context = await chromium.launchPersistentContext(profile, options);
    try {
      sent(0);
      const first = await visit(context, url);
      found.bytes = sent(first.at);
      found.cold.push(first.ms);
      // What a visitor has open after a while: the tab, its spare engine, nothing that waits to be collected.
      const session = await context.newCDPSession(first.page);
      await first.page.waitForLoadState("networkidle");
      await session.send("HeapProfiler.collectGarbage");
      const memory = await renderers(context.browser() ?? { newBrowserCDPSession: () => context.newCDPSession(first.page) });
      if (memory) found.memory.push(memory);
      await first.page.close();
      const second = await visit(context, url);
      found.warm.push(second.ms);
    } finally {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    }
  }
  return found;
}
