// Tasks as small buttons: what the editor shows at the ends of lines, and above and below the program. Elements stay and
// change: at every instant all of them may be another's, and to make them anew would cost more than all else that is drawn.

/** Makes an element's children show these tasks; an element stays if there was one, and only what differs is set. */
export function showChips(parent, from, tasks, line) {
  tasks.forEach((task, at) => {
    const old = parent.children[from + at];
    const button = old?.matches("button.chip") ? old : newChip();
    if (button !== old) parent.insertBefore(button, old ?? null);
    showChip(button, task, line?.(at));
  });
}

const SVG = "http://www.w3.org/2000/svg";

function newChip() {
  const button = document.createElement("button");
  button.type = "button";
  button.tabIndex = -1;
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("class", "g");
  picture.setAttribute("viewBox", "0 0 12 12");
  picture.setAttribute("aria-hidden", "true");
  picture.append(document.createElementNS(SVG, "use"));
  button.append(picture, "");
  button.shows = {};
  return button;
}

/** A task: its icon and name, with its line where that is out of sight. */
function showChip(button, { task, name, state, glyph, picked, title }, line) {
  const next = {
    task: String(task), glyph,
    look: `chip s-${state}${picked ? " picked" : ""}`, title: `${name}: ${title}`, text: line ? `${name}:${line}` : name,
  };
  const now = button.shows;
  if (now.look !== next.look) button.className = next.look;
  if (now.task !== next.task) button.dataset.task = next.task;
  if (now.title !== next.title) button.title = next.title;
  if (now.glyph !== next.glyph) button.firstChild.firstChild.setAttribute("href", `#${glyph}`);
  if (now.text !== next.text) button.lastChild.nodeValue = next.text;
  button.shows = next;
}

/** Ends an element's children with a count of what is not there; without one if that is nothing. */
export function showMore(parent, from, count) {
  while (parent.children.length > from + 1) parent.lastChild.remove();
  let rest = parent.children[from];
  if (!count) { rest?.remove(); return; }
  if (!rest?.matches(".chip-more")) {
    rest?.remove();
    rest = document.createElement("span");
    rest.className = "chip-more";
    parent.append(rest);
  }
  const text = `+${count}`;
  if (rest.textContent === text) return;
  rest.textContent = text;
  rest.title = `${count} more tasks stand here`;
}
