// The browser that the tests drive.

import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

import { chromium } from "playwright-core";

/** What keeps Chromium quiet and lets it run as root in a container. */
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
  "--disable-sync",
];
/** Playwright keeps hidden pages as fast as shown ones by these; visitors' browsers do not. */
const UNLIKE_VISITORS = [
  "--disable-background-timer-throttling", "--disable-backgrounding-occluded-windows", "--disable-renderer-backgrounding",
];

function findChromium() {
  if (process.env.CHROME) return process.env.CHROME;
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  for (const directory of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of names) {
      if (existsSync(join(directory, name))) return join(directory, name);
    }
  }
  throw new Error("Chromium was not found. Put it on the PATH, or name it by CHROME.");
}

/** Starts it, headless. */
export const launch = () => chromium.launch({
  executablePath: findChromium(), headless: true, args: FLAGS, ignoreDefaultArgs: UNLIKE_VISITORS,
});
