// Which functions of the engine a first run needs: runs programs in the instrumented module (xtask/split), each in a
// worker of its own, and writes one byte for each function, 1 for those that ran.
//
//   node tests/e2e/profile.mjs ENGINE_DIRECTORY INSTRUMENTED.wasm PROFILE        (CHROME names the browser)
//
// ENGINE_DIRECTORY is where the build has put worker.js and lib/. A browser it is, and not Node, because older ones have
// neither JSPI nor the instructions that it is compiled to.

import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { startServer } from "../../xtask/static-server.mjs";
import { launch } from "./lib/chromium.mjs";

const [engine, instrumented, out] = process.argv.slice(2);
const examples = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), "www/examples");

/** Beside the examples: what nearly every program does, and what many do wrong. */
const MORE = [
  "import asyncio\nasync def main():\n    print('hello')\nasyncio.run(main())\n",
  "print('hello'\n",
  "import asyncio\nasync def main():\n    await asyncio.sleep(0.01)\n    raise ValueError('no')\nasyncio.run(main())\n",
  "import asyncio, time, random, typing, datetime, collections, functools, itertools, logging\n"
    + "logging.basicConfig(level=logging.INFO)\nlogging.info('%s', datetime.datetime(2026, 1, 1))\nprint(random.random())\n",
  "for i in range(200_000):\n    print('again', end='')\n",
  "for i in range(100_000):\n    print('line', i)\n",
  "def f(n):\n    return f(n + 1)\nf(0)\n",
  "print(2**200, 10**20 // 7, 1.5**3, f'{3.14159:.2f}', 'a'.join('bcd'), sorted({3, 1, 2}), [*map(str, range(3))])\n",
];

/** What ends in tracebacks and warnings, as programs of learners do. */
const FAILING = [
  `async with asyncio.TaskGroup() as group:
        group.create_task(asyncio.to_thread(int, "x"))
        group.create_task(asyncio.sleep(1))`,
  "await asyncio.wait_for(asyncio.sleep(2), 0.1)",
  "await asyncio.gather(asyncio.sleep(0.1), asyncio.sleep(0.01, {}['key']))",
  "asyncio.sleep(1)\n    asyncio.slep(1)",
  "await asyncio.create_task(int('4'))",
  "print(undefined)",
  "task = asyncio.create_task(asyncio.sleep(1))\n    await asyncio.sleep(0)\n    task.cancel('enough')\n    await task",
  `try:
        [1, 2][5]
    except IndexError as error:
        error.add_note("a note")
        raise RuntimeError(f"in {error!r}") from error`,
  "assert await asyncio.sleep(0, 1 / 3) == 1, 'no third'\n    return 1 / 0",
  "asyncio.run(asyncio.sleep(0))",
  "asyncio.create_task(asyncio.to_thread(dict(a=1).pop, 'b'))\n    await asyncio.sleep(0.1)\n    import gc; gc.collect()",
  "await asyncio.open_connection('localhost', 1)",
  "await asyncio.get_running_loop().create_future()",
  "await asyncio.Queue().get()",
  "raise ExceptionGroup('two', [OSError(2, 'No'), ExceptionGroup('more', [TypeError(1), ValueError('ü')])])",
  "len(5); import nothing_of_the_kind",
  "import asincio",
].map((body) => `import asyncio\n\nasync def main():\n    ${body}\n\nasyncio.run(main())\n`).concat([
  "def f(:\n    pass\n",
  "if True:\nprint(1)\n",
  "async def f():\n    pass\n  return 1\n",
  "await f()\n",
  "for i in range(3)\n    print(i)\n",
  "s = 'open\n",
]);

/** What is stopped, as soon as it has printed something. */
const STOPPED = [
  "import asyncio\nasync def main():\n    print('waits')\n    await asyncio.sleep(3600)\nasyncio.run(main())\n",
  "import asyncio\nasync def main():\n    print('spins')\n    while True:\n        await asyncio.sleep(0)\nasyncio.run(main())\n",
  "import time\nprint('sleeps')\ntime.sleep(3600)\n",
  "print('reads')\ninput()\n",
];

/** Runs in a worker: one program. What the engine posts stays here; its end is answered by the bytes. */
const WORKER = `
const post = self.postMessage.bind(self);
// What breaks in the worker's own code breaks the page that waits for it.
self.addEventListener("unhandledrejection", ({ reason }) => { setTimeout(() => { throw reason; }); });
onmessage = async ({ data: { module, stops, ...request } }) => {
  const glue = await import("./worker.js");
  const exports = await glue.default({ module_or_path: module });
  self.postMessage = (message) => {
    if (typeof message !== "string") return;
    const { type } = JSON.parse(message);
    if (stops && type === "output") {
      stops = false;
      setTimeout(() => glue.handle('{"type":"interrupt"}'), 100);
    }
    // Not the promise of handle(): a deadlocked program never returns. And nobody answers one that asks.
    if (type !== "end" && (type !== "input_wanted" || request.clock === "real")) return;
    const { value } = exports["split:profile"];
    post(new Uint8Array(exports.memory.buffer).slice(value, value + exports["split:count"].value));
  };
  self.coroscopeBase = location.href;
  await glue.prepare(true);
  await glue.handle(JSON.stringify(request));
};
`;

const directory = await mkdtemp(join(tmpdir(), "coroscope-profile-"));
const browser = await launch();
let server = null;
try {
  await cp(engine, directory, { recursive: true, filter: (path) => !path.endsWith(".wasm") });
  await cp(instrumented, join(directory, "instrumented.wasm"));
  await writeFile(join(directory, "profile.js"), WORKER);
  await writeFile(join(directory, "index.html"), "<!doctype html><meta charset=utf-8><link rel=icon href=data:,>");
  server = await startServer(directory);
  const page = await browser.newPage();
  await page.goto(server.url);
  await page.evaluate(async () => { globalThis.module = await WebAssembly.compileStreaming(fetch("instrumented.wasm")); });

  const names = (await readdir(examples)).filter((name) => name.endsWith(".py")).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(examples, name), "utf8")));
  let profile = null;
  const ways = [
    ...[...MORE, ...texts, ...FAILING].map((code) => ({ code, clock: "virtual", stops: false })),
    ...STOPPED.map((code) => ({ code, clock: "real", stops: true })),
  ];
  for (const [index, way] of ways.entries()) {
    const name = names[index - MORE.length] ?? `program ${index}`;
    const request = { type: "run", file: "main.py", seed: 1, trace: true, ...way };
    const ran = await page.evaluate((message) => new Promise((resolve, reject) => {
      const worker = new Worker("profile.js", { type: "module" });
      const late = setTimeout(() => { worker.terminate(); resolve(null); }, 60_000);
      worker.onerror = (event) => { clearTimeout(late); reject(new Error(event.message)); };
      worker.onmessage = ({ data }) => {
        clearTimeout(late);
        worker.terminate();
        let text = "";
        for (const byte of data) text += byte;
        resolve(text);
      };
      worker.postMessage({ module, ...message });
    }), request);
    if (ran === null) {
      console.log(`${name} did not end`);
      continue;
    }
    profile ??= new Uint8Array(ran.length);
    for (let at = 0; at < ran.length; at += 1) if (ran[at] === "1") profile[at] = 1;
  }
  await writeFile(out, profile);
  console.log(`${profile.reduce((sum, one) => sum + one, 0)} of ${profile.length} functions ran`);
} finally {
  await browser.close();
  await server?.close();
  await rm(directory, { recursive: true, force: true });
}
