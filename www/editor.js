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
import { Annotation, Compartment, EditorState, Prec, StateEffect, StateField } from "@codemirror/state";
import {
  crosshairCursor, Decoration, drawSelection, dropCursor, EditorView, highlightActiveLine,
  highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers, rectangularSelection, WidgetType,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";

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

let view = null;
let area = null;
let readOnly = false;
let onChange = () => {};
let onRun = () => {};
let onSave = () => {};
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
    search({ top: true }), python(), syntaxHighlighting(colours), marks, flashed,
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
  host.replaceChildren();
  area = null;
  let state = null;
  try {
    const kept = JSON.parse(sessionStorage.getItem(UNDO_KEY) ?? "null");
    if (kept && kept.doc === text) {
      state = EditorState.fromJSON(kept, { extensions: extensions() }, { history: historyField });
    }
  } catch { /* An unreadable history is no reason to be without an editor. */ }
  view = new EditorView({ state: state ?? EditorState.create({ doc: text, extensions: extensions() }), parent: host });
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
  host.replaceChildren(area);
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
  view?.dispatch({ effects: setMark.of(line ? { line, message } : null) });
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

/** Calls `change` after every edit by the visitor, `run` on Control Enter, `save` on Control S. */
export function listen(change, run, save) { onChange = change; onRun = run; onSave = save; }
