// Cost against size as SVG: both axes logarithmic, one line a peer.

const WIDTH = 720;
const HEIGHT = 400;
const LEFT = 64;
const RIGHT = 150;
const TOP = 40;
const BOTTOM = 48;
/** Distinguishable without colour too: each line has a dash of its own. */
const LINES = [["#0b7285", ""], ["#c2255c", "7 4"], ["#5f3dc4", "2 3"], ["#2b8a3e", "10 3 2 3"], ["#e8590c", "4 2"], ["#495057", "1 4"]];

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const shown = (value) => (value >= 1 ? String(Math.round(value * 10) / 10) : value.toPrecision(1));

/** `series`: `{ name, points: [{ size, median, least, most }] }`, costs in microseconds. */
export function plot(title, series) {
  const points = series.flatMap((one) => one.points);
  const sizes = [...new Set(points.map(({ size }) => size))].sort((a, b) => a - b);
  const low = 10 ** Math.floor(Math.log10(Math.min(...points.map(({ least }) => least))));
  const high = 10 ** Math.ceil(Math.log10(Math.max(...points.map(({ most }) => most))));
  const span = (value, from, to) => (Math.log10(value) - Math.log10(from)) / (Math.log10(to) - Math.log10(from) || 1);
  const x = (size) => LEFT + span(size, sizes[0], sizes.at(-1)) * (WIDTH - LEFT - RIGHT);
  const y = (cost) => HEIGHT - BOTTOM - span(cost, low, high) * (HEIGHT - TOP - BOTTOM);
  const out = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<text x="${LEFT}" y="20" font-size="15" fill="#212529">${escaped(title)}</text>`,
  ];
  for (let cost = low; cost <= high * 1.01; cost *= 10) {
    out.push(`<path d="M${LEFT} ${y(cost).toFixed(1)}H${WIDTH - RIGHT}" stroke="#dee2e6"/>`,
      `<text x="${LEFT - 8}" y="${(y(cost) + 4).toFixed(1)}" text-anchor="end" fill="#495057">${shown(cost)}</text>`);
  }
  for (const size of sizes) {
    out.push(`<path d="M${x(size).toFixed(1)} ${TOP}V${HEIGHT - BOTTOM}" stroke="#f1f3f5"/>`,
      `<text x="${x(size).toFixed(1)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle" fill="#495057">${size.toLocaleString("en")}</text>`);
  }
  out.push(`<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 8}" text-anchor="middle" fill="#495057">tasks</text>`,
    `<text transform="translate(14 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle" fill="#495057">µs an operation</text>`);
  const labels = [];
  series.forEach(({ name, points: own }, index) => {
    const [colour, dash] = LINES[index % LINES.length];
    const line = own.map(({ size, median }) => `${x(size).toFixed(1)} ${y(median).toFixed(1)}`).join("L");
    out.push(`<path d="M${line}" fill="none" stroke="${colour}" stroke-width="2"${dash && ` stroke-dasharray="${dash}"`}/>`);
    for (const { size, median, least, most } of own) {
      out.push(`<path d="M${x(size).toFixed(1)} ${y(least).toFixed(1)}V${y(most).toFixed(1)}" stroke="${colour}" opacity=".5"/>`,
        `<circle cx="${x(size).toFixed(1)}" cy="${y(median).toFixed(1)}" r="3" fill="${colour}"/>`);
    }
    labels.push({ name, colour, from: [x(own.at(-1).size), y(own.at(-1).median)] });
  });
  // Labels at the lines' ends, pushed apart where they would lie on each other.
  labels.sort((a, b) => a.from[1] - b.from[1]);
  let above = TOP - 14;
  for (const label of labels) {
    above = Math.max(label.from[1], above + 14);
    out.push(`<text x="${WIDTH - RIGHT + 10}" y="${(above + 4).toFixed(1)}" fill="${label.colour}">${escaped(label.name)}</text>`);
  }
  return `${out.join("\n")}\n</svg>\n`;
}
