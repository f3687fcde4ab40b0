// The first script of an engine's worker: gets the compiled module, starts it, and passes messages on.
//
// The page posts one of these, then requests as JSON text:
//
//   {type: "load", expected, base}        fetch the module, of so many bytes before compression, if that is not 0
//   {type: "boot", module, rest, base}    here it is
//
// The engine posts events as JSON text. This script posts, while it loads, `{progress: [received, total]}` in bytes (total 0:
// not known), then `{module, bytes}` or `{unloaded: why}`; and `{crash: why}` when the engine breaks: a trap, an exception
// that came out of it, or a start that failed. `base` is the address of the page, for what the engine fetches later; it is
// kept in `coroscopeBase`.

const jspi = typeof WebAssembly.Suspending === "function";
if (!jspi) {
  // The module's glue names both. Without them nothing suspends: the engine is told so, and never asks for it.
  WebAssembly.Suspending = function Suspending(call) { return call; };
  WebAssembly.promising = (call) => async (...args) => call(...args);
}

const said = (error) => {
  if (error instanceof Error) return `${error.name}: ${error.message}`;
  return String(error);
};
let broken = false;
function crash(error) {
  if (broken) return;
  broken = true;
  // Not at once: a worker that is being terminated breaks in whatever it waits for, and that is no news to anybody.
  setTimeout(() => {
    console.error("The engine broke.", error);
    postMessage({ crash: said(error) });
  });
}

self.addEventListener("error", (event) => { event.preventDefault(); crash(event.error ?? event.message); });
self.addEventListener("unhandledrejection", (event) => {
  // A trap in a microtask. Other rejections belong to whoever made the promise.
  if (event.reason instanceof WebAssembly.RuntimeError || event.reason instanceof RangeError) {
    event.preventDefault();
    crash(event.reason);
  }
});

let glue = null;
const early = [];

/** The rest of the engine, if the page has it already. */
let rest = null;

/** A function of JavaScript as one of WebAssembly, which alone a table can hold: a module that exports what it imports. */
function asWasm(call) {
  const bytes = Uint8Array.of(
    0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 2, 5, 1, 0, 0, 0, 0, 7, 4, 1, 0, 0, 0);
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), { "": { "": call } }).exports[""];
}

/**
 * What a first run does not need lies in a module of its own, which is loaded when one of its functions is first called
 * (xtask/split). The caller waits for it, so it is fetched and compiled at once; a worker may do that.
 */
function joinRest(exports) {
  const table = exports["split:table"];
  if (!table) return;
  table.set(0, asWasm(() => {
    if (!rest) {
      const request = new XMLHttpRequest();
      request.open("GET", new URL("worker_rest.wasm", import.meta.url), false);
      request.responseType = "arraybuffer";
      let why = "";
      try {
        request.send();
        if (request.status !== 200) why = `HTTP ${request.status}`;
      } catch (error) {
        why = said(error);
      }
      if (why) throw new Error(`a part of the engine could not be fetched; check the connection and run again (${why})`);
      rest = new WebAssembly.Module(request.response);
    }
    new WebAssembly.Instance(rest, { first: exports });
    exports["split:loaded"].value = 1;
  }));
}

/** How often the progress of the download is told, in milliseconds. */
const PROGRESS_EVERY_MS = 50;

/** Downloads the engine, and compiles it while it arrives. */
async function download(expected) {
  const response = await fetch(new URL("worker_bg.wasm", import.meta.url));
  if (!response.ok) throw new Error(`the server answered ${response.status} ${response.statusText}`.trim());
  const packed = response.headers.has("Content-Encoding");
  const total = expected || (packed ? 0 : Number(response.headers.get("Content-Length")) || 0);
  let bytes = 0;
  let told = 0;
  const counted = response.body.pipeThrough(new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      const now = performance.now();
      if (now - told >= PROGRESS_EVERY_MS) {
        told = now;
        postMessage({ progress: [bytes, total] });
      }
      controller.enqueue(chunk);
    },
  }));
  const module = await WebAssembly.compileStreaming(
    new Response(counted, { headers: { "Content-Type": "application/wasm" } }));
  return { module, bytes };
}

async function load({ expected, base }) {
  const script = import("./worker.js");
  // Whoever waits for it says why it failed.
  script.catch(() => {});
  let loaded;
  try {
    loaded = await download(expected);
  } catch (error) {
    postMessage({ unloaded: String(error?.message ?? error) });
    return;
  }
  postMessage(loaded);
  await boot({ module: loaded.module, base }, script);
}

async function boot({ module, rest: there, base }, script = import("./worker.js")) {
  self.coroscopeBase = base;
  rest = there ?? null;
  const loaded = await script;
  joinRest(await loaded.default({ module_or_path: module }));
  await loaded.prepare(jspi);
  glue = loaded;
  for (const text of early.splice(0)) handle(text);
}

// Not one after the other: with JSPI a run's promise stays open until the program ends, and its input comes meanwhile.
async function handle(text) {
  try {
    await glue.handle(text);
  } catch (error) {
    crash(error);
  }
}

self.onmessage = ({ data }) => {
  if (data.type === "rest") rest = data.rest;
  else if (data.type === "load") load(data).catch(crash);
  else if (typeof data !== "string") boot(data).catch(crash);
  else if (glue) handle(data);
  else early.push(data);
};
