import { posix } from "node:path";
import { type Finding, findingAt, type House, type Import, type Source } from "../house.ts";
import { closed, type Closed, layers } from "../layers.ts";

/** Every import in a package's sources is one that its layer allows. */
export function importsFollowLayers(house: House): readonly Finding[] {
  return house.sources.flatMap((source) =>
    source.imports.flatMap((found) => {
      const message = objection(source, found.specifier);
      return message === undefined ? [] : [findingAt(source, found.offset, { rule: "layers", message })];
    }),
  );
}

function objection(source: Source, specifier: string): string | undefined {
  const from = source.package;
  if (from === undefined) return undefined;
  if (specifier.startsWith(".")) {
    const target = posix.join(posix.dirname(source.path), specifier);
    const inside = target.startsWith(`packages/${from}/`);
    return inside ? undefined : `${specifier} leaves the package; import @bridle/… instead`;
  }
  if (!source.path.startsWith(`packages/${from}/src/`) || source.isTest) return undefined;
  const layer = layers[from];
  if (layer === undefined) return `package ${from} is not in tools/tidy/layers.ts`;
  const [, entry, sibling] = /^@bridle\/(([^/]+).*)$/.exec(specifier) ?? [];
  if (entry !== undefined && sibling !== undefined) {
    const allowed = layer.house.includes(sibling) || layer.house.includes(entry);
    return allowed ? undefined : `${from} may not import ${entry}`;
  }
  const name = specifier.startsWith("node:") ? "node:*" : packageName(specifier);
  const folder = layer.outside[name];
  if (folder === undefined) return `${from} may not import ${specifier}`;
  const allowed = source.path.startsWith(`packages/${from}/${folder}`);
  return allowed ? undefined : `${specifier} may only be imported in packages/${from}/${folder}`;
}

function packageName(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

/**
 * Nothing that a part of the house reaches, however indirectly, lies in a package closed to it. For the server the layers
 * imply this today; this says it by itself, so that a careless change of the table doesn't undo it.
 */
export function closedStaysClosed(house: House): readonly Finding[] {
  return closed.flatMap((part) => reached(house, part));
}

function reached(house: House, { rule, within, to, because }: Closed): readonly Finding[] {
  const byPath = new Map(house.sources.map((source) => [source.path, source]));
  const starts = house.sources.filter(
    ({ path, isTest }) => path.startsWith(within) && /^packages\/\w+\/src\//.test(path) && !isTest,
  );
  const chains = new Map<string, string>(starts.map((source) => [source.path, source.path]));
  const pending = [...starts];
  const findings: Finding[] = [];
  for (let source = pending.pop(); source !== undefined; source = pending.pop()) {
    for (const found of source.imports) {
      const chain = `${chains.get(source.path)} → ${found.specifier}`;
      const path = resolved(source, found);
      if (path === undefined || chains.has(path)) continue;
      if (isClosed(path, to)) {
        findings.push(findingAt(source, found.offset, { rule, message: `${because}: ${chain}` }));
        continue;
      }
      chains.set(path, chain);
      const next = byPath.get(path);
      if (next !== undefined) pending.push(next);
    }
  }
  return findings;
}

function isClosed(path: string, to: Closed["to"]): boolean {
  const lies = (under: string): boolean => path.startsWith(`packages/${under}`);
  return to.some(([closed, ...but]) => lies(closed) && !but.some(lies));
}

/** No file imports itself through others, types included. */
export function noImportCycles(house: House): readonly Finding[] {
  const byPath = new Map(house.sources.map((source) => [source.path, source]));
  const done = new Set<string>();
  const trail: string[] = [];
  const findings: Finding[] = [];
  const visit = (source: Source): void => {
    trail.push(source.path);
    for (const found of source.imports) {
      const path = resolved(source, found);
      const next = path === undefined ? undefined : byPath.get(path);
      if (next === undefined || done.has(next.path)) continue;
      const at = trail.indexOf(next.path);
      if (at === -1) visit(next);
      else {
        const message = [...trail.slice(at), next.path].join(" → ");
        findings.push(findingAt(source, found.offset, { rule: "cycle", message }));
      }
    }
    trail.pop();
    done.add(source.path);
  };
  for (const source of house.sources) if (!done.has(source.path)) visit(source);
  return findings;
}

// The same answers as `exports` in the packages' package.json, which are that simple on purpose.
function resolved(source: Source, found: Import): string | undefined {
  if (found.specifier.startsWith(".")) return posix.join(posix.dirname(source.path), found.specifier);
  const [, name, entry] = /^@bridle\/([^/]+)(?:\/(.+))?$/.exec(found.specifier) ?? [];
  if (name === undefined) return undefined;
  const folder = name === "client" ? `adapters/${entry}` : entry;
  return `packages/${name}/src/${entry === undefined ? "" : `${folder}/`}index.ts`;
}
