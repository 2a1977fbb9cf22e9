import { baseName } from "../text.ts";
import type { IosModule, Wanted } from "./artifact.ts";

/** Finds out, for each of hundreds of thousands of files, which checks read it. */
export class WantedFiles {
  readonly #byName = new Map<string, IosModule[]>();
  readonly #names = new Set<string>();
  readonly #patterns: { readonly module: IosModule; readonly wanted: Wanted; readonly pattern: RegExp }[] =
    [];

  constructor(modules: readonly IosModule[]) {
    for (const module of modules) {
      for (const wanted of module.wants) {
        if (typeof wanted.path !== "string") this.#patterns.push({ module, wanted, pattern: wanted.path });
        else {
          push(this.#byName, `${wanted.domain ?? "*"}\n${wanted.path}`, module);
          this.#names.add(baseName(wanted.path));
        }
      }
    }
  }

  /** In a backup: domain and path are known. */
  inBackup(domain: string, path: string): readonly IosModule[] {
    // A look at the name spares most files the rest.
    const name = baseName(path);
    if (!this.#names.has(name) && !mayMatchPattern(name)) return nobody;
    const found = new Set([
      ...(this.#byName.get(`${domain}\n${path}`) ?? []),
      ...(this.#byName.get(`*\n${path}`) ?? []),
    ]);
    if (mayMatchPattern(name)) {
      for (const { module, wanted, pattern } of this.#patterns) {
        if ((wanted.domain === undefined || wanted.domain === domain) && pattern.test(path))
          found.add(module);
      }
    }
    return [...found];
  }

  /** In a dump: a domain's files lie below some folder. */
  inDump(path: string): readonly IosModule[] {
    const found = new Set<IosModule>();
    for (let slash = path.indexOf("/"); slash !== -1; slash = path.indexOf("/", slash + 1)) {
      for (const module of this.#endings.get(path.slice(slash + 1)) ?? []) found.add(module);
    }
    for (const { module, wanted, pattern } of this.#patterns) {
      const folder = wanted.domain?.replace(/^[A-Za-z]+-/, "");
      if (pattern.test(path) && (folder === undefined || path.includes(folder))) found.add(module);
    }
    return [...found];
  }

  get #endings(): ReadonlyMap<string, readonly IosModule[]> {
    this.#byEnding ??= endings(this.#byName);
    return this.#byEnding;
  }

  #byEnding: ReadonlyMap<string, readonly IosModule[]> | undefined;
}

const nobody: readonly IosModule[] = [];

/** The patterns' own beginnings and endings. */
function mayMatchPattern(name: string): boolean {
  return (
    name.endsWith(".db") || name.endsWith(".plist") || name.endsWith(".stub") || name.startsWith("profile-")
  );
}

function endings(
  byName: ReadonlyMap<string, readonly IosModule[]>,
): ReadonlyMap<string, readonly IosModule[]> {
  const found = new Map<string, IosModule[]>();
  for (const [key, modules] of byName) {
    for (const module of modules) push(found, key.slice(key.indexOf("\n") + 1), module);
  }
  return found;
}

function push(map: Map<string, IosModule[]>, key: string, module: IosModule): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [module]);
  else known.push(module);
}
