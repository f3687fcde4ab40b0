// One tab, and what a visitor does in it and sees, by the handles that docs/architecture.md lists.
//
// Nothing here waits for a length of time. Waits are for states, and their limits are only there to end a test that hangs.

import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";

/** How long the engine may take to load on a slow and busy machine, in ms. */
const LOADING = 120_000;
/** How long a run of the tests' programs may take there, in ms. */
const RUNNING = 60_000;

/** How often to look, in ms. Playwright's default is once a frame, and a hidden page has no frames. */
const POLL = 20;

/** The states in which a run is over. */
export const ENDS = ["finished", "raised", "deadlocked", "stopped", "crashed"];

/** Waits until what `read` gives is `expected`. The page draws what a key or a click did in a later task if it is busy (Yew's
 *  scheduler lets the browser in between when it has drawn for 16 ms), so what is read right after it can be from before. */
export async function comes(read, expected) {
  const end = Date.now() + RUNNING;
  let got = await read();
  while (!isDeepStrictEqual(got, expected) && Date.now() < end) got = await read();
  assert.deepEqual(got, expected);
}

export class Visitor {
  /** Opens a tab and waits until the page has taken over the editor. */
  static async open(context, url) {
    const visitor = new Visitor(await context.newPage());
    await visitor.page.goto(url);
    await visitor.part("run").waitFor({ timeout: LOADING });
    await visitor.#watch();
    return visitor;
  }

  constructor(page) {
    this.page = page;
    this.messages = [];
    page.on("console", (message) => {
      if (message.type() === "error") this.messages.push(message.text());
    });
    page.on("pageerror", (error) => this.messages.push(String(error)));
  }

  /** Keeps a log of the states that `status` goes through, and counts the input lines that went, so that what is
   *  there for a moment only is not missed. */
  async #watch() {
    await this.page.evaluate(() => {
      const status = () => document.querySelector('[data-testid="status"]')?.dataset.state;
      let now = status();
      const log = [{ state: now, at: performance.now() }];
      globalThis.inputsGone = 0;
      const isInput = (node) => node.nodeType === Node.ELEMENT_NODE &&
        (node.matches('[data-testid="stdin"]') || node.querySelector('[data-testid="stdin"]') !== null);
      new MutationObserver((records) => {
        globalThis.inputsGone += records.flatMap(({ removedNodes }) => [...removedNodes]).filter(isInput).length;
        if (status() === now) return;
        now = status();
        log.push({ state: now, at: performance.now() });
      }).observe(document.documentElement, { subtree: true, childList: true, attributeFilter: ["data-state"] });
      globalThis.stateLog = log;
    });
  }

  /** A part of the page, by its handle. */
  part(handle) { return this.page.getByTestId(handle); }

  /** The program in the editor. */
  code() { return this.page.evaluate(() => globalThis.coroscopePage.editor.text()); }

  /** What `status` says now. */
  state() { return this.part("status").getAttribute("data-state"); }

  /** What was printed, to both streams. */
  output() { return this.page.evaluate(() => document.querySelector('[data-testid="output"]').textContent); }

  /** What was printed to each stream. */
  streams() {
    return this.page.evaluate(() => {
      const output = document.querySelector('[data-testid="output"]');
      const texts = document.createTreeWalker(output, NodeFilter.SHOW_TEXT);
      const streams = { stdout: "", stderr: "" };
      while (texts.nextNode()) {
        const { data, parentElement } = texts.currentNode;
        streams[parentElement.closest(".err") ? "stderr" : "stdout"] += data;
      }
      return streams;
    });
  }

  /** The banner of a kind, such as `bad-link`: src/view/notices.rs. */
  notice(kind) { return this.page.locator(`[data-testid="notice"][data-kind="${kind}"]`); }

  /** Presses a part of the top bar. A phone has some of them in a menu. */
  async press(handle, within = "") {
    const part = this.page.locator(`[data-testid="${handle}"] ${within}`);
    if (!await part.isVisible()) await this.part("more").click();
    await part.click();
  }

  /** Chooses `real` or `virtual`. */
  async chooseClock(name) {
    await this.press("clock", `[data-clock="${name}"]`);
    assert.equal(await this.page.locator(`[data-clock="${name}"]`).getAttribute("aria-checked"), "true");
  }

  /** What Share gives, after the dialog has been closed again. */
  async share() {
    await this.press("share");
    const link = await this.part("link").inputValue();
    await this.page.keyboard.press("Escape");
    await this.part("link").waitFor({ state: "detached" });
    return link;
  }

  /** Replaces the program as by pasting. */
  async write(code) {
    await this.part("editor").focus();
    await this.page.keyboard.press("ControlOrMeta+a");
    await this.page.evaluate((text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", text);
      document.activeElement.dispatchEvent(
        new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }, code);
    assert.equal(await this.code(), code);
  }

  /** Types key by key, in place of all that is there. `\n` is Enter; the editor indents by itself. */
  async type(keys) {
    await this.part("editor").focus();
    await this.page.keyboard.press("ControlOrMeta+a");
    await this.page.keyboard.press("Delete");
    await this.page.keyboard.type(keys);
  }

  /** Presses Run. The state log before it is forgotten. */
  async run() {
    await this.page.evaluate(() => { globalThis.stateLog.length = 0; });
    await this.part("run").click();
  }

  /** Waits until `status` has been in one of these states since Run was pressed, and gives which. */
  async waitForState(states, timeout = LOADING + RUNNING) {
    const wanted = [states].flat();
    const handle = await this.page.waitForFunction(
      (wanted) => globalThis.stateLog.find(({ state }) => wanted.includes(state))?.state, wanted, { timeout, polling: POLL },
    );
    return handle.jsonValue();
  }

  /** Waits for the end of the run, and gives its state. */
  waitForEnd(timeout) { return this.waitForState(ENDS, timeout); }

  /** Waits until the program ends, and gives its state, or wants a line of input, and gives `input`. */
  async waitForEndOrInput() {
    const handle = await this.page.waitForFunction((ends) => {
      if (document.querySelector('[data-testid="stdin"]')) return "input";
      return globalThis.stateLog.find(({ state }) => ends.includes(state))?.state;
    }, ENDS, { timeout: LOADING + RUNNING, polling: POLL });
    return handle.jsonValue();
  }

  /** Types a line for `input()`. */
  async answer(line) {
    await this.part("stdin").fill(line);
    await this.#untilTaken(() => this.part("stdin").press("Enter"));
  }

  /** Ends the input of the program. */
  async endInput() { await this.#untilTaken(() => this.part("stdin").press("Control+d")); }

  /** Does what sends the input, and waits until its line has gone. A program that asks again at once has a new one
   *  before anybody can see that there was none, so it is counted and not looked for. */
  async #untilTaken(send) {
    const before = await this.page.evaluate(() => globalThis.inputsGone);
    await send();
    await this.page.waitForFunction((before) => globalThis.inputsGone > before, before,
      { timeout: RUNNING, polling: POLL });
  }

  /** Waits until an engine is ready, without a run. */
  async waitUntilReady() {
    await this.page.waitForFunction(
      () => document.querySelector('[data-testid="status"]').dataset.state === "idle", null,
      { timeout: LOADING, polling: POLL });
  }

  /** Writes a program, runs it to its end, and gives `{ state, output }`. */
  async runToEnd(code) {
    await this.write(code);
    await this.run();
    const state = await this.waitForEnd();
    return { state, output: await this.output() };
  }

  /** Waits until the output contains a text. */
  async waitForOutput(text, timeout = LOADING + RUNNING) {
    await this.page.waitForFunction(
      (text) => document.querySelector('[data-testid="output"]')?.textContent.includes(text), text,
      { timeout, polling: POLL });
  }

  /** Presses Stop, and gives how long it took until `status` said so, in ms of the page's own clock. */
  async stop() {
    const pressed = this.page.evaluate(() => new Promise((pressed) => {
      document.querySelector('[data-testid="stop"]')
        .addEventListener("click", (event) => pressed(event.timeStamp), { capture: true, once: true });
    }));
    await this.part("stop").click();
    const at = await pressed;
    await this.waitForState("stopped", 10_000);
    return await this.page.evaluate(() => globalThis.stateLog.find(({ state }) => state === "stopped").at) - at;
  }

  /** Fails if a console had an error, other than those that match a pattern. */
  expectNoErrors(allowed) {
    const unexpected = this.messages.filter((message) => !allowed?.test(message));
    assert.deepEqual(unexpected, [], "errors on the console");
  }

  /** What there is to see, and a picture of it, for the report of a failure. */
  async describe(picture) {
    await this.page.screenshot({ path: picture, timeout: 5_000 }).catch(() => {});
    const log = await this.page.evaluate(() => globalThis.stateLog.map(({ state }) => state).join(", "));
    const output = await this.output();
    const tail = output.length > 600 ? `...${output.slice(-600)}` : output;
    return `states ${log}; output ${JSON.stringify(tail)}; console ${JSON.stringify(this.messages)}; picture ${picture}`;
  }
}
