// What Trunk runs around its own work; see Trunk.toml.
//
//   node www/build.mjs before   installs the npm packages if they are missing or stale, and bundles script and style
//   node www/build.mjs after    gives the engine a directory named after its content, and writes its size down
//   node www/build.mjs name DIR    does the last of these once more, after the engine was split (xtask/src/page.rs)
//
// Trunk names the page's own files after their content, but a worker's files have fixed names. A browser could then
// pair an old worker.js from its cache with a new worker_bg.wasm, and break. A directory of its own prevents that.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bundle = join(root, "node_modules", ".coroscope");
const release = process.env.TRUNK_PROFILE === "release";

/** npm writes down what it installed; the lock file says what should be. */
function stale() {
  const installed = join(root, "node_modules", ".coroscope-lock");
  return !existsSync(installed)
    || readFileSync(installed, "utf8") !== readFileSync(join(root, "package-lock.json"), "utf8");
}

async function before() {
  if (stale()) {
    const npm = process.platform === "win32" ? "npm.cmd" : "npm";
    // esbuild needs no install script: its binary is a package of its own.
    execFileSync(npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund"],
      { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
    writeFileSync(join(root, "node_modules", ".coroscope-lock"), readFileSync(join(root, "package-lock.json"), "utf8"));
  }
  const { build } = await import("esbuild");
  await build({
    absWorkingDir: root,
    entryPoints: { page: "www/page.js", style: "www/style/index.css", early: "www/early.js" },
    outdir: bundle,
    bundle: true,
    format: "esm",
    target: ["chrome123", "firefox120", "safari17.5"],
    loader: { ".py": "text" },
    minify: release,
    legalComments: release ? "none" : "inline",
    logLevel: "warning",
  });
}

function files(directory, prefix = "") {
  return readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1)).flatMap((entry) =>
    entry.isDirectory() ? files(join(directory, entry.name), `${prefix}${entry.name}/`) : [`${prefix}${entry.name}`]);
}

/**
 * Gives the engine in `directory` a directory named after what is in it, and tells index.html, with the module's size for
 * the bar that shows its progress.
 */
function nameEngine(directory) {
  const index = join(directory, "index.html");
  const html = readFileSync(index, "utf8");
  const meta = /<meta name="coroscope-engine" content="([^"]*)\/"[^>]*>/;
  const found = meta.exec(html);
  if (!found) throw new Error("index.html does not say where the engine is");
  const engine = join(directory, found[1]);
  const wasm = join(engine, "worker_bg.wasm");
  // Where only the page was built.
  if (!existsSync(wasm)) return;
  const hash = createHash("sha256");
  for (const name of files(engine)) hash.update(name).update(readFileSync(join(engine, name)));
  const named = `engine-${hash.digest("hex").slice(0, 16)}`;
  const bytes = statSync(wasm).size;
  if (engine !== join(directory, named)) {
    rmSync(join(directory, named), { recursive: true, force: true });
    renameSync(engine, join(directory, named));
  }
  writeFileSync(index, html.replace(meta, `<meta name="coroscope-engine" content="${named}/" data-bytes="${bytes}">`));
}

function after() {
  const stage = process.env.TRUNK_STAGING_DIR;
  const index = join(stage, "index.html");
  let html = readFileSync(index, "utf8");
  if (release) {
    // While developing, Trunk adds a script of its own to reload the page, which this would forbid.
    const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; "
      + "img-src 'self' data: blob:; object-src 'none'; base-uri 'self'; form-action 'none'";
    html = html.replace("<!-- content-security-policy -->",
      `<meta http-equiv="Content-Security-Policy" content="${policy}">`);
  }
  writeFileSync(index, html);
  nameEngine(stage);
}

if (process.argv[2] === "before") await before();
else if (process.argv[2] === "after") after();
else if (process.argv[2] === "name") nameEngine(process.argv[3]);
else throw new Error("say `before`, `after` or `name`");
