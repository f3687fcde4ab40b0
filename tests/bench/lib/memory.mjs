// What 100,000 waiting tasks weigh above 100,000 suspended coroutines: resident memory of the process, at a moment when
// nothing else goes on.

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { renderers } from "./start.mjs";

const COUNT = 100_000;

/** What is made: nothing, the interpreter's own coroutines, tasks that wait for a future each, tasks that sleep. */
const KINDS = {
  nothing: "kept = []",
  coroutines: `kept = [wait(Bare()) for _ in range(${COUNT})]\n    for one in kept: one.send(None)`,
  futures: `kept = [asyncio.create_task(wait(loop.create_future())) for _ in range(${COUNT})]`,
  sleeps: `kept = [asyncio.create_task(asyncio.sleep(1000)) for _ in range(${COUNT})]`,
};

const text = (kind) => `import asyncio, gc, os

class Bare:
    def __await__(self):
        yield

async def wait(something):
    await something

async def main():
    loop = asyncio.get_running_loop()
    ${KINDS[kind]}
    await asyncio.sleep(0.1)
    gc.collect()
    print("ready", flush=True)
    await asyncio.sleep(60)
`;

const each = (found) => ({
  coroutine: (found.coroutines - found.nothing) / COUNT,
  future: (found.futures - found.coroutines) / COUNT,
  sleep: (found.sleeps - found.nothing) / COUNT,
});

/** Bytes each: of a coroutine, of a waiting task above that, of a sleeping task in all. */
export async function natively(command, args) {
  const found = {};
  const directory = mkdtempSync(join(tmpdir(), "coroscope-bench-"));
  try {
    for (const kind of Object.keys(KINDS)) {
      const file = join(directory, "main.py");
      writeFileSync(file, `${text(kind)}\nasyncio.run(main())\n`);
      const child = spawn(command, [...args, file], { stdio: ["ignore", "pipe", "ignore"] });
      try {
        await new Promise((ready, failed) => {
          child.stdout.once("data", ready);
          child.once("close", () => failed(new Error("it ended early")));
        });
        const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
        found[kind] = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)[1]) * 1024;
      } finally {
        child.kill("SIGKILL");
      }
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  return each(found);
}

/** The same in a tab. `run(page, text)` starts a program in it and returns when it has printed. */
export async function inTab(chromium, options, run) {
  const found = {};
  for (const kind of Object.keys(KINDS)) {
    const browser = await chromium.launch(options);
    try {
      const page = await browser.newPage();
      await run(page, text(kind));
      found[kind] = await renderers(browser);
    } finally {
      await browser.close();
    }
  }
  return each(found);
}
