// The engine's first worker fetches the engine, compiles it while it arrives, and then makes itself ready: all of it in its
// own thread, so that the page's own start does not hold it up.

const meta = document.querySelector('meta[name="coroscope-engine"]');
/** Where the engine is, and what it fetches. */
export const base = new URL(meta?.content || "engine/", document.baseURI).href;
/** The size of the module before any compression on the way, as the build wrote it down; 0 when it did not. */
const expected = Number(meta?.dataset.bytes) || 0;

/** A worker, and what it says until somebody listens: what it posts (engine-boot.js), and `{crash}` when its script breaks. */
class Loader {
  said = [];
  listener = null;
  worker = null;

  constructor() {
    try {
      this.worker = new Worker(new URL("engine-boot.js", base), { type: "module", name: "engine" });
    } catch (error) {
      this.say({ crash: String(error?.message ?? error) });
      return;
    }
    this.worker.onmessage = ({ data }) => this.say(data);
    this.worker.onerror = (event) => {
      event.preventDefault();
      this.say({ crash: event.message || "its script could not be loaded" });
    };
    this.worker.onmessageerror = () => this.say({ crash: "it sent something unreadable" });
  }

  say(what) {
    if (this.listener) this.listener(what);
    else this.said.push(what);
  }

  /** From now on `listener` gets what is said, after what was said already. */
  listen(listener) {
    this.listener = listener;
    // Until somebody else listens: what follows is for them.
    while (this.said.length > 0 && this.listener === listener) listener(this.said.shift());
  }
}

/** A worker that fetches the engine. */
export function begin() {
  const loader = new Loader();
  loader.worker?.postMessage({ type: "load", expected, base: document.baseURI });
  return loader;
}

/** A worker that is given the engine, when the page has drawn what it is about to draw: the end of a run, mostly. */
export function boot(module, rest) {
  const loader = new Loader();
  setTimeout(() => loader.worker?.postMessage({ type: "boot", module, rest, base: document.baseURI }));
  return loader;
}
