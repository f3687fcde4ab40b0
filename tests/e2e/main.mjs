// Runs the end-to-end tests over the built page, one file after the other.
//
//   node tests/e2e/main.mjs [NAME...]     all, or those whose file name contains a NAME
//
// COROSCOPE_DIST is the built page (dist/ in the project), CHROME the browser (found on the PATH). `cargo xtask test e2e`
// installs what is needed and runs this.

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";

import { dist, here } from "./lib/paths.mjs";

const wanted = process.argv.slice(2);
const files = readdirSync(join(here, "tests"))
  .filter((name) => name.endsWith(".test.mjs") && (wanted.length === 0 || wanted.some((part) => name.includes(part))))
  .sort()
  .map((name) => join(here, "tests", name));

if (files.length === 0) {
  console.error(`No file in tests/e2e/tests has ${wanted.join(" or ")} in its name.`);
  process.exit(2);
}
if (!existsSync(join(dist, "index.html"))) {
  console.error(`There is no page in ${dist}. Build it first: cargo xtask build`);
  process.exit(2);
}
// One after the other: the tests measure how fast the page reacts.
run({ files, concurrency: 1 })
  .on("test:fail", () => { process.exitCode = 1; })
  .compose(new spec())
  .pipe(process.stdout);
