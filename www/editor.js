// The editor: CodeMirror 6, or a plain text area for whoever prefers one (screen readers, some phones).
// Both are behind one small interface, so that the page never asks which it is talking to.
//
// The document lives here and nowhere else. The page reads it when it runs, saves or shares.

import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import {
  defaultKeymap, history, historyField, historyKeymap, indentWithTab, isolateHistory, redo, undo,
} from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import {
  bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting,
} from "@codemirror/language";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Annotation, Compartment, EditorState, Prec, RangeSet, StateEffect, StateField } from "@codemirror/state";
import {
  crosshairCursor, Decoration, drawSelection, dropCursor, EditorView, gutterLineClass, GutterMarker, highlightActiveLine,
  highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers, rectangularSelection, ViewPlugin, WidgetType,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";

import { showChips, showMore } from "./chips.js";

/** Where the undo history waits while the page reloads; `sessionStorage`, so that each tab has its own. */
const UNDO_KEY = "coroscope.undo";
/** Longer histories are not kept over a reload: `sessionStorage` holds a few megabytes for everything. */
const UNDO_LIMIT = 1_000_000;

// ---------- marks on lines ----------

class Message extends WidgetType {
  constructor(text) { super(); this.text = text; }
  eq(other) { return other.text === this.text; }
  toDOM() {
    const chip = document.createElement("span");
    chip.className = "cm-mark-text";
    chip.textContent = this.text;
    return chip;
  }
  ignoreEvent() { return true; }
}

const setMark = StateEffect.define();
const byProgram = Annotation.define();

/** At most one marked line: the one the last run stopped at. It goes away with the first edit of that line. */
const marks = StateField.define({
  create: () => Decoration.none,
  update(deco, tr) {
    for (const effect of tr.effects) {
      if (!effect.is(setMark)) continue;
      if (!effect.value) return Decoration.none;
      const { line, message } = effect.value;
      if (line < 1 || line > tr.state.doc.lines) return Decoration.none;
      const at = tr.state.doc.line(line);
      const found = [Decoration.line({ class: "cm-mark" }).range(at.from)];
      if (message) found.push(Decoration.widget({ widget: new Message(message), side: 1 }).range(at.to));
      return Decoration.set(found);
    }
    if (!tr.docChanged || deco.size === 0) return deco;
    let touched = false;
    deco.between(0, tr.startState.doc.length, (from) => {
      const line = tr.startState.doc.lineAt(from);
      if (tr.changes.touchesRange(line.from, line.to)) touched = true;
    });
    return touched ? Decoration.none : deco.map(tr.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

const flash = StateEffect.define();

/** A short highlight on the line that somebody jumped to. */
const flashed = StateField.define({
  create: () => Decoration.none,
  update(deco, tr) {
    for (const effect of tr.effects) {
      if (effect.is(flash)) {
        return effect.value == null ? Decoration.none
          : Decoration.set([Decoration.line({ class: "cm-flash" }).range(effect.value)]);
      }
    }
    return tr.docChanged ? Decoration.none : deco;
  },
  provide: (field) => EditorView.decorations.from(field),
});

// ---------- where tasks stand ----------

class Stand extends GutterMarker {
  constructor(classes) { super(); this.elementClass = classes; }
  eq(other) { return other.elementClass === this.elementClass; }
}

const setStand = StateEffect.define();

/** Lines with tasks on them; the chips are drawn apart, by Chips. They go with the first edit: the trace is of another text. */
const stands = StateField.define({
  create: () => ({ lines: Decoration.none, gutter: RangeSet.empty }),
  update(shown, tr) {
    for (const effect of tr.effects) {
      if (!effect.is(setStand)) continue;
      const { doc } = tr.state;
      const lines = [];
      const gutter = [];
      const classes = new Map();
      for (const line of effect.value.callers) classes.set(line, "cm-calls");
      for (const { line, state, picked } of effect.value.lines) {
        classes.set(line, `cm-at-${state}${picked ? " cm-at-picked" : ""}`);
      }
      for (const [line, names] of [...classes].sort(([a], [b]) => a - b)) {
        if (line < 1 || line > doc.lines) continue;
        const { from } = doc.line(line);
        lines.push(Decoration.line({ class: names }).range(from));
        gutter.push(new Stand(names).range(from));
      }
      return { lines: Decoration.set(lines), gutter: RangeSet.of(gutter) };
    }
    return shown;
  },
  provide: (field) => [
    EditorView.decorations.from(field, ({ lines }) => lines),
    gutterLineClass.from(field, ({ gutter }) => gutter),
  ],
});

/** About how much room a line of the program and its chips leave between them, in pixels. */
function roomFor(view, { line, chips: tasks, more: count }) {
  const taken = tasks.reduce((sum, { name }) => sum + Math.min(140, name.length * 7 + 30), count ? 40 : 0);
  return sight.width - view.defaultCharacterWidth * view.state.doc.line(line).length - 60 - taken;
}

/** The chips at the ends of their lines: a column that scrolls up and down with the text, and not sideways. */
const chips = ViewPlugin.fromClass(class {
  constructor(view) {
    this.dom = document.createElement("div");
    this.dom.className = "cm-chips";
    this.dom.setAttribute("aria-hidden", "true");
    view.scrollDOM.append(this.dom);
    this.place(view);
  }
  update(update) {
    if (update.geometryChanged || update.docChanged) this.place(update.view);
  }
  place(view) {
    view.requestMeasure({ key: this, read: () => null, write: () => this.show(view) });
  }
  /** Goes by the heights that are known: to measure would have the browser lay out the page in between. */
  show(view) {
    const stands = standing.lines.filter(({ line }) => line <= view.state.doc.lines);
    stands.forEach((stand, at) => {
      const { top, height } = view.lineBlockAt(view.state.doc.line(stand.line).from);
      const row = this.dom.children[at] ?? this.dom.appendChild(document.createElement("div"));
      const look = `chips at-${stand.state}`;
      const place = `top:${top + view.documentPadding.top}px;height:${height}px`;
      if (row.className !== look) row.className = look;
      if (row.place !== place) { row.place = place; row.style.cssText = place; }
      // Behind the line's end it would lie under the chips. Where the line leaves no room for it, the chips must do.
      if (stand.line === mark.line && roomFor(view, stand) > mark.message.length * 7 + 14) row.dataset.mark = mark.message;
      else delete row.dataset.mark;
      showChips(row, 0, stand.chips);
      showMore(row, stand.chips.length, stand.more);
    });
    while (this.dom.children.length > stands.length) this.dom.lastChild.remove();
    edges();
  }
  destroy() { this.dom.remove(); }
});

/** What is marked now. */
let standing = { lines: [], callers: [], focus: null };
/** The line that the last run stopped at, and what is said of it. */
let mark = { line: 0, message: "" };
/** The lines of `standing` that are marked, and how: what the editor itself must know. */
let marked = "";
/** What of the program is in sight, as it was told last. */
const sight = { top: 0, width: 0, height: 0 };
const edge = { up: document.createElement("div"), down: document.createElement("div") };
edge.up.className = "edge up";
edge.down.className = "edge down";

/** The strips above and below the program: tasks whose lines are out of sight. */
function edges() {
  const [above, below] = [[], []];
  if (view && sight.height > 0) {
    for (const stand of standing.lines) {
      if (stand.line > view.state.doc.lines) continue;
      const block = view.lineBlockAt(view.state.doc.line(stand.line).from);
      const y = view.documentPadding.top + block.top - sight.top;
      if (y + block.height <= 4) above.push(stand);
      // The pane's last line fades: half of one is not in sight.
      else if (y + block.height > sight.height) below.push(stand);
    }
  }
  const fill = (strip, stands, arrow) => {
    const all = stands.flatMap(({ line, chips }) => chips.map((task) => ({ task, line })));
    if (!all.length) { strip.replaceChildren(); return; }
    if (!strip.firstChild) strip.append(Object.assign(document.createElement("span"), { textContent: arrow }));
    const shown = all.slice(0, 6);
    showChips(strip, 1, shown.map(({ task }) => task), (at) => shown[at].line);
    showMore(strip, 1 + shown.length, stands.reduce((sum, { more }) => sum + more, 0) + all.length - shown.length);
  };
  fill(edge.up, above, "↑");
  fill(edge.down, below, "↓");
}

/** The line that was brought into sight last, until the visitor scrolls. */
let led = 0;

/** Brings that line into sight if it is not: about in the middle, with a whole line at the top of the pane. */
function lead() {
  if (!led || view.hasFocus || led > view.state.doc.lines) return;
  const block = view.lineBlockAt(view.state.doc.line(led).from);
  const top = view.documentPadding.top + block.top;
  if (top >= sight.top && top + block.height <= sight.top + sight.height - 22) return;
  const lines = Math.floor((sight.height / block.height - 1) / 2);
  const to = Math.max(0, top - lines * block.height);
  view.requestMeasure({ key: lead, read: () => null, write: () => { view.scrollDOM.scrollTop = to; } });
}

/** Marks where every task stands, and brings the place that matters into sight if `show` says so. */
export function setStanding(json, show) {
  standing = JSON.parse(json || "{}");
  standing.lines ??= [];
  standing.callers ??= [];
  if (!view) { edges(); return; }
  const effects = [];
  const marks = JSON.stringify([standing.callers, standing.lines.map(({ line, state, picked }) => [line, state, picked])]);
  if (marks !== marked) effects.push(setStand.of(standing));
  marked = marks;
  if (effects.length) view.dispatch({ effects });
  if (show && standing.focus) {
    led = standing.focus;
    lead();
  }
  view.plugin(chips)?.show(view);
}

// ---------- look ----------

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword, tags.definitionKeyword, tags.moduleKeyword],
    color: "var(--c-kw)" },
  { tag: [tags.function(tags.variableName), tags.function(tags.definition(tags.variableName)),
          tags.definition(tags.className), tags.function(tags.propertyName)], color: "var(--c-fn)" },
  { tag: [tags.string, tags.special(tags.string), tags.escape], color: "var(--c-str)" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: "var(--c-num)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--c-com)", fontStyle: "italic" },
  { tag: [tags.standard(tags.name), tags.self, tags.meta], color: "var(--c-bi)" },
  { tag: tags.invalid, color: "var(--bad)" },
]);

// ---------- the one editor of the page ----------

const readOnlySlot = new Compartment();
const host = document.createElement("div");
host.className = "ed-host";
const body = document.createElement("div");
body.className = "ed-body";
host.append(edge.up, body, edge.down);
host.addEventListener("click", (event) => {
  const task = event.target.closest(".chip")?.dataset.task;
  if (task) onPick(Number(task));
});

let view = null;
let area = null;
let readOnly = false;
let onChange = () => {};
let onRun = () => {};
let onSave = () => {};
let onPick = () => {};
let refocus = false;
let snapshot = null;

const label = {
  "aria-label": "Python program. Control Enter runs it, Escape leaves the editor.",
  "data-testid": "editor", spellcheck: "false", autocorrect: "off", autocapitalize: "off", translate: "no",
};

/** Moves the focus to the next place after the editor, so that Tab can indent without trapping anybody. */
function leave() {
  const next = document.querySelector("[data-after-editor]");
  if (next) next.focus();
  else document.activeElement?.blur();
  return true;
}

const ours = Prec.highest(keymap.of([
  { key: "Mod-Enter", run: () => { onRun(); return true; } },
  { key: "Ctrl-Enter", run: () => { onRun(); return true; } },
  { key: "Mod-s", run: () => { onSave(); return true; } },
]));

function extensions() {
  return [
    ours,
    lineNumbers(), highlightActiveLine(), highlightActiveLineGutter(), highlightSpecialChars(),
    history(), drawSelection(), dropCursor(), rectangularSelection(), crosshairCursor(),
    EditorState.allowMultipleSelections.of(true), EditorState.tabSize.of(4), indentUnit.of("    "),
    indentOnInput(), bracketMatching(), closeBrackets(), highlightSelectionMatches(),
    search({ top: true }), python(), syntaxHighlighting(colours), marks, flashed, stands, chips,
    keymap.of([...closeBracketsKeymap, ...searchKeymap, ...historyKeymap, ...defaultKeymap, indentWithTab]),
    Prec.lowest(keymap.of([{ key: "Escape", run: leave }])),
    readOnlySlot.of(EditorState.readOnly.of(readOnly)),
    EditorView.contentAttributes.of(label),
    // Scrolls the caret's line clear of the pane's edges.
    EditorView.scrollMargins.of(() => ({ top: 8, bottom: 8 })),
    EditorView.updateListener.of((update) => {
      if (update.docChanged && !update.transactions.some((tr) => tr.annotation(byProgram))) onChange();
    }),
  ];
}

function openCode(text) {
  body.replaceChildren();
  area = null;
  let state = null;
  try {
    const kept = JSON.parse(sessionStorage.getItem(UNDO_KEY) ?? "null");
    if (kept && kept.doc === text) {
      state = EditorState.fromJSON(kept, { extensions: extensions() }, { history: historyField });
    }
  } catch { /* An unreadable history is no reason to be without an editor. */ }
  view = new EditorView({ state: state ?? EditorState.create({ doc: text, extensions: extensions() }), parent: body });
  const { scrollDOM } = view;
  const look = () => {
    Object.assign(sight, { top: scrollDOM.scrollTop, width: scrollDOM.clientWidth, height: scrollDOM.clientHeight });
    edges();
  };
  scrollDOM.addEventListener("scroll", look, { passive: true });
  for (const kind of ["wheel", "touchmove", "pointerdown", "keydown"]) {
    scrollDOM.addEventListener(kind, () => { led = 0; }, { passive: true });
  }
  // The end of a first run brings the strips, and on a phone all other panes, which leave the program less room.
  new ResizeObserver(() => { look(); lead(); }).observe(scrollDOM);
  marked = "";
  setStanding(JSON.stringify(standing), false);
}

function openPlain(text) {
  view?.destroy();
  view = null;
  area = document.createElement("textarea");
  area.className = "ed-plain";
  area.wrap = "off";
  for (const [name, value] of Object.entries(label)) area.setAttribute(name, value);
  area.value = text;
  area.readOnly = readOnly;
  area.addEventListener("input", () => onChange());
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); onRun(); }
    else if (event.key === "s" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); onSave(); }
    else if (event.key === "Escape") { event.preventDefault(); leave(); }
  });
  body.replaceChildren(area);
  edges();
}

function keepUndo() {
  try {
    if (!view) return;
    const json = JSON.stringify(view.state.toJSON({ history: historyField }));
    if (json.length <= UNDO_LIMIT) sessionStorage.setItem(UNDO_KEY, json);
    else sessionStorage.removeItem(UNDO_KEY);
  } catch { /* Full or forbidden storage costs the undo history, not the program. */ }
}
addEventListener("pagehide", keepUndo);

/** Makes the editor, before the rest of the page is there. */
export function open(parent, text, plain) {
  parent.append(host);
  if (plain) openPlain(text); else openCode(text);
}

/** Remembers focus and scrolling before the page rebuilds what is around the editor. */
export function hold() {
  refocus = host.contains(document.activeElement);
  snapshot = view?.scrollSnapshot() ?? null;
}

/** Moves the editor into its place in the page. */
export function attach(parent) {
  if (host.parentNode === parent) return;
  parent.append(host);
  if (view) {
    view.requestMeasure();
    if (snapshot) view.dispatch({ effects: snapshot });
  }
  if (refocus) focus();
  refocus = false;
  snapshot = null;
}

/** The program. */
export function text() { return view ? view.state.doc.toString() : area.value; }

/** Puts another program in. One step of undo brings the former back. */
export function setText(next) {
  if (view) {
    if (view.state.doc.toString() === next) return;
    view.dispatch({
      changes: { from: 0, to: view.state.doc.length, insert: next },
      selection: { anchor: 0 },
      effects: setMark.of(null),
      annotations: [isolateHistory.of("full"), byProgram.of(true)],
      scrollIntoView: true,
    });
  } else if (area.value !== next) {
    area.value = next;
    area.setSelectionRange(0, 0);
    area.scrollTop = 0;
  }
}

/** Switches between CodeMirror and the plain text area; the text stays. */
export function setPlain(plain) {
  if (plain === !view) return;
  const now = text();
  if (plain) openPlain(now); else openCode(now);
}

/** Whether the program can be changed. */
export function setReadOnly(value) {
  readOnly = value;
  if (view) view.dispatch({ effects: readOnlySlot.reconfigure(EditorState.readOnly.of(value)) });
  else area.readOnly = value;
}

/** Marks a line, counted from 1, with a message beside it. Line 0 takes the mark away. */
export function setDiagnostics(line, message) {
  mark = { line, message };
  if (!view) return;
  view.dispatch({ effects: setMark.of(line ? { line, message } : null) });
  view.plugin(chips)?.show(view);
}

/** Shows a line, counted from 1, puts the caret there, and focuses the editor. */
export function goTo(line) {
  if (view) {
    const at = view.state.doc.line(Math.max(1, Math.min(line, view.state.doc.lines)));
    view.dispatch({
      selection: { anchor: at.from },
      effects: [EditorView.scrollIntoView(at.from, { y: "center" }), flash.of(at.from)],
    });
    view.focus();
    setTimeout(() => view?.dispatch({ effects: flash.of(null) }), 1200);
    return;
  }
  const before = area.value.split("\n").slice(0, line - 1).join("\n");
  const from = before.length + (line > 1 ? 1 : 0);
  const end = area.value.indexOf("\n", from);
  area.focus();
  area.setSelectionRange(from, end < 0 ? area.value.length : end);
}

/** Puts the caret in. */
export function focus() { (view ?? area)?.focus(); }

/** Takes a step back, or forward. */
export function stepBack() { if (view) undo(view); }
export function stepForward() { if (view) redo(view); }

/** Calls `change` after every edit by the visitor, `run` on Control Enter, `save` on Control S, `pick` for a task's chip. */
export function listen(change, run, save, pick) { onChange = change; onRun = run; onSave = save; onPick = pick; }
