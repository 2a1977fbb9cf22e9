import type { Finding, House } from "../house.ts";
import { layers } from "../layers.ts";

/** Versions are exact, and a package depends at run time only on what its layer may import. */
export function manifestsAreExact(house: House): readonly Finding[] {
  const findings: Finding[] = [];
  for (const [path, text] of house.documents) {
    if (!path.endsWith("package.json")) continue;
    const object = (message: string): void =>
      void findings.push({ path, line: 1, rule: "manifest", message });
    const manifest: unknown = JSON.parse(text);
    for (const kind of ["dependencies", "devDependencies", "optionalDependencies"]) {
      for (const [name, version] of entriesOf(manifest, kind)) {
        // Packages of this house are always the ones beside it; a number could be looked up in a registry.
        const exact = name.startsWith("@bridle/")
          ? version === "*"
          : /^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version);
        if (!exact) object(`${name} ${version}: ${name.startsWith("@bridle/") ? 'write "*"' : "not exact"}`);
        if (kind === "dependencies" && !allowed(path, name)) object(`may not depend on ${name}`);
      }
    }
  }
  return findings;
}

function allowed(path: string, dependency: string): boolean {
  const name = /^packages\/([^/]+)\//.exec(path)?.[1];
  const layer = name === undefined ? undefined : layers[name];
  if (layer === undefined) return true;
  const sibling = /^@bridle\/(.+)$/.exec(dependency)?.[1];
  if (sibling === undefined) return dependency in layer.outside;
  return layer.house.some((known) => known === sibling || known.startsWith(`${sibling}/`));
}

function entriesOf(manifest: unknown, kind: string): readonly [string, string][] {
  if (typeof manifest !== "object" || manifest === null) return [];
  const found: unknown = Object.entries(manifest).find(([key]) => key === kind)?.[1];
  if (typeof found !== "object" || found === null) return [];
  return Object.entries(found).map(([name, version]): [string, string] => [name, String(version)]);
}
