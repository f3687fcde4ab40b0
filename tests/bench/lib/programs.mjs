// The programs, and the text that each peer gets: the same for all but the last lines, which start it.

import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const directory = join(dirname(dirname(fileURLToPath(import.meta.url))), "programs");

/** MicroPython has no `perf_counter`; every program measures in seconds by `now()`. */
const PRELUDE = `import time
now = getattr(time, "perf_counter", None) or (lambda: time.ticks_us() / 1e6)
`;

/** How the seconds that `measure()` returns are shown. Ratios have no unit. */
const UNITS = { late: ["ms", 1e3], overhead: ["", 1] };
/** Programs that are also measured at other sizes. */
export const GROWING = ["switch", "spawn", "timers"];
export const SIZES = [10, 100, 1_000, 10_000, 100_000];

/**
 * One measurement: `name`, the program's `text`, the `call` that makes a figure, and what a figure is called (`unit`)
 * and multiplied by (`factor`).
 */
function one(name, program, call, text) {
  const [unit, factor] = UNITS[program] ?? ["µs", 1e6];
  return { name, program, call, text: `${PRELUDE}\n${text}`, unit, factor, about: /"""(.*?)(?:\n\n|""")/s.exec(text)[1] };
}

/** Every measurement at its usual size. */
export function all() {
  const names = readdirSync(directory).filter((name) => name.endsWith(".py")).sort();
  return names.flatMap((file) => {
    const program = file.slice(0, -3);
    const text = readFileSync(join(directory, file), "utf8");
    const size = Number(/^SIZE = ([\d_]+)$/m.exec(text)[1].replaceAll("_", ""));
    if (program !== "async_tree") return [one(program, program, `measure(${size})`, text)];
    const leaves = ["none", "io", "memoization", "cpu_io_mixed"];
    const options = ["", "_tg", "_eager", "_eager_tg"];
    return leaves.flatMap((leaf) => options.map((option) =>
      one(`async_tree_${leaf}${option}`, program, `measure(${size}, '${leaf}${option}')`, text)));
  });
}

/** The growing programs at each size. */
export function growing() {
  return all().filter(({ name }) => GROWING.includes(name)).flatMap((usual) =>
    SIZES.map((size) => ({ ...usual, name: `${usual.name} ${size}`, size, call: `measure(${size})` })));
}

/** A program for `asyncio.run`, which prints its figures, one a line: the first does not count. */
export function script({ text, call }, runs) {
  return `${text}\nfor _ in range(${runs + 1}):\n    print(asyncio.run(${call}))\n`;
}

/** Median and range of figures, without the first. */
export function summary(figures, factor) {
  const sorted = figures.slice(1).map((figure) => figure * factor).sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const median = sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, least: sorted[0], most: sorted.at(-1) };
}
