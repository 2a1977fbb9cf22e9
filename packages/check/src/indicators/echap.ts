import { hostIndicator, type Indicator, type IndicatorType, type Unusable } from "./indicator.ts";
import { yamlField, yamlItems, yamlTexts, type YamlValue } from "./yaml.ts";

/** What Echap's `ioc.yaml` or `watchware.yaml` says: stalkerware and parental-control apps, one entry each. */
export function readEchap(
  document: YamlValue,
  feed: string,
): { readonly indicators: readonly Indicator[]; readonly unusable: readonly Unusable[] } | undefined {
  const entries = yamlItems(document);
  if (entries.length === 0 || entries.some((entry) => yamlField(entry, "name") === undefined))
    return undefined;
  const indicators: Indicator[] = [];
  const unusable: Unusable[] = [];
  for (const entry of entries) readEntry(entry, { feed, indicators, unusable });
  return { indicators, unusable };
}

interface Sink {
  readonly feed: string;
  readonly indicators: Indicator[];
  readonly unusable: Unusable[];
}

const known = new Set([
  "name",
  "names",
  "type",
  "packages",
  "ios_bundles",
  "certificates",
  "websites",
  "distribution",
  "c2",
]);

function readEntry(entry: YamlValue, { feed, indicators, unusable }: Sink): void {
  const [name = ""] = yamlTexts(yamlField(entry, "name"));
  const [kind = "stalkerware"] = yamlTexts(yamlField(entry, "type"));
  const campaigns = [`${name} (${kind})`];
  const add = (type: IndicatorType, value: string): void =>
    void indicators.push({ type, value, campaigns, feed });
  const c2 = yamlField(entry, "c2");
  for (const field of ["packages", "ios_bundles"]) {
    for (const value of yamlTexts(yamlField(entry, field))) add("app-id", value);
  }
  for (const value of yamlTexts(yamlField(entry, "certificates"))) {
    const type = certificateType(value);
    if (type === undefined) unusable.push({ what: value, why: "certificate hash of unknown length" });
    else add(type, value);
  }
  // Both spellings occur: `ips` and `ip`.
  const hosts = [
    ...yamlTexts(yamlField(entry, "websites")),
    ...yamlTexts(yamlField(entry, "distribution")),
    ...yamlTexts(yamlField(c2, "domains")),
    ...yamlTexts(yamlField(c2, "ips")),
    ...yamlTexts(yamlField(c2, "ip")),
  ];
  for (const value of hosts) {
    const host = hostIndicator(value);
    if (host === undefined) unusable.push({ what: value, why: "not a host name" });
    else add(host.type, host.value);
  }
  if (entry instanceof Map) {
    for (const key of fieldNames(entry)) {
      if (!known.has(key)) unusable.push({ what: `${name}: ${key}`, why: "no check reads this field" });
    }
  }
}

function fieldNames(entry: ReadonlyMap<string, YamlValue>): readonly string[] {
  return [...entry.keys()];
}

function certificateType(value: string): IndicatorType | undefined {
  if (!/^[0-9a-fA-F]+$/.test(value)) return undefined;
  if (value.length === 32) return "app-cert-md5";
  if (value.length === 40) return "app-cert-sha1";
  return value.length === 64 ? "app-cert-sha256" : undefined;
}
