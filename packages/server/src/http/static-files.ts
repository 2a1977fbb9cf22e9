import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join, sep } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

const compress = promisify(gzip);

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".webp": "image/webp",
};

const COMPRESSED = new Set([".css", ".html", ".js", ".json", ".svg", ".txt", ".wasm", ".webmanifest"]);

export interface StaticFile {
  readonly type: string;
  readonly etag: string;
  readonly cacheControl: string;
  readonly body: Buffer;
  /** Absent where compressing doesn't help. */
  readonly gzipped: Buffer | undefined;
}

/**
 * The built web app. Its file names are listed once, so a request can only name what was there: no path
 * of a request ever reaches the file system.
 */
export class StaticFiles {
  readonly #paths: ReadonlyMap<string, string>;
  readonly #loaded = new Map<string, Promise<StaticFile>>();

  constructor(dir: string | undefined) {
    this.#paths = dir === undefined || !existsSync(dir) ? new Map() : listed(dir);
  }

  /** The file for a path of a URL; `/check` is `check.html`, and the app's own routes get its one page. */
  find(path: string): Promise<StaticFile> | undefined {
    const page = `${path.replace(/\/$/, "")}.html`;
    const name = [path, page].find((name) => this.#paths.has(name)) ?? routeFile(path);
    const file = name === undefined ? undefined : this.#paths.get(name);
    if (name === undefined || file === undefined) return undefined;
    const known = this.#loaded.get(name);
    if (known !== undefined) return known;
    const loading = load(name, file);
    this.#loaded.set(name, loading);
    // A file that couldn't be read is tried again by the next request.
    loading.catch(() => this.#loaded.delete(name));
    return loading;
  }
}

function routeFile(path: string): string | undefined {
  const last = path.slice(path.lastIndexOf("/") + 1);
  return last.includes(".") ? undefined : "/index.html";
}

function listed(dir: string): ReadonlyMap<string, string> {
  const entries = readdirSync(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    files.map((file) => [file.slice(join(dir).length).split(sep).join("/").replace(/^\/?/, "/"), file]),
  );
}

async function load(name: string, file: string): Promise<StaticFile> {
  const body = await readFile(file);
  const extension = extname(name);
  const gzipped = COMPRESSED.has(extension) ? await compress(body, { level: 9 }) : undefined;
  return {
    type: TYPES[extension] ?? "application/octet-stream",
    etag: `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`,
    // Vite puts a hash of the content into the names under /assets/.
    cacheControl: name.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
    body,
    gzipped,
  };
}
