// Compresses the peers' files as xtask/pack.mjs does ours, so that all are sent alike.

import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";

const FILES = [
  "pyodide/pyodide.mjs", "pyodide/pyodide.asm.mjs", "pyodide/pyodide.asm.wasm", "pyodide/pyodide-lock.json",
  "pyodide/python_stdlib.zip",
  "@micropython/micropython-webassembly-pyscript/micropython.mjs",
  "@micropython/micropython-webassembly-pyscript/micropython.wasm",
  "brython/brython.min.js", "brython/brython_stdlib.js",
];

export async function packPeers(directory) {
  await Promise.all(FILES.map(async (name) => {
    const path = join(directory, name);
    if (existsSync(`${path}.br`)) return;
    const body = await readFile(path);
    await writeFile(`${path}.br`, await promisify(brotliCompress)(body, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
        [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
      },
    }));
  }));
}
