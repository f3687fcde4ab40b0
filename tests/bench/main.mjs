// Measures Coroscope beside its peers, in one headless Chromium and natively, and writes docs/benchmarks.md.
//
//   cargo xtask bench [--runs N] [--only NAME,...] [--parts PART,...] [--dry]
//
//   --runs    how many runs count, after one that does not (5)
//   --only    these programs (those whose names begin so)
//   --parts   of programs, growth, rust, start, memory
//   --dry     print, and leave docs/ as it is
//
// Results that were measured are kept in target/bench/results.json, and docs/benchmarks.md is written from all that is
// in there: so one part can be measured again by itself. Each figure names the run that it is from.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

import { startServer } from "../../xtask/static-server.mjs";
import { launch } from "./lib/launch.mjs";
import * as memory from "./lib/memory.mjs";
import { packPeers } from "./lib/pack.mjs";
import * as peers from "./lib/peers.mjs";
import * as programs from "./lib/programs.mjs";
import { report } from "./lib/report.mjs";
import * as start from "./lib/start.mjs";
import { yields } from "./lib/yields.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));
const argument = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const runs = Number(argument("runs", 5));
const only = argument("only", "").split(",").filter(Boolean);
const parts = argument("parts", "programs,growth,rust,start,memory").split(",");
const dry = process.argv.includes("--dry");

const kept = join(root, "target/bench/results.json");
const results = existsSync(kept) ? JSON.parse(readFileSync(kept, "utf8")) : {};
function keep(part, value) {
  results[part] = { ...results[part], ...value };
  mkdirSync(dirname(kept), { recursive: true });
  writeFileSync(kept, JSON.stringify(results, null, 1));
}

/** What a program says of itself. */
function version(command, args) {
  try { return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim(); }
  catch { return null; }
}
const npm = (name) => JSON.parse(readFileSync(join(here, "node_modules", name, "package.json"), "utf8")).version;

const python = process.env.PYTHON ?? "python3";
const pythonVersion = version(python, ["-c", "import platform; print(platform.python_version())"]);
// `--built` may have found none.
const terminal = existsSync(process.env.COROSCOPE_TERMINAL ?? "") ? process.env.COROSCOPE_TERMINAL : null;

const sends = [];
const sent = (until) => sends.splice(0).reduce((sum, { at, bytes }) => sum + (at <= until ? bytes : 0), 0);
const onSend = (_path, bytes) => { sends.push({ at: Date.now(), bytes }); };
await packPeers(join(here, "node_modules"));
const ours = await startServer(process.env.COROSCOPE_DIST, { onSend });
const theirs = await startServer(here, { onSend });
const browser = await chromium.launch(launch);

keep("machine", {
  processor: cpus()[0].model.trim(), cores: cpus().length, gib: Math.round(totalmem() / 2 ** 30),
  system: version("uname", ["-sm"]) ?? process.platform,
});
keep("versions", {
  Chromium: browser.version(), Coroscope: version("git", ["-C", root, "describe", "--always", "--dirty"]),
  Pyodide: npm("pyodide"), MicroPython: npm("@micropython/micropython-webassembly-pyscript"), Brython: npm("brython"),
  CPython: pythonVersion, node: process.version,
});

const all = [
  peers.coroscope(browser, ours.url),
  peers.onOwnPage("Pyodide", browser, `${theirs.url}pages/pyodide.html`),
  peers.onOwnPage("MicroPython", browser, `${theirs.url}pages/micropython.html`),
  peers.onOwnPage("Brython", browser, `${theirs.url}pages/brython.html`),
  ...terminal ? [peers.native("Coroscope, native", terminal, ["run"])] : [],
  ...pythonVersion ? [peers.native("CPython, native", python, [])] : [],
];
const chosen = (name) => !only.length || only.some((prefix) => name.startsWith(prefix));

async function measureOn(measurement, choice, times) {
  const row = { about: measurement.about, unit: measurement.unit, size: measurement.size, peers: {} };
  for (const peer of choice) {
    try {
      const figures = await peer.run(measurement, times);
      if (figures.length !== times + 1 || figures.some(Number.isNaN)) throw new Error("it printed something else");
      row.peers[peer.name] = programs.summary(figures, measurement.factor);
    } catch (error) {
      row.peers[peer.name] = { cannot: error.message };
    }
  }
  const cells = Object.entries(row.peers).map(([name, found]) =>
    `${name} ${found.cannot ?? `${found.median.toFixed(2)} (${found.least.toFixed(2)} to ${found.most.toFixed(2)})`}`);
  console.log(`${measurement.name.padEnd(28)} ${measurement.unit.padEnd(2)} ${cells.join(" | ")}`);
  return row;
}

try {
  if (parts.includes("programs")) {
    for (const measurement of programs.all().filter(({ name }) => chosen(name))) {
      keep("programs", { [measurement.name]: await measureOn(measurement, all, runs) });
    }
    if (chosen("late")) {
      // What the browser's own timers do, as late.py does it: the same delays, no Python.
      const page = await browser.newPage();
      await page.goto(`${theirs.url}package.json`);
      const figures = await page.evaluate(async (times) => {
        const found = [];
        for (let run = 0; run <= times; run += 1) {
          const late = await Promise.all(Array.from({ length: 500 }, (_, i) => new Promise((done) => {
            const [delay, begun] = [50 * (i + 1) / 501, performance.now()];
            setTimeout(() => done(performance.now() - begun - delay), delay);
          })));
          found.push(Math.max(...late));
        }
        return found;
      }, runs);
      await page.close();
      results.programs.late.peers.setTimeout = programs.summary(figures, 1);
      keep("programs", {});
    }
  }
  if (parts.includes("growth")) {
    const choice = all.filter(({ name }) => ["Coroscope", "Pyodide", "Coroscope, native", "CPython, native"].includes(name));
    for (const measurement of programs.growing().filter(({ name }) => chosen(name))) {
      keep("growth", { [measurement.name]: await measureOn(measurement, choice, Math.min(runs, 5)) });
    }
  }
  if (parts.includes("rust")) keep("rust", await yields(browser, process.env.COROSCOPE_YIELDS, startServer, runs));
  if (parts.includes("start")) {
    const links = {
      Coroscope: start.link(ours.url, start.HELLO),
      Pyodide: `${theirs.url}pages/pyodide.html?hello`,
      MicroPython: `${theirs.url}pages/micropython.html?hello`,
      Brython: `${theirs.url}pages/brython.html?hello`,
    };
    for (const [name, link] of Object.entries(links)) {
      const found = await start.start(chromium, launch, link, runs, sent);
      const one = (figures) => programs.summary([0, ...figures], 1);
      keep("start", { [name]: {
        bytes: found.bytes, cold: one(found.cold), warm: one(found.warm),
        memory: found.memory.length ? one(found.memory) : null,
      } });
      console.log(name, results.start[name]);
    }
  }
  if (parts.includes("memory")) {
    const ready = (page) => page.waitForFunction(
      () => document.querySelector("[data-testid=output]").textContent.includes("ready"), null, { timeout: 240_000 });
    const kinds = {
      Coroscope: () => memory.inTab(chromium, launch, async (page, text) => {
        await peers.runOnPage(page, ours.url, `${text}\nasyncio.run(main())\n`);
        await ready(page);
      }),
      Pyodide: () => memory.inTab(chromium, launch, async (page, text) => {
        await page.goto(`${theirs.url}pages/pyodide.html`);
        await page.evaluate(async (code) => {
          await globalThis.peer.load();
          await globalThis.peer.define(`import js\ndef print(*text, **_): js.document.querySelector('pre').textContent += text[0]\n${code}`);
          globalThis.peer.measure("main()");
        }, text);
        await ready(page);
      }),
      ...terminal ? { "Coroscope, native": () => memory.natively(terminal, ["run"]) } : {},
      ...pythonVersion ? { "CPython, native": () => memory.natively(python, []) } : {},
    };
    for (const [name, measure] of Object.entries(kinds)) {
      try { keep("memory", { [name]: await measure() }); } catch (error) { keep("memory", { [name]: { cannot: error.message } }); }
      console.log(name, results.memory[name]);
    }
  }
} finally {
  await browser.close();
  await ours.close();
  await theirs.close();
}

const text = report(results, dry ? null : join(root, "docs"));
console.log(`\n${text}`);
