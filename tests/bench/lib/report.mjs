// docs/benchmarks.md from what was measured.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { plot } from "./plot.mjs";
import { GROWING } from "./programs.mjs";

const number = (value) => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));
const shown = (found) => (found ? found.cannot ? "–" : `${number(found.median)} (${number(found.least)}–${number(found.most)})` : "");
const ratio = (theirs, ours) => (theirs?.median && ours?.median ? `${number(theirs.median / ours.median)}×` : "–");
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(2)} MB`;

function table(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, index) => (index ? "---:" : "---"))), ...rows.map(line)].join("\n");
}

function programTable(rows) {
  const peers = ["Coroscope", "Pyodide", "MicroPython", "Brython"];
  return table(
    ["program", ...peers, "Pyodide / Coroscope"],
    Object.entries(rows).map(([name, row]) => [
      `\`${name}\`${row.unit ? `, ${row.unit}` : ""}`, ...peers.map((peer) => shown(row.peers[peer])),
      row.unit ? ratio(row.peers.Pyodide, row.peers.Coroscope) : "",
    ]));
}

function nativeTable(rows) {
  return table(
    ["program", "Coroscope, native", "CPython, native", "CPython / Coroscope", "CPython / Coroscope in Chromium"],
    Object.entries(rows).filter(([, row]) => row.unit).map(([name, row]) => [
      `\`${name}\`, ${row.unit}`, shown(row.peers["Coroscope, native"]), shown(row.peers["CPython, native"]),
      ratio(row.peers["CPython, native"], row.peers["Coroscope, native"]),
      ratio(row.peers["CPython, native"], row.peers.Coroscope),
    ]));
}

/** What each peer said instead of measuring, once. */
function failures(rows) {
  const said = new Map();
  for (const [name, row] of Object.entries(rows)) {
    for (const [peer, { cannot }] of Object.entries(row.peers)) {
      if (!cannot) continue;
      const key = `${peer}: ${cannot}`;
      said.set(key, [...said.get(key) ?? [], `\`${name}\``]);
    }
  }
  return [...said].map(([text, names]) => `- ${text} (${names.join(", ")})`).join("\n");
}

function growth(rows, docs) {
  const parts = [];
  for (const program of GROWING) {
    const own = Object.entries(rows).filter(([name]) => name.startsWith(`${program} `)).map(([, row]) => row);
    if (!own.length) continue;
    const peers = [...new Set(own.flatMap((row) => Object.keys(row.peers)))];
    const series = peers.map((name) => ({
      name, points: own.filter((row) => row.peers[name]?.median).map((row) => ({ size: row.size, ...row.peers[name] })),
    })).filter(({ points }) => points.length);
    if (docs) {
      mkdirSync(join(docs, "benchmarks"), { recursive: true });
      writeFileSync(join(docs, "benchmarks", `${program}.svg`), plot(`${program}: cost of an operation`, series));
    }
    parts.push(`![${program}](benchmarks/${program}.svg)`, table(
      [`\`${program}\`, tasks`, ...peers.map((peer) => `${peer}, µs`)],
      own.map((row) => [row.size.toLocaleString("en"), ...peers.map((peer) => shown(row.peers[peer]))])));
  }
  return parts.join("\n\n");
}

/** Writes the page into `docs`, unless that is null, and returns its text. */
export function report(results, docs) {
  const { machine, versions, programs = {}, rust, start, memory } = results;
  const sections = [`# Benchmarks

Written by \`cargo xtask bench\`; what the figures mean and where the time goes is in [performance.md](performance.md).
Each figure is the median of the runs after a warm-up, with the least and the most. The peers run in the same Chromium,
from the same server, one after the other; the programs (\`tests/bench/programs\`) are the same text for all, and each
starts them in its own way: \`asyncio.run\` on Coroscope and CPython, top-level \`await\` on Pyodide's and MicroPython's own
loops, \`browser.aio.run\` on Brython. Absolute times belong to this machine; ratios travel.

${machine.processor}, ${machine.cores} cores, ${machine.gib} GiB, ${machine.system}. ${Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(", ")}.`];
  if (Object.keys(programs).length) {
    sections.push(`## In the browser\n\nPer operation. A ratio above 1 means that Coroscope is faster.\n\n${programTable(programs)}`);
    if (programs.late?.peers.setTimeout) {
      sections.push(`\`late\` is how late the latest of 500 timers under 50 ms is; the browser's own \`setTimeout\` with the same delays: ${shown(programs.late.peers.setTimeout)} ms. \`overhead\` is a ratio: a step on the loop over a bare \`coroutine.send\` in the same interpreter.`);
    }
    sections.push(`## Natively\n\n${nativeTable(programs)}`);
    const said = failures(programs);
    if (said) sections.push(`## What did not run\n\n${said}`);
  }
  if (results.growth) sections.push(`## How cost grows\n\n${growth(results.growth, docs)}`);
  if (rust && Object.keys(rust).length) {
    sections.push(`## Rust futures in the browser\n\nA million yields, nanoseconds each. (Natively: \`cargo bench -p coroscope-scheduler\`.)\n\n${table(
      ["tasks", "Coroscope's driver", "`wasm_bindgen_futures::spawn_local`", "ratio"],
      Object.entries(rust).map(([tasks, { coroscope, spawn_local: theirs }]) =>
        [Number(tasks).toLocaleString("en"), shown(coroscope), shown(theirs), ratio(theirs, coroscope)]))}`);
  }
  if (start) {
    sections.push(`## Start\n\nFrom navigation to the first line that a program prints, served from loopback with brotli. Memory is the proportional set size of the browser's renderer processes when all is quiet.\n\n${table(
      ["", "transfer", "cold, ms", "warm, ms", "memory"],
      Object.entries(start).map(([name, found]) => [
        name, megabytes(found.bytes), shown(found.cold), shown(found.warm), found.memory ? megabytes(found.memory.median) : ""]))}`);
  }
  if (memory) {
    const cell = (bytes) => (bytes === undefined ? "" : `${Math.round(bytes)}`);
    sections.push(`## Memory of waiting tasks\n\nBytes each, of 100,000 at once: resident memory (in the browser the renderer's proportional set size) over that of the same program without them.\n\n${table(
      ["", "a suspended coroutine", "a task that waits for a future, above that", "`create_task(sleep(1000))`, in all"],
      Object.entries(memory).map(([name, found]) =>
        [name, found.cannot ?? cell(found.coroutine), cell(found.future), cell(found.sleep)]))}`);
  }
  const text = `${sections.join("\n\n")}\n`;
  if (docs) writeFileSync(join(docs, "benchmarks.md"), text);
  return text;
}
