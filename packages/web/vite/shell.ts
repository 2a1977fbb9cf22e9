import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin, Rolldown } from "vite";

/** The service worker's script. Its name stays, so that a browser finds the next one. */
export const serviceWorkerFile = "sw.js";

/**
 * Writes into the built service worker which files make up the app, with their hashes. Whatever changes in one of
 * them changes the script, which is how a browser learns of a new build.
 */
export function shell(): Plugin {
  return {
    name: "bridle-shell",
    writeBundle: {
      order: "post",
      sequential: true,
      handler({ dir = "" }, bundle) {
        writeShell(
          dir,
          new Set([...onlyOf("desk", bundle), ...onlyOf("check", bundle), ...ofCheckWorker(dir)]),
        );
      },
    },
  };
}

/** Lists the files of a built app in its service worker, those in `left` excepted. */
export function writeShell(dir: string, left: ReadonlySet<string>): void {
  const names = readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(dir, "/").length))
    .filter((name) => name !== serviceWorkerFile && !left.has(name))
    .toSorted();
  const hash = (content: string | Buffer): string => createHash("sha256").update(content).digest("base64");
  const files = Object.fromEntries(names.map((name) => [`/${name}`, hash(readFileSync(join(dir, name)))]));
  const build = createHash("sha256").update(JSON.stringify(files)).digest("hex").slice(0, 32);
  const path = join(dir, serviceWorkerFile);
  const script = readFileSync(path, "utf8").replace(/^self\.shell=.*\n/, "");
  writeFileSync(path, `self.shell=${JSON.stringify({ build, files })};\n${script}`);
}

/** The device check's worker and lists, which the bundle of the pages doesn't know: nobody who only talks should load them. */
function ofCheckWorker(dir: string): readonly string[] {
  return readdirSync(join(dir, "assets/check")).map((name) => `assets/check/${name}`);
}

/** Files that only this entry of the build needs, its page included. */
function onlyOf(entry: string, bundle: Rolldown.OutputBundle): readonly string[] {
  const chunks = Object.values(bundle).filter((output) => output.type === "chunk");
  const of = (name: string): ReadonlySet<string> => {
    const found = new Set<string>();
    const visit = (fileName: string): void => {
      const chunk = chunks.find((candidate) => candidate.fileName === fileName);
      if (chunk === undefined || found.has(fileName)) return;
      found.add(fileName);
      for (const css of chunk.viteMetadata?.importedCss ?? []) found.add(css);
      for (const imported of [...chunk.imports, ...chunk.dynamicImports]) visit(imported);
    };
    for (const chunk of chunks) if (chunk.isEntry && chunk.name === name) visit(chunk.fileName);
    return found;
  };
  const others = chunks
    .filter((chunk) => chunk.isEntry && chunk.name !== entry)
    .map((chunk) => of(chunk.name));
  const needed = new Set(others.flatMap((files) => [...files]));
  return [`${entry}.html`, ...of(entry)].filter((file) => !needed.has(file));
}
