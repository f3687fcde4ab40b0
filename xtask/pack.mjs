// Compresses the built page as a server would send it, beside each file, and prints the sizes.
//
//   node xtask/pack.mjs dist

import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** Below this, headers weigh more than what is saved. */
const WORTH_IT = 1024;
/** What is compressed already. */
const PACKED = /\.(br|gz|png|jpg|webp|woff2)$/;

const root = process.argv[2];

async function files(directory) {
  // Trunk leaves a file of its own there, whose name begins with a dot.
  const entries = (await readdir(directory, { withFileTypes: true })).filter(({ name }) => !name.startsWith("."));
  const lists = await Promise.all(entries.map((entry) => {
    const path = join(directory, entry.name);
    return entry.isDirectory() ? files(path) : [path];
  }));
  return lists.flat().sort();
}

async function pack(path) {
  const body = await readFile(path);
  const row = { path: relative(root, path), raw: body.length, gzip: body.length, brotli: body.length };
  if (PACKED.test(path) || body.length < WORTH_IT) return row;
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(body, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
        [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
      },
    }),
    promisify(gzip)(body, { level: 9 }),
  ]);
  await Promise.all([writeFile(`${path}.br`, br), writeFile(`${path}.gz`, gz)]);
  return { ...row, gzip: gz.length, brotli: br.length };
}

// What an earlier run left, unless a new build has cleared the directory.
await Promise.all((await files(root)).filter((path) => /\.(br|gz)$/.test(path)).map((path) => rm(path)));
const rows = await Promise.all((await files(root)).map(pack));
const sum = (key) => rows.reduce((total, row) => total + row[key], 0);

/** What a file is listed under: itself, or all of its kind where there are many. */
function listed({ path, raw }) {
  const library = /^.*\/lib\/(code|source)\//.exec(path);
  if (library) return `${library[0]} (fetched when imported)`;
  const directory = /^[^/]+\//.exec(path);
  return raw >= 20_000 || !directory ? path : `${directory[0]} (small files)`;
}

const lines = new Map();
for (const row of rows) {
  const name = listed(row);
  const line = lines.get(name) ?? { raw: 0, gzip: 0, brotli: 0 };
  for (const key of Object.keys(line)) line[key] += row[key];
  lines.set(name, line);
}
lines.set("together", { raw: sum("raw"), gzip: sum("gzip"), brotli: sum("brotli") });
const width = Math.max(...[...lines.keys()].map((name) => name.length));
const cell = (bytes) => bytes.toLocaleString("en").padStart(12);
console.log(`${"bytes".padEnd(width)} ${["raw", "gzip", "brotli"].map((title) => title.padStart(12)).join(" ")}`);
for (const [name, line] of lines) {
  console.log(`${name.padEnd(width)} ${cell(line.raw)} ${cell(line.gzip)} ${cell(line.brotli)}`);
}
