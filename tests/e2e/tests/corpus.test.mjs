// Every program of tests/conformance, run by the built page's engine, prints what CPython 3.14 printed.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { normalise } from "../lib/examples.mjs";
import { address, scenario } from "../lib/harness.mjs";
import { root } from "../lib/paths.mjs";
import { runPrograms } from "../lib/programs.mjs";

const folder = join(root, "tests", "conformance");
const text = (id, extension) => {
  const path = join(folder, `${id}.${extension}`);
  return existsSync(path) ? readFileSync(path, "utf8") : "";
};
const json = (name) => JSON.parse(readFileSync(join(folder, name), "utf8"));

/** What is otherwise than recorded; an empty text if nothing is. */
function difference(record, { end, stdout, stderr }) {
  const differences = [];
  const compare = (what, expected, got) => {
    if (got !== expected) differences.push(`${what}: ${JSON.stringify(got)} instead of ${JSON.stringify(expected)}`);
  };
  compare("end", record.end, end.kind);
  compare("exit code", record.exit, end.exit_code);
  compare("stdout", text(record.id, "out"), stdout);
  compare("stderr", text(record.id, "err"), normalise(stderr));
  return differences.length ? `${record.id}: ${end.message}\n  ${differences.join("\n  ")}` : "";
}

scenario("the corpus prints what CPython printed", { timeout: 600_000 }, async ({ context }) => {
  const records = json("manifest.json");
  const known = json("divergent.json");
  const jobs = records.map((record) => ({
    record,
    request: { code: text(record.id, "py"), file: "main.py", clock: "virtual", ...record.request },
    input: text(record.id, "in"),
  }));
  const complaints = [];
  await runPrograms(context, address(), jobs, {}, ({ record }, ran) => {
    const what = difference(record, ran);
    if (what && !(record.id in known)) complaints.push(what);
    if (!what && record.id in known) complaints.push(`${record.id} is listed in divergent.json, and does not differ`);
  });
  assert.equal(complaints.length, 0, `${complaints.length} of ${records.length} programs\n${complaints.join("\n")}`);
});
