// Runs every program of a folder with the built page's engine in headless Chromium.
//
//   node tests/e2e/programs.mjs FOLDER [--at-once N] [--silence SECONDS]
//
// Beside each NAME.py it leaves NAME.out and NAME.err, exactly what was printed to each stream, and NAME.end, how it ended
// in a few words. NAME.in is what the program reads, NAME.clock its clock (virtual, if there is no such file). COROSCOPE_DIST and CHROME as for main.mjs.

import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { startServer } from "../../xtask/static-server.mjs";
import { launch } from "./lib/chromium.mjs";
import { dist } from "./lib/paths.mjs";
import { runPrograms } from "./lib/programs.mjs";

const { values, positionals: [folder] } = parseArgs({
  allowPositionals: true,
  options: { "at-once": { type: "string", default: "2" }, silence: { type: "string", default: "60" } },
});
const text = (name, extension) => {
  const path = join(folder, `${name}.${extension}`);
  return existsSync(path) ? readFileSync(path, "utf8") : "";
};
const jobs = readdirSync(folder).filter((file) => file.endsWith(".py")).sort().map((file) => {
  const name = file.slice(0, -".py".length);
  return {
    name,
    request: { code: text(name, "py"), file: "main.py", clock: text(name, "clock") || "virtual" },
    input: text(name, "in"),
    started: performance.now(),
  };
});

const inWords = ({ kind, message, exit_code: code }) => {
  if (kind === "finished" || kind === "raised") return `exit code ${code}`;
  return kind === "deadlocked" || kind === "stopped" ? kind : `${kind}: ${message}`;
};

const server = await startServer(dist);
const browser = await launch();
try {
  const options = { atOnce: Number(values["at-once"]), silence: 1000 * Number(values.silence) };
  await runPrograms(browser, server.url, jobs, options, ({ name }, { end, stdout, stderr }) => {
    writeFileSync(join(folder, `${name}.out`), stdout);
    writeFileSync(join(folder, `${name}.err`), stderr);
    writeFileSync(join(folder, `${name}.end`), inWords(end));
    console.log(`${name}: ${inWords(end)}`);
  });
} finally {
  await browser.close();
  await server.close();
}
