// Workers for the page: one a run. The first has fetched and compiled the engine (loader.js); the others are given it.

import { base, begin, boot } from "./loader.js";

let module = null;
/** What a first run does not need (www/engine-boot.js): fetched when nobody waits for anything. */
let rest = null;
let restWanted = false;
/** The worker that has fetched the engine, until a run wants it. */
let first = null;
const workers = new Map();

/** Whether blocking calls can suspend a program (JavaScript Promise Integration). */
export const jspi = typeof WebAssembly === "object" && typeof WebAssembly.Suspending === "function";

/**
 * Has the engine downloaded and compiled, if that has not begun already. Calls `progress(received, total)` in bytes (total
 * 0: not known), then either `done(bytes)` or `failed(message)`.
 */
export function load(progress, done, failed) {
  const loader = globalThis.coroscopeLoader ?? begin();
  globalThis.coroscopeLoader = null;
  progress(0, 0);
  loader.listen((what) => {
    if (what.progress) progress(...what.progress);
    else if (what.module) {
      ({ module } = what);
      first = loader;
      // What it says next is for the run that gets it.
      loader.listener = null;
      done(what.bytes);
      setTimeout(loadRest, REST_AFTER_MS);
    } else {
      loader.worker?.terminate();
      failed(navigator.onLine ? what.unloaded ?? what.crash : "the network is off");
    }
  });
}

/** How long a visitor who has run nothing yet may read before the rest is fetched all the same. */
const REST_AFTER_MS = 10_000;

/** How long a run has been over when it is: what the run printed is drawn by then. */
const DRAWN_AFTER_MS = 250;

/** Fetches the rest of the engine, once. A worker that needs it earlier, or in vain, fetches it by itself. */
async function loadRest() {
  if (restWanted) return;
  restWanted = true;
  try {
    const response = await fetch(new URL("worker_rest.wasm", base), { priority: "low" });
    if (!response.ok) return;
    rest = await WebAssembly.compileStreaming(response);
    for (const { worker } of workers.values()) worker?.postMessage({ type: "rest", rest });
  } catch { /* The next worker asks for it when it needs it. */ }
}

/**
 * Starts worker number `id`. `message(id, json)` gets what it says, `crashed(id, why)` is called when it breaks,
 * `traced(id, bytes)`, if there is one, gets the trace.
 */
export function start(id, message, crashed, traced) {
  const loader = first ?? boot(module, rest);
  first = null;
  workers.set(id, loader);
  loader.listen((what) => {
    if (typeof what === "string") message(id, what);
    else if (what instanceof Uint8Array) traced?.(id, what);
    else if (typeof what?.crash === "string") crashed(id, what.crash);
  });
}

/** Sends a request, as JSON. */
export function send(id, json) { workers.get(id)?.worker?.postMessage(json); }

/** Ends a worker at once, whatever it is doing. */
export function terminate(id) {
  workers.get(id)?.worker?.terminate();
  workers.delete(id);
  // A run has ended: the visitor reads.
  if (module) setTimeout(loadRest, DRAWN_AFTER_MS);
}
