import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { checkpointPath, parseTilePath, type ReadResource, type ResourceStore } from "@bridle/ledger";
import { boundedBody } from "@bridle/server/ledger";
import { CommandFault } from "./command-io.ts";

/** A log as static files that any web server can hand out: the mirror's copy. */
export function resourceFolder(folder: string): ResourceStore {
  return {
    async read(path) {
      return isResource(path) ? readIfThere(join(folder, path)) : undefined;
    },
    async write(path, bytes) {
      if (!isResource(path)) throw new RangeError("not a path of a log");
      await replaceFile(join(folder, path), bytes);
    },
  };
}

/**
 * A log behind an http(s) prefix. Throws `CommandFault` when the server can't be reached or answers
 * otherwise.
 */
export function httpResources(prefix: string): ReadResource {
  const base = prefix.replace(/\/+$/, "");
  return async (path) => {
    const { status, body } = await fetched(`${base}/${path}`);
    if (status === 404 || status === 410) return undefined;
    if (status !== 200) throw new CommandFault(`the log's server answered ${status}`);
    return body;
  };
}

/** 256 entries of 65,535 bytes with their lengths, and room: no resource is larger. */
const resourceBytesMax = 32 * 1024 * 1024;

async function fetched(url: string): Promise<{ readonly status: number; readonly body: Uint8Array }> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(30_000), redirect: "error" });
    return { status: response.status, body: await boundedBody(response, resourceBytesMax) };
  } catch {
    throw new CommandFault("the log's server can't be reached, or sends too much");
  }
}

/** Writes a file so that a reader, and a crash, leave the old or the new one, whole. */
async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${randomUUID()}.new`;
  const file = await open(temporary, "wx", 0o644);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** A file's bytes, or `undefined` when there is none. */
async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (thrown) {
    if (thrown instanceof Error && "code" in thrown && thrown.code === "ENOENT") return undefined;
    throw thrown;
  }
}

function isResource(path: string): boolean {
  return path === checkpointPath || parseTilePath(path) !== undefined;
}
