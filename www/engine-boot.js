// The first script of an engine's worker: waits for the compiled module, starts it, and passes messages on.
//
// The page posts `{type: "boot", module, base}` once, then requests as JSON text. The engine posts events as JSON
// text. This script posts `{crash: why}` when the engine breaks: a trap, an exception that came out of it, or a start
// that failed. `base` is the address of the page, for what the engine fetches later; it is kept in `coroscopeBase`.

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
  console.error("The engine broke.", error);
  postMessage({ crash: said(error) });
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

async function boot({ module, base }) {
  self.coroscopeBase = base;
  const loaded = await import("./worker.js");
  await loaded.default({ module_or_path: module });
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
  if (typeof data !== "string") boot(data).catch(crash);
  else if (glue) handle(data);
  else early.push(data);
};
