// A tab without Playwright. Playwright tells each of its tabs that it is looked at and in front, so that none is ever
// hidden; this one is driven by the browser's own protocol, and is hidden when another is in front of it.

export class PlainTab {
  #browser;
  #sessionId;
  #context;
  #answers = new Map();
  #asked = 0;
  #onLoad = () => {};

  /** Opens a tab in a window and a profile of its own. */
  static async open(browser, url) {
    const session = await browser.newBrowserCDPSession();
    const { browserContextId } = await session.send("Target.createBrowserContext");
    const { targetId } = await session.send("Target.createTarget", { url: "about:blank", browserContextId, newWindow: true });
    const { sessionId } = await session.send("Target.attachToTarget", { targetId, flatten: false });
    const tab = new PlainTab(session, browserContextId, sessionId);
    await tab.#send("Page.enable");
    const loaded = new Promise((resolve) => { tab.#onLoad = resolve; });
    await tab.#send("Page.navigate", { url });
    await loaded;
    return tab;
  }

  constructor(browser, context, sessionId) {
    this.#browser = browser;
    this.#context = context;
    this.#sessionId = sessionId;
    browser.on("Target.receivedMessageFromTarget", ({ message }) => {
      const answer = JSON.parse(message);
      if (answer.method === "Page.loadEventFired") this.#onLoad();
      this.#answers.get(answer.id)?.(answer);
      this.#answers.delete(answer.id);
    });
  }

  async #send(method, params = {}) {
    this.#asked += 1;
    const id = this.#asked;
    const answered = new Promise((resolve) => { this.#answers.set(id, resolve); });
    const message = JSON.stringify({ id, method, params });
    await this.#browser.send("Target.sendMessageToTarget", { sessionId: this.#sessionId, message });
    const { result, error } = await answered;
    if (error) throw new Error(error.message);
    return result;
  }

  /** Calls a function in the page, with arguments that JSON can hold, and gives what it returns or resolves to. */
  async evaluate(call, ...args) {
    const expression = `(${call})(...${JSON.stringify(args)})`;
    const { result, exceptionDetails } =
      await this.#send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** Waits until a function in the page gives something true, and gives that. Looks at every change of the page. */
  waitFor(call, ...args) {
    return this.evaluate(`(...args) => new Promise((resolve) => {
      const look = () => {
        const value = (${call})(...args);
        if (value) { observer.disconnect(); document.removeEventListener("visibilitychange", look); resolve(value); }
      };
      const observer = new MutationObserver(look);
      observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
      document.addEventListener("visibilitychange", look);
      look();
    })`, ...args);
  }

  /** Puts another tab of the same window in front of this one. */
  async hide() {
    const { targetId } = await this.#browser.send("Target.createTarget",
      { url: "about:blank", browserContextId: this.#context, newWindow: false });
    await this.#browser.send("Target.activateTarget", { targetId });
    await this.waitFor(() => document.hidden);
  }

  /** Closes its tabs. */
  async close() {
    await this.#browser.send("Target.disposeBrowserContext", { browserContextId: this.#context });
    await this.#browser.detach();
  }
}
