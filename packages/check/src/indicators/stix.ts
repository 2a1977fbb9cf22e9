import { fieldOf, listField, textField } from "../json.ts";
import { parseTime } from "../time.ts";
import { hostIndicator, type Indicator, type IndicatorType, type Unusable } from "./indicator.ts";
import { type Equality, equalitiesOf } from "./pattern.ts";

/** What a bundle says, before anybody vouches for it. */
export interface StixContent {
  readonly indicators: readonly Indicator[];
  readonly unusable: readonly Unusable[];
  readonly newestMs?: number;
}

// Standard observables, and the objects that publishers added for phones. Both spellings of hash names.
const typeOfPath: Readonly<Record<string, IndicatorType>> = {
  "url:value": "url",
  "email-addr:value": "email",
  "process:name": "process",
  "file:name": "file-name",
  "file:path": "file-path",
  "file:hashes.md5": "md5",
  "file:hashes.sha1": "sha1",
  "file:hashes.sha-1": "sha1",
  "file:hashes.sha256": "sha256",
  "file:hashes.sha-256": "sha256",
  "app:id": "app-id",
  "app:cert.md5": "app-cert-md5",
  "app:cert.sha1": "app-cert-sha1",
  "app:cert.sha256": "app-cert-sha256",
  "configuration-profile:id": "profile-id",
  "android-property:name": "android-property",
};

const hostPaths = new Set(["domain-name:value", "ipv4-addr:value", "ipv6-addr:value"]);

/** Reads a parsed STIX 2.x bundle; `undefined` if it is none. Bundles without `spec_version` are usual. */
export function readStix(bundle: unknown, feed: string): StixContent | undefined {
  if (textField(bundle, "type") !== "bundle") return undefined;
  const objects = listField(bundle, "objects");
  const campaignsOf = campaigns(objects);
  const indicators: Indicator[] = [];
  const unusable: Unusable[] = [];
  let newestMs: number | undefined;
  for (const object of objects) {
    if (textField(object, "type") !== "indicator") continue;
    const modifiedMs = parseTime(textField(object, "modified") ?? textField(object, "created") ?? "");
    if (modifiedMs !== undefined && (newestMs === undefined || modifiedMs > newestMs)) newestMs = modifiedMs;
    const refusal = collect(object, (equality) => {
      const usable = indicatorOf(equality);
      if (usable === undefined) unusable.push({ what: equality.path, why: "type or value not usable" });
      else indicators.push({ ...usable, campaigns: campaignsOf(object), feed });
    });
    if (refusal !== undefined) unusable.push(refusal);
  }
  return { indicators, unusable, ...(newestMs === undefined ? {} : { newestMs }) };
}

function collect(object: unknown, add: (equality: Equality) => void): Unusable | undefined {
  const pattern = textField(object, "pattern") ?? "";
  const what = pattern.slice(0, 120);
  if (fieldOf(object, "revoked") === true) return { what, why: "revoked" };
  const language = textField(object, "pattern_type") ?? "stix";
  if (language !== "stix") return { what, why: `pattern language ${language}` };
  const equalities = equalitiesOf(pattern);
  if (!equalities.ok) return { what, why: `pattern: ${equalities.error}` };
  for (const equality of equalities.value) add(equality);
  return undefined;
}

function indicatorOf({ path, value }: Equality): Pick<Indicator, "type" | "value"> | undefined {
  if (hostPaths.has(path)) return hostIndicator(value);
  const type = typeOfPath[path];
  const text = value.trim();
  if (type === undefined || text === "") return undefined;
  if ((type === "md5" || type === "sha1" || type === "sha256") && !/^[0-9a-fA-F]{32,64}$/.test(text)) {
    return undefined;
  }
  // Addresses are compared whole, or as a name with a path: a name alone, or with a port but no scheme, would meet nothing.
  if (type === "url" && !/^[a-z][a-z0-9+.-]*:\/\//i.test(text) && hostIndicator(text)?.type !== "url")
    return undefined;
  return { type, value: text };
}

const namedKinds = new Set([
  "malware",
  "campaign",
  "intrusion-set",
  "threat-actor",
  "tool",
  "infrastructure",
]);

/** Names by `indicates` relationships; those that point nowhere are left out. An indicator may have several. */
function campaigns(objects: readonly unknown[]): (indicator: unknown) => readonly string[] {
  const names = new Map<string, string>();
  for (const object of objects) {
    const [id, name] = [textField(object, "id"), textField(object, "name")];
    if (id !== undefined && name !== undefined && namedKinds.has(textField(object, "type") ?? "")) {
      names.set(id, name);
    }
  }
  const indicated = new Map<string, Set<string>>();
  for (const object of objects) {
    if (textField(object, "type") !== "relationship") continue;
    const source = textField(object, "source_ref");
    const name = names.get(textField(object, "target_ref") ?? "");
    if (source === undefined || name === undefined) continue;
    const known = indicated.get(source);
    if (known === undefined) indicated.set(source, new Set([name]));
    else known.add(name);
  }
  const only = names.size === 1 ? [...names.values()] : [];
  return (indicator) => {
    const found = indicated.get(textField(indicator, "id") ?? "");
    if (found !== undefined) return [...found];
    const own = textField(indicator, "name");
    return only.length > 0 || own === undefined ? only : [own];
  };
}
