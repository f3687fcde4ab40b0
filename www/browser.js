// Small things that only a browser can do, for src/browser.rs.

/** Copies to the clipboard; the promise tells whether it worked. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without permission, or on a page that is not secure.
    const area = document.createElement("textarea");
    area.value = text;
    area.style.position = "fixed";
    area.style.opacity = "0";
    (document.querySelector("dialog[open]") ?? document.body).append(area);
    area.select();
    const worked = document.execCommand("copy");
    area.remove();
    return worked;
  }
}

const TYPES = { py: "text/x-python", json: "application/json", svg: "image/svg+xml" };

/** Offers a text as a file. */
export function download(name, text) {
  const type = TYPES[name.split(".").pop()] ?? "text/plain";
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** The largest file that is taken for a program, and for a trace. */
const FILE_LIMIT = 2_000_000;
const TRACE_LIMIT = 500_000_000;

async function read(file, done, traced, refused) {
  const isTrace = file.name.endsWith(".json");
  if (isTrace && file.size > TRACE_LIMIT) return refused(`${file.name} is larger than 500 MB, which is more than this page can open.`);
  if (!isTrace && file.size > FILE_LIMIT) return refused(`${file.name} is larger than 2 MB, which is more than a program may have.`);
  if (isTrace) {
    // As bytes: as a text it would be in memory twice as long.
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (bytes.includes(0)) return refused(`${file.name} is not a text file.`);
    return traced(file.name, bytes);
  }
  const text = await file.text();
  if (text.includes("\0")) return refused(`${file.name} is not a text file.`);
  done(file.name, text.replace(/\r\n?/g, "\n"));
}

/** Asks for a file; calls `done(name, text)`, for a trace `traced(name, bytes)`, or `refused(why)`. */
export function pick(done, traced, refused) {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = ".py,.json,text/x-python,text/plain,application/json";
  input.onchange = () => { if (input.files[0]) read(input.files[0], done, traced, refused); };
  input.click();
}

/** Takes files that are dropped anywhere on the page; `over(bool)` tells when one hovers. */
export function takeDrops(over, done, traced, refused) {
  const carriesFile = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  addEventListener("dragover", (event) => {
    if (!carriesFile(event)) return;
    event.preventDefault();
    over(true);
  });
  addEventListener("dragleave", (event) => { if (!event.relatedTarget) over(false); });
  addEventListener("drop", (event) => {
    if (!carriesFile(event)) return;
    event.preventDefault();
    event.stopPropagation();
    over(false);
    const file = event.dataTransfer.files[0];
    if (file) read(file, done, traced, refused);
  }, { capture: true });
}

/** Fetches a text; calls `done(text)` or `failed(why)`. */
export async function fetchText(path, done, failed) {
  try {
    const response = await fetch(new URL(path, document.baseURI));
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    done(await response.text());
  } catch (error) {
    failed(String(error?.message ?? error));
  }
}

/**
 * Calls `run` before the next frame, or soon when the page is not shown: a hidden page has no frames, and a run must
 * still come to its end there.
 */
export function soon(run) {
  let done = false;
  const once = () => { if (!done) { done = true; clearTimeout(timer); run(); } };
  const timer = setTimeout(once, 100);
  if (!document.hidden) requestAnimationFrame(once);
}

/** Calls `other()` if another open tab goes by the same name: a duplicated tab has its original's session storage. */
export function claimTab(id, other) {
  navigator.locks?.request(`coroscope.tab.${id}`, { ifAvailable: true }, (lock) => {
    if (!lock) { other(); return undefined; }
    return new Promise(() => {}); // Held as long as the tab lives.
  });
}

/** What is selected in `root`, character for character; the browser's own copy would add line breaks. */
export function copyExactly(root) {
  root.addEventListener("copy", (event) => {
    const selection = getSelection();
    if (!selection || selection.isCollapsed) return;
    event.clipboardData.setData("text/plain", selection.getRangeAt(0).cloneContents().textContent);
    event.preventDefault();
  });
}

let newest = () => {};
let showInstant = () => {};

/** Keeps `pane` at its newest line as it grows, until the reader scrolls up; `changed(bool)` tells whether it follows. */
export function follow(pane, changed) {
  let following = true;
  const atEnd = () => pane.scrollHeight - pane.scrollTop - pane.clientHeight < 24;
  const set = (now) => { if (now !== following) { following = now; changed(now); } };
  pane.addEventListener("scroll", () => { if (atEnd()) set(true); }, { passive: true });
  // Only the reader's own movements stop following; growth and layout also fire scroll events.
  const up = () => requestAnimationFrame(() => { if (!atEnd()) set(false); });
  pane.addEventListener("wheel", (event) => { if (event.deltaY < 0) up(); }, { passive: true });
  for (const kind of ["touchmove", "pointerdown", "pointerup"]) pane.addEventListener(kind, up, { passive: true });
  pane.addEventListener("keydown", (event) => { if (["ArrowUp", "PageUp", "Home"].includes(event.key)) up(); });
  // A first line that is cut in half looks broken: at the end the rest of a line's height is room under the last one.
  const style = getComputedStyle(pane);
  const fit = () => {
    const [line, above] = [parseFloat(style.lineHeight), parseFloat(style.paddingTop)];
    pane.style.setProperty("--spare", `${(pane.clientHeight - above) % line}px`);
    newest(false);
  };
  new ResizeObserver(fit).observe(pane);
  showInstant = () => {
    const now = pane.querySelector(".ol.now");
    if (!now) return;
    const [box, at] = [pane.getBoundingClientRect(), now.getBoundingClientRect()];
    if (at.top >= box.top + 8 && at.bottom <= box.bottom - 8) return;
    const [line, above] = [parseFloat(style.lineHeight), parseFloat(style.paddingTop)];
    const top = pane.scrollTop + at.top - box.top - box.height * 0.65;
    pane.scrollTop = above + Math.round((top - above) / line) * line;
  };
  newest = (always) => {
    if (always) set(true);
    if (following) pane.scrollTop = pane.scrollHeight;
  };
}

/** Scrolls so that the line of the instant is in sight. */
export function showNow() { showInstant(); }

/** To be called after output was drawn; with true it goes to the newest line whatever the reader did. */
export function grown(always) { newest(always); }
