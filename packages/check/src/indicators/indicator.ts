/** What an indicator speaks of. The names are the words of reports. */
export const indicatorTypes = [
  "domain",
  "ip",
  "url",
  "email",
  "process",
  "file-name",
  "file-path",
  "md5",
  "sha1",
  "sha256",
  "app-id",
  "app-cert-md5",
  "app-cert-sha1",
  "app-cert-sha256",
  "profile-id",
  "android-property",
] as const;

export type IndicatorType = (typeof indicatorTypes)[number];

/** One published trace of known spyware. */
export interface Indicator {
  readonly type: IndicatorType;
  /** As published. */
  readonly value: string;
  /** Names of the campaigns or families it stands for; a set, because publishers overlap. */
  readonly campaigns: readonly string[];
  /** The file it came from, as `Feed.name`. */
  readonly feed: string;
}

/** Something in a feed that no check can use, with the reason in a few fixed words. */
export interface Unusable {
  readonly what: string;
  readonly why: string;
}

/** One indicator file, read. */
export interface Feed {
  readonly name: string;
  readonly sha256: string;
  readonly format: "stix" | "echap";
  readonly publishers: readonly string[];
  readonly licence?: string;
  readonly references: readonly string[];
  /** When its newest entry was written, Unix milliseconds; feeds carry no date of the spyware's activity. */
  readonly newestMs?: number;
  /** `pinned`: the hash is the expected one; `signed`: the pin list carries a good signature. */
  readonly trust: "unpinned" | "pinned" | "signed";
  readonly indicators: readonly Indicator[];
  /** Counted by reason; the first few are listed. */
  readonly unusable: readonly Unusable[];
}

const ipv4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)$/;

/** Feeds put addresses under `domain-name`; what a value is decides its form. */
export function isIpAddress(text: string): boolean {
  return ipv4.test(text) || /^\[?[0-9a-f]*:[0-9a-f:.]+\]?$/i.test(text);
}

const hostName =
  /^(?=.{1,253}$)(?:[\p{L}\p{N}_](?:[\p{L}\p{N}\p{M}_-]{0,61}[\p{L}\p{N}\p{M}_])?\.)+[\p{L}\p{N}\p{M}-]{2,63}$/u;

/**
 * A published name or address as the indicator it is: an address under `domain-name`, a name with a path and a
 * name with a placeholder are told apart. `undefined` when nothing could ever match it.
 */
export function hostIndicator(
  value: string,
): { readonly type: "domain" | "ip" | "url"; readonly value: string } | undefined {
  const text = value.trim().toLowerCase().replace(/\.$/, "");
  if (isIpAddress(text)) return { type: "ip", value: text };
  if (hostName.test(text)) return { type: "domain", value: text };
  const [, host = "", path = ""] = /^(?:https?:\/\/)?([^/:@\s]+)(\/\S*)$/.exec(value.trim()) ?? [];
  if (!hostName.test(host.toLowerCase()) && !isIpAddress(host)) return undefined;
  if (path === "/") return hostIndicator(host);
  return { type: "url", value: value.trim() };
}
