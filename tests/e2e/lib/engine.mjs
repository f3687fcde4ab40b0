// An engine without the page around it: what the page sends goes in, what the page gets comes out, in order.

/** Starts an engine in the visitor's tab. */
export async function startEngine(visitor) {
  const handle = await visitor.page.evaluateHandle(async () => {
    const meta = document.querySelector('meta[name="coroscope-engine"]');
    const base = new URL(meta?.content || "engine/", document.baseURI).href;
    const module = await WebAssembly.compileStreaming(fetch(new URL("worker_bg.wasm", base)));
    const worker = new Worker(new URL("engine-boot.js", base), { type: "module" });
    const engine = { worker, got: [], waiting: [] };
    worker.onmessage = ({ data }) => {
      if (data instanceof Uint8Array) engine.got.push({ type: "trace", bytes: data.length });
      else engine.got.push(typeof data === "string" ? JSON.parse(data) : { type: "crash", ...data });
      for (const look of engine.waiting) look();
    };
    engine.until = (type, count) => new Promise((resolve) => {
      const look = () => {
        if (engine.got.filter((event) => event.type === type).length >= count) resolve();
      };
      engine.waiting.push(look);
      look();
    });
    worker.postMessage({ type: "boot", module, base: document.baseURI });
    await engine.until("ready", 1);
    return engine;
  });
  return new Engine(handle);
}

class Engine {
  constructor(handle) { this.handle = handle; }

  /** Sends a request. */
  send(request) { return this.handle.evaluate((engine, json) => engine.worker.postMessage(json), JSON.stringify(request)); }

  /** Runs a program, traced. */
  run(code, options = {}) { return this.send({ type: "run", code, file: "main.py", clock: "real", trace: true, ...options }); }

  /** Waits until this many events of a type have come. */
  until(type, count = 1) { return this.handle.evaluate((engine, [type, count]) => engine.until(type, count), [type, count]); }

  /** All that came so far. */
  got() { return this.handle.evaluate((engine) => engine.got); }

  /** Ends it at once. */
  terminate() { return this.handle.evaluate((engine) => engine.worker.terminate()); }

  /** What was printed so far. */
  async output() {
    return (await this.got()).flatMap((event) => event.chunks ?? []).map((chunk) => chunk.text).join("");
  }
}
