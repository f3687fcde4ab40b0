// The example programs and what CPython printed for them; www/examples/README.md says what is in which file.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { root } from "./paths.mjs";

const directory = join(root, "www", "examples");
const read = (...path) => readFileSync(join(directory, ...path), "utf8");
const readIfThere = (...path) => (existsSync(join(directory, ...path)) ? read(...path) : "");

/** All of them: `{ id, title, code, end, stdout, stderr, input }`. */
export function examples() {
  const ends = new Map(JSON.parse(read("expected", "index.json")).map((entry) => [entry.id, entry.end]));
  return JSON.parse(read("index.json")).map(({ id, title, file }) => ({
    id,
    title,
    code: read(file),
    end: ends.get(id),
    stdout: read("expected", `${id}.out`),
    stderr: readIfThere("expected", `${id}.err`),
    input: readIfThere("expected", `${id}.in`),
  }));
}

/** The rules of www/examples/README.md for standard error, from the second on; the first is of no use in a browser. */
export function normalise(text) {
  return dropLibraryFrames(text)
    .replaceAll(/0x[0-9a-fA-F]+/g, "0xADDR")
    .replaceAll(/ took \d+\.\d{3} seconds/g, " took N.NNN seconds")
    .replaceAll(/ at (\S+):\d+/g, (place, file) => (file === "main.py" ? place : " at LIBRARY"));
}

function dropLibraryFrames(text) {
  let belongs = null;
  return text.split(/(?<=\n)/).filter((line) => {
    const frame = /^([ |]*)File (?:"([^"]*)"|'([^']*)'), line \d+(?:, in .*)?\n?$/.exec(line);
    if (frame) {
      const [, margin, double, single] = frame;
      const dropped = (double ?? single) !== "main.py";
      belongs = dropped ? [`${margin}  `, `${margin}[Previous line repeated`] : null;
      return !dropped;
    }
    if (belongs?.some((start) => line.startsWith(start))) return false;
    belongs = null;
    return true;
  }).join("");
}

/** The cases that every implementation of the rules has to pass. */
export const normaliseCases = () =>
  JSON.parse(readFileSync(join(root, "tests", "conformance", "normalise_cases.json"), "utf8"));
