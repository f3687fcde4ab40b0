// Where the time of a program goes in the page: processor time by thread, waiting for a processor, and the functions of
// the engine's worker and of the page by Chromium's sampling profiler.
//
//   COROSCOPE_DIST=target/named CHROME=/usr/bin/chromium node tests/bench/profile.mjs PROGRAM [--runs N] [--rows N]
//
// PROGRAM is one of tests/bench/programs, or a file. What `cargo xtask build` makes has no names of functions; what
// `trunk build --release --dist target/named` makes has them. The profiler itself costs a good part of what it measures:
// shares are worth something, times little.

import { existsSync, readFileSync } from "node:fs";

import { chromium } from "playwright-core";

import { startServer } from "../../xtask/static-server.mjs";
import { launch } from "./lib/launch.mjs";
import { runOnPage } from "./lib/peers.mjs";
import { all, script } from "./lib/programs.mjs";

const [program] = process.argv.slice(2);
const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return Number(at < 0 ? otherwise : process.argv[at + 1]);
};
const rows = option("rows", 25);
const measurement = all().find(({ name }) => name === program);
if (!measurement && !existsSync(program ?? "")) throw new Error("Which program? One of tests/bench/programs, or a file.");
const code = measurement ? script(measurement, option("runs", 5)) : readFileSync(program, "utf8");

const CATEGORIES = ["-*", "toplevel", "v8", "disabled-by-default-v8.cpu_profiler", "__metadata"];

const add = (map, key, value) => map.set(key, (map.get(key) ?? 0) + value);
const most = (map, count) => [...map].sort((a, b) => b[1] - a[1]).slice(0, count);
const ms = (microseconds) => `${(microseconds / 1000).toFixed(1)} ms`;

/** What threads are called, by process and thread. */
function threads(events) {
  const [names, processes] = [new Map(), new Map()];
  for (const { name, pid, tid, args } of events) {
    if (name === "thread_name") names.set(`${pid}.${tid}`, args.name);
    if (name === "process_name") processes.set(pid, args.name);
  }
  return ({ pid, tid }) => `${processes.get(pid) ?? pid}, ${names.get(`${pid}.${tid}`) ?? tid}`;
}

/** The outermost tasks of each thread: how long they took, and how much of that the thread had a processor. */
function tasks(events, threadOf) {
  const found = new Map();
  for (const event of events) {
    if (event.ph !== "X" || !event.cat.includes("toplevel") || !event.name.endsWith("RunTask")) continue;
    const row = found.get(threadOf(event)) ?? { wall: 0, cpu: 0 };
    row.wall += event.dur;
    row.cpu += event.tdur ?? 0;
    found.set(threadOf(event), row);
  }
  return [...found].sort((a, b) => b[1].cpu - a[1].cpu);
}

/** The samples of each thread, by function: its own, and with what it called. */
function samples(events, threadOf) {
  const profiles = new Map();
  for (const event of events) {
    if (event.name !== "Profile" && event.name !== "ProfileChunk") continue;
    const key = `${event.pid}:${event.id}`;
    const profile = profiles.get(key) ?? { nodes: new Map(), own: new Map(), within: new Map(), busy: 0 };
    profiles.set(key, profile);
    if (event.name === "Profile") profile.thread = threadOf(event);
    const { cpuProfile, timeDeltas = [] } = event.args.data;
    for (const node of cpuProfile?.nodes ?? []) profile.nodes.set(node.id, node);
    (cpuProfile?.samples ?? []).forEach((id, at) => count(profile, id, timeDeltas[at]));
  }
  return profiles.values();
}

const nameOf = ({ callFrame }) => callFrame.functionName || `${callFrame.url?.split("/").at(-1)}:${callFrame.lineNumber}`;

function count(profile, id, took) {
  const name = nameOf(profile.nodes.get(id));
  if (name === "(idle)") return;
  profile.busy += took;
  add(profile.own, name, took);
  const seen = new Set();
  for (let node = profile.nodes.get(id); node; node = profile.nodes.get(node.parent)) {
    if (!seen.has(nameOf(node))) add(profile.within, nameOf(node), took);
    seen.add(nameOf(node));
  }
}

const server = await startServer(process.env.COROSCOPE_DIST ?? "target/named");
const browser = await chromium.launch(launch);
try {
  const page = await browser.newPage();
  const begin = () => browser.startTracing(page, { categories: CATEGORIES });
  const printed = await (await runOnPage(page, server.url, code, begin))();
  const { traceEvents: events } = JSON.parse((await browser.stopTracing()).toString());
  console.log(printed.trim());
  const threadOf = threads(events);
  console.log("\nprocessor time by thread, and how long its tasks took with waiting for a processor");
  for (const [name, { wall, cpu }] of tasks(events, threadOf).slice(0, 8)) {
    console.log(`${ms(cpu).padStart(10)} of ${ms(wall).padStart(10)}  ${name}`);
  }
  for (const { thread, own, within, busy } of samples(events, threadOf)) {
    if (busy < 50_000) continue;
    for (const [title, map] of [["with what they call", within], ["by themselves", own]]) {
      console.log(`\n${thread}: functions ${title}, of ${ms(busy)}`);
      for (const [name, took] of most(map, rows)) {
        console.log(`${(100 * took / busy).toFixed(1).padStart(6)} %  ${name.slice(0, 150)}`);
      }
    }
  }
} finally {
  await browser.close();
  await server.close();
}
