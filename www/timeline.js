// Fingers, pointers and wheels over the timeline and the scrubber, as a few plain words for src/view/timeline.rs.
//
//   timeline   zoom (factor, x), pan (pixels), scrub (x), click (x, y), scroll (top), hover (x, y, left, top), leave,
//              size (width, height, phone)
//   scrubber   scrub (x), size (width, height, phone)
//
// x and y are CSS pixels from the canvas's corner.

const SLOP = 4;
const phone = () => innerWidth < 720;

const place = (canvas, event) => {
  const box = canvas.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
};

function watchSize(element, tell) {
  let last = "";
  const look = () => {
    const { clientWidth, clientHeight } = element;
    const now = `${clientWidth} ${clientHeight} ${phone()}`;
    if (now === last || clientWidth === 0) return;
    last = now;
    tell("size", clientWidth, clientHeight, phone() ? 1 : 0, 0);
  };
  const observer = new ResizeObserver(look);
  observer.observe(element);
  addEventListener("resize", look);
  look();
  return () => { observer.disconnect(); removeEventListener("resize", look); };
}

/** Watches the timeline: `root` scrolls the lanes, `canvas` shows them; above `ruler` pixels a drag scrubs. */
export function attach(root, canvas, ruler, tell) {
  const pointers = new Map();
  let drag = null;

  const spread = () => {
    const [a, b] = [...pointers.values()];
    return { middle: (a.x + b.x) / 2, apart: Math.max(20, Math.hypot(a.x - b.x, a.y - b.y)) };
  };

  root.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const [x, y] = place(canvas, event);
    const onCanvas = event.target === canvas || phone();
    if (!onCanvas || event.target.closest("[data-own-pointer]")) return;
    pointers.set(event.pointerId, { x, y });
    if (pointers.size === 2) { drag = { pinch: spread() }; return; }
    const scrubs = y < ruler && event.target === canvas;
    drag = { x, y, at: x, scrubs, moved: false, onCanvas: event.target === canvas };
    if (scrubs) { canvas.setPointerCapture(event.pointerId); tell("scrub", x, 0, 0, 0); }
  });

  root.addEventListener("pointermove", (event) => {
    const [x, y] = place(canvas, event);
    if (!pointers.has(event.pointerId)) {
      if (event.pointerType !== "touch" && event.target === canvas) {
        tell("hover", x, y, event.clientX, event.clientY);
      } else tell("leave", 0, 0, 0, 0);
      return;
    }
    pointers.set(event.pointerId, { x, y });
    if (drag?.pinch) {
      const now = spread();
      tell("pan", drag.pinch.middle - now.middle, 0, 0, 0);
      tell("zoom", drag.pinch.apart / now.apart, now.middle, 0, 0);
      drag.pinch = now;
      return;
    }
    if (!drag) return;
    if (drag.scrubs) { tell("scrub", x, 0, 0, 0); return; }
    if (!drag.moved && Math.abs(x - drag.x) > SLOP && Math.abs(x - drag.x) > Math.abs(y - drag.y)) {
      drag.moved = true;
      drag.at = x;
      if (event.pointerType !== "touch") canvas.setPointerCapture(event.pointerId);
      tell("leave", 0, 0, 0, 0);
      canvas.style.cursor = "grabbing";
    }
    if (drag.moved) { tell("pan", drag.at - x, 0, 0, 0); drag.at = x; }
  });

  const up = (event) => {
    if (!pointers.delete(event.pointerId)) return;
    const [x, y] = place(canvas, event);
    const done = drag;
    drag = null;
    canvas.style.cursor = "";
    const clicked = event.type === "pointerup" && done && !done.moved && !done.scrubs && !done.pinch && done.onCanvas;
    if (clicked && Math.abs(x - done.x) <= SLOP && Math.abs(y - done.y) <= SLOP) tell("click", x, y, 0, 0);
  };
  for (const kind of ["pointerup", "pointercancel"]) root.addEventListener(kind, up);
  root.addEventListener("pointerleave", () => tell("leave", 0, 0, 0, 0));

  root.addEventListener("wheel", (event) => {
    const [x] = place(canvas, event);
    const unit = event.deltaMode === 1 ? 16 : 1;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      tell("zoom", Math.exp(Math.max(-60, Math.min(60, event.deltaY * unit)) / 120), x, 0, 0);
      return;
    }
    const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
    if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) {
      event.preventDefault();
      tell("pan", sideways * unit, 0, 0, 0);
    }
  }, { passive: false });

  root.addEventListener("scroll", () => tell("scroll", root.scrollTop, 0, 0, 0), { passive: true });
  const off = watchSize(canvas.parentElement, (kind, width, height, isPhone) => {
    tell(kind, canvas.clientWidth || width, height, isPhone, 0);
  });
  return off;
}

/** Brings the lanes to a place, if they are not there. */
export function scrollTo(root, top) { if (Math.abs(root.scrollTop - top) > 1) root.scrollTop = top; }

/** Watches the scrubber: `input` is its slider, whose own idea of where a pointer is would be by event. */
export function attachScrubber(input, tell) {
  let scrubbing = false;
  const at = (event) => place(input, event)[0];
  input.addEventListener("mousedown", (event) => { event.preventDefault(); input.focus({ preventScroll: true }); });
  input.addEventListener("touchstart", (event) => { event.preventDefault(); }, { passive: false });
  input.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    scrubbing = true;
    input.setPointerCapture(event.pointerId);
    tell("scrub", at(event), 0, 0, 0);
  });
  input.addEventListener("pointermove", (event) => { if (scrubbing) tell("scrub", at(event), 0, 0, 0); });
  for (const kind of ["pointerup", "pointercancel"]) input.addEventListener(kind, () => { scrubbing = false; });
  return watchSize(input.parentElement, tell);
}
