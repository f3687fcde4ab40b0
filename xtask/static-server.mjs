// A small static server for the built page: for looking at it, testing it and measuring it on this machine.
//
//   node xtask/static-server.mjs DIRECTORY [--port N] [--open]
//
// It listens on 127.0.0.1 only. It sends the .br or .gz file beside a file where there is one and the browser takes it,
// as a server for publishing would, and asks browsers to check each file again, so that a new build is seen at once.

import { spawn } from "node:child_process";
import { createReadStream } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, sep } from "node:path";
import { pathToFileURL } from "node:url";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".mjs": "text/javascript; charset=utf-8",
  ".out": "text/plain; charset=utf-8",
  ".png": "image/png",
  ".py": "text/x-python; charset=utf-8",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

/** In order of preference: what a request may accept, and how such a file's name ends. */
const ENCODINGS = [["br", ".br"], ["gzip", ".gz"]];

const found = async (path) => {
  const stats = await stat(path).catch(() => null);
  return stats?.isFile() ? stats : null;
};

/** The file that a URL's path names, or null if there is none in the directory. */
async function resolve(root, pathname) {
  let name;
  try { name = decodeURIComponent(pathname); } catch { return null; }
  if (name.includes("\0")) return null;
  const path = join(root, name.endsWith("/") ? `${name}index.html` : name);
  const real = await realpath(path).catch(() => null);
  return real?.startsWith(root + sep) && await found(real) ? real : null;
}

async function answer(root, options, request, response) {
  const { pathname } = new URL(request.url, "http://localhost");
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.writeHead(405, { Allow: "GET, HEAD" }).end();
    return;
  }
  const file = await resolve(root, pathname);
  if (!file) {
    response.writeHead(404, { "Content-Type": "text/plain; charset=utf-8" }).end("There is no such file.\n");
    return;
  }
  const headers = {
    "Content-Type": TYPES[extname(file)] ?? "application/octet-stream",
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Accept-Encoding",
  };
  let sent = file;
  const original = await stat(file);
  const accepted = (request.headers["accept-encoding"] ?? "").split(",").map((item) => item.split(";")[0].trim());
  for (const [encoding, suffix] of options.compressed ? ENCODINGS : []) {
    const packed = accepted.includes(encoding) ? await found(file + suffix) : null;
    // One that is older than its file was left behind by an earlier build.
    if (packed && packed.mtimeMs >= original.mtimeMs) {
      headers["Content-Encoding"] = encoding;
      sent = file + suffix;
      break;
    }
  }
  const { size, mtimeMs } = await stat(sent);
  headers.ETag = `"${size.toString(16)}-${Math.round(mtimeMs).toString(16)}"`;
  if (request.headers["if-none-match"] === headers.ETag) {
    response.writeHead(304, headers).end();
    return;
  }
  headers["Content-Length"] = size;
  options.onSend?.(pathname, size);
  response.writeHead(200, headers);
  if (request.method === "HEAD") response.end();
  else createReadStream(sent).on("error", (error) => response.destroy(error)).pipe(response);
}

/**
 * Serves `directory` and gives `{ url, close() }`. Options: `port` (0: any free one; if it is taken the next free one),
 * `compressed` (whether to send .br and .gz files; true), `onSend(path, bytes)` (called for each body that is sent).
 */
export async function startServer(directory, { port = 0, compressed = true, onSend } = {}) {
  const root = await realpath(directory);
  const server = createServer((request, response) => {
    answer(root, { compressed, onSend }, request, response).catch((error) => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
      console.error(`${request.method} ${request.url}: ${error.message}`);
    });
  });
  for (let next = port; ; next += 1) {
    try {
      await new Promise((listening, failed) => {
        server.once("error", failed);
        server.listen(next, "127.0.0.1", () => { server.off("error", failed); listening(); });
      });
      break;
    } catch (error) {
      if (error.code !== "EADDRINUSE" || next >= port + 100) throw error;
    }
  }
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    close: () => new Promise((closed) => { server.close(closed); server.closeAllConnections(); }),
  };
}

function openInBrowser(url) {
  const [program, ...args] = {
    darwin: ["open", url],
    win32: ["cmd", "/c", "start", "", url],
  }[process.platform] ?? ["xdg-open", url];
  spawn(program, args, { stdio: "ignore", detached: true })
    .on("error", (error) => console.error(`The browser could not be opened: ${error.message}`))
    .unref();
}

if (process.argv[1] && import.meta.url === pathToFileURL(await realpath(process.argv[1])).href) {
  const [directory, ...args] = process.argv.slice(2);
  const port = args.includes("--port") ? Number(args[args.indexOf("--port") + 1]) : 8080;
  const { url } = await startServer(directory, { port });
  console.log(`\nCoroscope is served on ${url} (Ctrl-C ends it)`);
  if (args.includes("--open")) openInBrowser(url);
}
