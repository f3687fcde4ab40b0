// Fetches the engine once, then makes workers from the compiled module: one worker a run.

const meta = document.querySelector('meta[name="coroscope-engine"]');
const base = new URL(meta?.content || "engine/", document.baseURI).href;
/** The size of the module before any compression on the way, as the build wrote it down; 0 when it did not. */
const expected = Number(meta?.dataset.bytes) || 0;

let module = null;
/** What a first run does not need (www/engine-boot.js): fetched when nobody waits for anything. */
let rest = null;
let restWanted = false;
const workers = new Map();

/** Whether blocking calls can suspend a program (JavaScript Promise Integration). */
export const jspi = typeof WebAssembly === "object" && typeof WebAssembly.Suspending === "function";

/**
 * Downloads and compiles the engine, compiling while it arrives. Calls `progress(received, total)` in bytes (total 0:
 * not known), then either `done(bytes)` or `failed(message)`.
 */
export async function load(progress, done, failed) {
  try {
    const response = await fetch(new URL("worker_bg.wasm", base));
    if (!response.ok) throw new Error(`the server answered ${response.status} ${response.statusText}`.trim());
    const packed = response.headers.has("Content-Encoding");
    const total = expected || (packed ? 0 : Number(response.headers.get("Content-Length")) || 0);
    let received = 0;
    progress(0, total);
    const counted = response.body.pipeThrough(new TransformStream({
      transform(chunk, controller) {
        received += chunk.byteLength;
        progress(received, total);
        controller.enqueue(chunk);
      },
    }));
    module = await WebAssembly.compileStreaming(
      new Response(counted, { headers: { "Content-Type": "application/wasm" } }));
    done(received);
    setTimeout(loadRest, REST_AFTER_MS);
  } catch (error) {
    failed(error instanceof TypeError && !navigator.onLine ? "the network is off" : String(error?.message ?? error));
  }
}

/** How long a visitor who has run nothing yet may read before the rest is fetched all the same. */
const REST_AFTER_MS = 10_000;

/** Fetches the rest of the engine, once. A worker that needs it earlier, or in vain, fetches it by itself. */
async function loadRest() {
  if (restWanted) return;
  restWanted = true;
  try {
    const response = await fetch(new URL("worker_rest.wasm", base), { priority: "low" });
    if (!response.ok) return;
    rest = await WebAssembly.compileStreaming(response);
    for (const worker of workers.values()) worker.postMessage({ type: "rest", rest });
  } catch { /* The next worker asks for it when it needs it. */ }
}

/**
 * Starts worker number `id`. `message(id, json)` gets what it says, `crashed(id, why)` is called when it breaks,
 * `traced(id, bytes)`, if there is one, gets the trace.
 */
export function start(id, message, crashed, traced) {
  const worker = new Worker(new URL("engine-boot.js", base), { type: "module", name: `engine ${id}` });
  workers.set(id, worker);
  worker.onmessage = ({ data }) => {
    if (typeof data === "string") message(id, data);
    else if (data instanceof Uint8Array) traced?.(id, data);
    else if (data && typeof data.crash === "string") crashed(id, data.crash);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    crashed(id, event.message || "its script could not be loaded");
  };
  worker.onmessageerror = () => crashed(id, "it sent something unreadable");
  worker.postMessage({ type: "boot", module, rest, base: document.baseURI });
}

/** Sends a request, as JSON. */
export function send(id, json) { workers.get(id)?.postMessage(json); }

/** Ends a worker at once, whatever it is doing. */
export function terminate(id) {
  workers.get(id)?.terminate();
  workers.delete(id);
  // A run has ended: the visitor reads.
  if (module) loadRest();
}
