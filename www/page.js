// The page's first script: puts the editor on the page, then starts the rest, which is Rust.
//
// `coroscopePage` is what the Rust side calls; see src/editor.rs, src/engine.rs, src/canvas.rs and src/browser.rs.

import * as browser from "./browser.js";
import * as canvas from "./canvas.js";
import * as editor from "./editor.js";
import * as engine from "./engine.js";
import * as timeline from "./timeline.js";
import starter from "./examples/breakfast.py";

globalThis.coroscopePage = { browser, canvas, editor, engine, timeline };

const stored = (storage, key) => { try { return storage.getItem(key); } catch { return null; } };

/** What this tab's editor held, or the first example. src/store.rs writes what is read here. */
function firstText() {
  try {
    const saved = JSON.parse(stored(localStorage, `coroscope.tab.${stored(sessionStorage, "coroscope.tab")}`));
    if (typeof saved?.code === "string") return saved.code;
  } catch { /* Unreadable: begin afresh. The entry is left alone. */ }
  return starter;
}

editor.open(
  document.querySelector("#early-editor"), firstText(), stored(localStorage, "coroscope.editor") === "plain");

try {
  const app = document.querySelector('meta[name="coroscope-app"]');
  const page = await import(new URL(app.content, document.baseURI));
  await page.default({ module_or_path: new URL(app.dataset.wasm, document.baseURI) });
  editor.hold();
  page.start();
} catch (error) {
  console.error(error);
  const status = document.querySelector("#early-status");
  if (status) {
    status.dataset.state = "crashed";
    status.textContent = "The page could not be loaded. Copy your program, then reload.";
  }
}
