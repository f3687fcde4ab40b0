// Programs run by the built page's engine, without the page: one worker a program, several programs at once.

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { dist } from "./paths.mjs";

/** What the page does: it has the compiled engine, and a worker for each run. Runs in the browser. */
async function install(base) {
  const engine = new URL(base, document.baseURI).href;
  const module = await WebAssembly.compileStreaming(fetch(new URL("worker_bg.wasm", engine)));
  globalThis.runProgram = ({ request, input, silence }) => new Promise((resolve) => {
    const worker = new Worker(new URL("engine-boot.js", engine), { type: "module" });
    const lines = input.split(/(?<=\n)/).filter((line) => line);
    const sent = [];
    let tail = [];
    let timer = 0;
    const done = (end) => {
      clearTimeout(timer);
      worker.terminate();
      const of = (stream) => [...sent, ...tail].filter((chunk) => chunk.stream === stream).map(({ text }) => text).join("");
      resolve({ end, stdout: of("stdout"), stderr: of("stderr") });
    };
    // Restarted by whatever the engine says.
    const listen = () => {
      clearTimeout(timer);
      timer = setTimeout(() => done({ kind: "silent", message: `said nothing for ${silence / 1000} seconds` }), silence);
    };
    const crash = (why) => done({ kind: "crashed", message: why });
    worker.onerror = (event) => { event.preventDefault(); crash(event.message); };
    worker.onmessage = ({ data }) => {
      if (typeof data !== "string") { crash(data.crash); return; }
      listen();
      const event = JSON.parse(data);
      if (event.type === "ready") worker.postMessage(JSON.stringify({ type: "run", ...request }));
      else if (event.type === "output") sent.push(...event.chunks);
      else if (event.type === "tail") tail = event.chunks;
      else if (event.type === "input_wanted") worker.postMessage(JSON.stringify({ type: "stdin", text: lines.shift() ?? "" }));
      else if (event.type === "end") done(event);
    };
    worker.postMessage({ type: "boot", module, base: document.baseURI });
    listen();
  });
}

/**
 * Runs `jobs`, each `{ name, request, input }`, in a page of `context` at the server's `url`; `atOnce` of them at a time.
 * `request` is a run request without its type. Calls `ended(job, { end, stdout, stderr })` as each ends: `end.kind` is an
 * engine's, or `crashed`, or `silent` when nothing was said for `silence` ms.
 */
export async function runPrograms(context, url, jobs, { atOnce = 2, silence = 60_000 } = {}, ended) {
  const base = /<meta name="coroscope-engine" content="([^"]*)"/.exec(readFileSync(join(dist, "index.html"), "utf8"))[1];
  const page = await context.newPage();
  const address = new URL("programs.html", url).href;
  await page.route(address, (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html><title>Programs</title>" }));
  await page.goto(address);
  await page.evaluate(install, base);
  const queue = [...jobs];
  const next = async () => {
    for (let job = queue.shift(); job; job = queue.shift()) {
      const { request, input = "" } = job;
      ended(job, await page.evaluate((work) => globalThis.runProgram(work), { request, input, silence }));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, next));
  await page.close();
}
