import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type FeedFile, limits } from "@bridle/check";

/** The indicators that come with the program, with their licences. */
const bundled = fileURLToPath(new URL("../../../check/vendor/feeds/", import.meta.url));

/** Reads indicator files, and all that lie in the given folders. Names are relative to what was given. */
export async function indicatorFiles(paths: readonly string[]): Promise<readonly FeedFile[]> {
  const files: FeedFile[] = [];
  for (const path of paths.length === 0 ? [bundled] : paths) {
    if (!(await stat(path)).isDirectory()) {
      files.push(await feedFile(path, basename(path)));
      continue;
    }
    const names = await readdir(path, { recursive: true, withFileTypes: true });
    for (const entry of names.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (!entry.isFile() || !/\.(?:stix2?|json|ya?ml|sig)$/.test(entry.name)) continue;
      const full = join(entry.parentPath, entry.name);
      files.push(await feedFile(full, full.slice(path.length).replaceAll("\\", "/").replace(/^\/+/, "")));
    }
  }
  return files;
}

async function feedFile(path: string, name: string): Promise<FeedFile> {
  const { size } = await stat(path);
  if (size > limits.feedBytesMax) throw new Error(`${path}: too large for indicators`);
  return { name, bytes: new Uint8Array(await readFile(path)) };
}
