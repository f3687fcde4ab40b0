// Paints the shapes that src/timeline/scene makes. They come as numbers, in the order of `Shape` and `Paint` in
// src/timeline/scene/shape.rs, since one call for the whole picture costs less than one for each shape.
//
// Colours are the style sheet's: they are read from it again whenever the theme changes.

const SOLID = [
  "bg0", "bg1", "line", "line2", "ink", "ink2", "ink3", "acc", "acc-soft", "run", "rdy", "wait", "wait-soft", "bad",
  "bad-soft", "can",
];
/** What `Paint` names after the solid colours, in its order: a pattern, or a colour that lets some shine through. */
const MADE = {
  readyHatch: (c, scale) => hatch(scale, 5, c["rdy-soft"], (draw) => {
    draw.strokeStyle = c.rdy;
    draw.lineWidth = 1.6;
    draw.beginPath();
    for (const x of [-5, 0, 5]) { draw.moveTo(x, 5); draw.lineTo(x + 5, 0); }
    draw.stroke();
  }),
  blockHatch: (c, scale) => hatch(scale, 6, c.bad, (draw) => {
    draw.globalAlpha = 0.45;
    draw.fillStyle = c.bg0;
    draw.fillRect(0, 0, 1.5, 6);
  }),
  deadHatch: (c, scale) => hatch(scale, 8, null, (draw) => {
    draw.strokeStyle = c.bad;
    draw.lineWidth = 1.3;
    draw.beginPath();
    for (const x of [-8, 0, 8]) {
      draw.moveTo(x, 0); draw.lineTo(x + 8, 8);
      draw.moveTo(x + 8, 0); draw.lineTo(x, 8);
    }
    draw.stroke();
  }),
  lateHatch: (c, scale) => hatch(scale, 8, null, (draw) => {
    draw.globalAlpha = 0.22;
    draw.strokeStyle = c.bad;
    draw.lineWidth = 1;
    draw.beginPath();
    for (const x of [-8, 0, 8]) { draw.moveTo(x, 8); draw.lineTo(x + 8, 0); }
    draw.stroke();
  }),
  veil: (c) => faded(c.bg0, 0.38),
  level: (c) => faded(c.wait, 0.42),
  accentLevel: (c) => faded(c.acc, 0.86),
  dense: (c) => faded(c.run, 0.6),
};
const DASHES = [[], [1.6, 3.2], [1, 4], [2, 3], [4, 3]];
const ALIGN = ["left", "center", "right"];

/** A tile for a pattern, sharp on this screen. */
function hatch(scale, size, under, draw) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = Math.round(size * scale);
  const context = tile.getContext("2d");
  context.scale(tile.width / size, tile.height / size);
  if (under) { context.fillStyle = under; context.fillRect(0, 0, size, size); }
  draw(context);
  const pattern = context.createPattern(tile, "repeat");
  pattern.setTransform(new DOMMatrix().scale(size / tile.width, size / tile.height));
  return pattern;
}

/** `rgb(r, g, b)` with a part of its strength. */
const faded = (colour, part) => colour.replace(/^rgb\((.*)\)$/, `rgba($1, ${part})`);

let palette = null;
const pictures = new Map();

function readPalette(scale) {
  const probe = document.createElement("span");
  probe.style.display = "none";
  document.body.append(probe);
  const colours = {};
  for (const name of SOLID) {
    probe.style.color = `var(--${name})`;
    colours[name] = getComputedStyle(probe).color;
  }
  colours["rdy-soft"] = (probe.style.color = "var(--rdy-soft)", getComputedStyle(probe).color);
  const style = getComputedStyle(document.documentElement);
  const fonts = [];
  probe.remove();
  const sans = style.getPropertyValue("--sans");
  const mono = style.getPropertyValue("--mono");
  for (const size of [11, 12]) {
    fonts.push([`${size}px ${sans}`, `600 ${size}px ${sans}`, `${size}px ${mono}`, `600 ${size}px ${mono}`]);
  }
  palette = {
    scale, fonts,
    paints: [...SOLID.map((name) => colours[name]), ...Object.values(MADE).map((make) => make(colours, scale))],
  };
}

const stale = () => {
  palette = null;
  for (const [canvas, picture] of pictures) {
    if (canvas.isConnected) draw(canvas, picture);
    else pictures.delete(canvas);
  }
};
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", stale);
new MutationObserver(stale).observe(document.documentElement, { attributeFilter: ["data-theme"] });

/** Paints a picture; it is kept, to be painted again in another theme. */
export function paint(canvas, width, height, numbers, texts) {
  const picture = { width, height, numbers: numbers.slice(), texts };
  pictures.set(canvas, picture);
  draw(canvas, picture);
}

/** Forgets a canvas that is gone. */
export function forget(canvas) { pictures.delete(canvas); }

function draw(canvas, { width, height, numbers, texts }) {
  const scale = globalThis.devicePixelRatio || 1;
  if (palette?.scale !== scale) readPalette(scale);
  const { paints } = palette;
  const fonts = palette.fonts[innerWidth < 720 ? 1 : 0];
  const [wide, high] = [Math.round(width * scale), Math.round(height * scale)];
  if (canvas.width !== wide || canvas.height !== high) { canvas.width = wide; canvas.height = high; }
  const context = canvas.getContext("2d");
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.globalAlpha = 1;
  context.clearRect(0, 0, width, height);
  context.textBaseline = "middle";
  let at = 0;
  const next = () => numbers[at++];
  while (at < numbers.length) SHAPES[next()](context, next, paints, fonts, texts);
}

function box(context, x, y, width, height, radius) {
  context.beginPath();
  if (radius > 0) context.roundRect(x, y, width, height, Math.min(radius, width / 2, height / 2));
  else context.rect(x, y, width, height);
}

/** Cut with an ellipsis to at most `limit` pixels. */
function cut(context, text, limit) {
  if (context.measureText(text).width <= limit) return text;
  let [from, to] = [0, text.length];
  while (from < to) {
    const middle = (from + to + 1) >> 1;
    if (context.measureText(`${text.slice(0, middle)}…`).width <= limit) from = middle;
    else to = middle - 1;
  }
  return from ? `${text.slice(0, from)}…` : "";
}

const SHAPES = [
  function rect(context, next, paints) {
    context.fillStyle = paints[next()];
    const [x, y, width, height, radius] = [next(), next(), next(), next(), next()];
    if (radius > 0) { box(context, x, y, width, height, radius); context.fill(); }
    else context.fillRect(x, y, width, height);
  },
  function frame(context, next, paints) {
    context.strokeStyle = paints[next()];
    const [x, y, width, height, radius] = [next(), next(), next(), next(), next()];
    context.lineWidth = next();
    context.setLineDash([]);
    box(context, x, y, width, height, radius);
    context.stroke();
  },
  function line(context, next, paints) {
    context.strokeStyle = paints[next()];
    const [x, y, toX, toY] = [next(), next(), next(), next()];
    context.lineWidth = next();
    const dash = next();
    context.setLineDash(DASHES[dash]);
    // Dots stay where they are in the run while the view moves.
    context.lineDashOffset = 0;
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(toX, toY);
    context.stroke();
    if (dash) context.setLineDash([]);
  },
  function arc(context, next, paints) {
    const paint = paints[next()];
    const [x, y, toX, toY, bend, width] = [next(), next(), next(), next(), next(), next()];
    const lean = toY > y ? 4 : -4;
    context.setLineDash([]);
    for (const [colour, thick] of [[paints[0], width + 3.5], [paint, width]]) {
      context.strokeStyle = colour;
      context.lineWidth = thick;
      context.beginPath();
      context.moveTo(x, y);
      context.bezierCurveTo(x + bend, y + lean, x + bend, toY - lean, toX, toY);
      context.stroke();
    }
    const way = Math.sign(bend);
    context.fillStyle = paint;
    context.beginPath();
    context.moveTo(toX - 1 * way, toY);
    context.lineTo(toX + 7 * way, toY - 3.6);
    context.lineTo(toX + 7 * way, toY + 3.6);
    context.fill();
  },
  function sign(context, next, paints) {
    const paint = paints[next()];
    const [mark, x, y] = [next(), next(), next()];
    context.fillStyle = context.strokeStyle = paint;
    context.lineWidth = 1.7;
    context.setLineDash([]);
    context.beginPath();
    SIGNS[mark](context, x, y);
  },
  function text(context, next, paints, fonts, texts) {
    const paint = paints[next()];
    const whole = texts[next()];
    const [x, y] = [next(), next()];
    context.font = fonts[next()];
    const align = ALIGN[next()];
    const limit = next();
    const [under, edge] = [next(), next()];
    const shown = cut(context, whole, limit);
    if (!shown) return;
    const width = context.measureText(shown).width;
    const left = align === "center" ? x - width / 2 : align === "right" ? x - width : x;
    if (under >= 0) {
      context.fillStyle = paints[under];
      const tall = edge >= 0 ? 8 : 6.5;
      box(context, left - (edge >= 0 ? 5 : 3), y - tall, width + (edge >= 0 ? 10 : 6), tall * 2, 3);
      context.fill();
      if (edge >= 0) {
        context.strokeStyle = paints[edge];
        context.lineWidth = 1;
        context.stroke();
      }
    }
    context.fillStyle = paint;
    context.textAlign = "left";
    context.fillText(shown, left, y + 0.5);
  },
  function area(context, next, paints) {
    const [fill, edge, base, count] = [paints[next()], paints[next()], next(), next()];
    if (!count) return;
    context.beginPath();
    let [x, y] = [next(), next()];
    context.moveTo(x, base);
    context.lineTo(x, y);
    for (let point = 1; point < count; point += 1) {
      [x, y] = [next(), next()];
      context.lineTo(x, y);
    }
    context.lineTo(x, base);
    context.fillStyle = fill;
    context.fill();
    context.strokeStyle = edge;
    context.lineWidth = 0.8;
    context.setLineDash([]);
    context.stroke();
  },
  function clip(context, next) {
    context.save();
    context.beginPath();
    context.rect(next(), next(), next(), next());
    context.clip();
  },
  function unclip(context) { context.restore(); },
  function alpha(context, next) { context.globalAlpha = next(); },
];

const SIGNS = [
  function check(context, x, y) {
    context.moveTo(x - 4.2, y);
    context.lineTo(x - 1.2, y + 3.2);
    context.lineTo(x + 4.2, y - 3.4);
    context.stroke();
  },
  function cross(context, x, y) {
    context.moveTo(x - 4, y - 4); context.lineTo(x + 4, y + 4);
    context.moveTo(x + 4, y - 4); context.lineTo(x - 4, y + 4);
    context.stroke();
  },
  function triangleDown(context, x, y) {
    context.moveTo(x - 3.6, y - 4.5); context.lineTo(x + 3.6, y - 4.5); context.lineTo(x, y);
    context.fill();
  },
  function arrowDown(context, x, y) {
    context.moveTo(x - 3.6, y - 6.5); context.lineTo(x + 3.6, y - 6.5); context.lineTo(x, y);
    context.fill();
  },
  function arrowUp(context, x, y) {
    context.moveTo(x - 3.6, y + 6.5); context.lineTo(x + 3.6, y + 6.5); context.lineTo(x, y);
    context.fill();
  },
  function dot(context, x, y) {
    context.arc(x, y, 2.4, 0, 2 * Math.PI);
    context.fill();
  },
  function warning(context, x, y) {
    context.lineWidth = 1.4;
    context.moveTo(x, y - 4.6); context.lineTo(x + 5, y + 4.2); context.lineTo(x - 5, y + 4.2);
    context.closePath();
    context.stroke();
    context.fillRect(x - 0.7, y - 1.8, 1.4, 3);
    context.fillRect(x - 0.7, y + 2, 1.4, 1.3);
  },
];
