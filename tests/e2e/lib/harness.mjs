// A browser and a server for a file of tests, and `scenario`, which gives each test a visitor with a clean browser.

import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { startServer } from "../../../xtask/static-server.mjs";
import { launch } from "./chromium.mjs";
import { dist } from "./paths.mjs";
import { PlainTab } from "./plain-tab.mjs";
import { Visitor } from "./visitor.mjs";

/** Bytes that the server sent, as they went over the wire, by path. */
export const sent = new Map();

let browser = null;
let server = null;
let pictures = null;

before(async () => {
  server = await startServer(dist, { onSend: (path, bytes) => sent.set(path, (sent.get(path) ?? 0) + bytes) });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.close();
});

/** The address of the page. */
export const address = () => server.url;

/**
 * A test with a browser profile of its own. `body` gets `open(fragment)`, which opens another tab and gives its Visitor;
 * `openPlain(fragment)`, which opens one without Playwright; and `context`, which is Playwright's. Options: `context` (Playwright's options for the profile), `errors` (a pattern for messages
 * that the test provokes; any other error on a console fails it), and those of node:test.
 */
export function scenario(name, options, body) {
  if (typeof options === "function") [options, body] = [{}, options];
  const { context: contextOptions = {}, errors, ...testOptions } = options;
  test(name, { timeout: 300_000, ...testOptions }, async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...contextOptions });
    const visitors = [];
    const open = async (fragment = "") => {
      const visitor = await Visitor.open(context, `${server.url}${fragment}`);
      visitors.push(visitor);
      return visitor;
    };
    const plain = [];
    const openPlain = async (fragment = "") => {
      plain.push(await PlainTab.open(browser, `${server.url}${fragment}`));
      return plain.at(-1);
    };
    try {
      await body({ open, openPlain, context });
      for (const visitor of visitors) visitor.expectNoErrors(errors);
    } catch (error) {
      const report = new Error(`${error.message}\n${await describe(visitors, name)}`);
      report.stack = `${report.message}\n${error.stack.split("\n").filter((line) => /^ +at /.test(line)).join("\n")}`;
      throw report;
    } finally {
      for (const tab of plain) await tab.close();
      await context.unrouteAll({ behavior: "ignoreErrors" });
      await context.close();
    }
  });
}

/** What the tabs show, for the report of a failure. */
async function describe(visitors, name) {
  pictures ??= mkdtempSync(join(tmpdir(), "coroscope-e2e-"));
  const texts = await Promise.all(visitors.map(async (visitor, index) => {
    const picture = join(pictures, `${name.replaceAll(/\W+/g, "-")}-${index + 1}.png`);
    const said = await visitor.describe(picture).catch((error) => `nothing can be seen: ${error.message}`);
    return `tab ${index + 1}: ${said}`;
  }));
  return texts.join("\n");
}
