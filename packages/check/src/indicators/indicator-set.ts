import { getDomain, getPublicSuffix } from "tldts";
import { baseName } from "../text.ts";
import { type Indicator, type IndicatorType, isIpAddress } from "./indicator.ts";

/**
 * How a record met an indicator. `subdomain`: the indicator names a parent of the host. `site`: the indicator is `www.` of the
 * very site. `below`: the path lies under the indicator's. `truncated`: the record holds only the first 16 characters of a
 * process name, so another program may begin alike.
 */
export type MatchLevel = "exact" | "subdomain" | "site" | "below" | "truncated";

/** Everything published under one value: several publishers may know it. */
export interface Match {
  readonly level: MatchLevel;
  readonly indicators: readonly [Indicator, ...Indicator[]];
}

/** What is compared without regard to case; the others differ by case, as the systems do that record them. */
const foldsCase: ReadonlySet<IndicatorType> = new Set<IndicatorType>([
  "domain",
  "ip",
  "email",
  "md5",
  "sha1",
  "sha256",
  "app-id",
  "app-cert-md5",
  "app-cert-sha1",
  "app-cert-sha256",
  "profile-id",
  "android-property",
]);

/** iOS keeps process names in fields of 16 characters (`MAXCOMLEN`). */
const PROCESS_NAME_MAX = 16;

/** Parses addresses; `Platform.parseUrl`. */
export type UrlParser = (text: string) => { readonly host: string; readonly href: string } | undefined;

type Found = [Indicator, ...Indicator[]];

/** All indicators of a run, in hash tables: a look-up costs the parts of a name, not the number of indicators. */
export class IndicatorSet {
  readonly #tables = new Map<IndicatorType, Map<string, Found>>();
  /** The first 16 characters of longer process names. */
  readonly #truncated = new Map<string, Found>();
  /** `example.org` for the indicator `www.example.org`. */
  readonly #sites = new Map<string, Found>();
  /** Indicators with a path but no scheme, by host; the value begins with the path. */
  readonly #hostPaths = new Map<string, Found>();
  readonly #parseUrl: UrlParser;
  /** What domains end in; most names of files end in something else. */
  readonly #lastLabels = new Set<string>();
  readonly #pathLengths = new Set<number>();
  readonly #firstFolders = new Set<string>();
  #folded: Map<string, string> | undefined;
  #size = 0;

  constructor(indicators: Iterable<Indicator>, parseUrl: UrlParser) {
    this.#parseUrl = parseUrl;
    for (const indicator of indicators) this.#add(indicator);
  }

  get size(): number {
    return this.#size;
  }

  /** How many indicators there are of each type. */
  counts(): Readonly<Partial<Record<IndicatorType, number>>> {
    const counts: Partial<Record<IndicatorType, number>> = {};
    for (const [type, table] of this.#tables) {
      counts[type] = [...table.values()].reduce((sum, found) => sum + found.length, 0);
    }
    return counts;
  }

  #add(indicator: Indicator): void {
    const { type } = indicator;
    this.#size++;
    const value = type === "domain" ? this.#asciiHost(indicator.value) : indicator.value;
    put(this.#table(type), type === "ip" ? this.#addressKey(value) : keyOf(type, value), indicator);
    if (type === "domain") this.#lastLabels.add(lastLabel(value.toLowerCase()));
    if (type === "file-path") {
      this.#pathLengths.add(keyOf(type, value).length);
      this.#firstFolders.add(firstFolder(keyOf(type, value)));
    }
    if (type === "url") {
      const href = this.#parseUrl(value)?.href;
      if (href !== undefined && href !== value) put(this.#table(type), href, indicator);
    }
    if (type === "process" && value.length > PROCESS_NAME_MAX) {
      put(this.#truncated, value.slice(0, PROCESS_NAME_MAX), indicator);
    }
    if (type === "domain" && value.toLowerCase().startsWith("www.")) {
      const site = value.toLowerCase().slice(4);
      if (registeredDomain(site) === site) put(this.#sites, site, indicator);
    }
    if (type === "url" && !/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) {
      put(this.#hostPaths, (value.split("/", 1)[0] ?? "").toLowerCase(), indicator);
    }
  }

  #table(type: IndicatorType): Map<string, Found> {
    let table = this.#tables.get(type);
    if (table === undefined) this.#tables.set(type, (table = new Map<string, Found>()));
    return table;
  }

  /** Equality by type, with that type's rule for case. */
  equal(type: IndicatorType, value: string): Match | undefined {
    const indicators = this.#tables.get(type)?.get(keyOf(type, value));
    return indicators === undefined ? undefined : { level: "exact", indicators };
  }

  /** A host name or address: itself, then each parent down to the registered domain, never a public suffix. */
  host(host: string): Match | undefined {
    const lower = host.toLowerCase();
    const name = this.#asciiHost(lower.endsWith(".") ? lower.slice(0, -1) : lower);
    if (mayBeAddress(name) && isIpAddress(name)) return this.equal("ip", this.#addressKey(name));
    if (!this.#lastLabels.has(lastLabel(name))) return undefined;
    const exact = this.equal("domain", name);
    if (exact !== undefined) return exact;
    const sites = this.#sites.get(name);
    if (sites !== undefined) return { level: "site", indicators: sites };
    const domains = this.#tables.get("domain");
    if (domains === undefined) return undefined;
    for (let dot = name.indexOf("."); dot !== -1; dot = name.indexOf(".", dot + 1)) {
      const parent = name.slice(dot + 1);
      const indicators = domains.get(parent);
      // Below a shared suffix such as duckdns.org, names belong to different people.
      if (indicators !== undefined && publicSuffix(name) !== parent)
        return { level: "subdomain", indicators };
    }
    return undefined;
  }

  /** A name in other scripts as the Domain Name System has it. */
  #asciiHost(name: string): string {
    return isAscii(name) ? name : (this.#parseUrl(`http://${name}/`)?.host ?? name);
  }

  /** One spelling for each address: IPv6 as the URL parser writes it, and IPv4 within it as IPv4 (RFC 4291 §2.5.5.2). */
  #addressKey(address: string): string {
    const plain = address.toLowerCase().replace(/^\[(.*)\]$/, "$1");
    if (!plain.includes(":")) return plain;
    const normal = this.#parseUrl(`http://[${plain}]/`)?.host.slice(1, -1) ?? plain;
    const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(normal) ?? [];
    if (high === undefined || low === undefined) return normal;
    const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
    return [a >> 8, a & 255, b >> 8, b & 255].join(".");
  }

  /** A quick look: whether a text holds a name that could be a known domain, or an address of the network. */
  mayNameHost(text: string): boolean {
    for (let dot = text.indexOf("."); dot !== -1; dot = text.indexOf(".", dot + 1)) {
      let end = dot + 1;
      while (end < text.length && isLabelPart(text.charCodeAt(end))) end++;
      const first = text.charCodeAt(dot + 1);
      if ((first >= 48 && first <= 57) || first > 0x7e) return true;
      if (this.#lastLabels.has(text.slice(dot + 1, end).toLowerCase())) return true;
    }
    return false;
  }

  /** An address: itself, then its host. `undefined` too for what the parser refuses. */
  url(text: string): Match | undefined {
    const exact = this.equal("url", text);
    if (exact !== undefined) return exact;
    const url = this.#parseUrl(text);
    if (url === undefined) return undefined;
    return this.equal("url", url.href) ?? this.#pathOfHost(url) ?? this.host(url.host);
  }

  #pathOfHost({ host, href }: { readonly host: string; readonly href: string }): Match | undefined {
    const candidates = this.#hostPaths.get(host);
    if (candidates === undefined) return undefined;
    const path = href.slice(href.indexOf("/", href.indexOf("//") + 2));
    const found = candidates.filter(({ value }) => isBelow(path, value.slice(value.indexOf("/")), "/?#"));
    const [first, ...rest] = found;
    return first === undefined ? undefined : { level: "below", indicators: [first, ...rest] };
  }

  /** The last part of a process path or name. */
  process(path: string): Match | undefined {
    const name = baseName(path);
    const exact = this.equal("process", name);
    if (exact !== undefined || name.length !== PROCESS_NAME_MAX) return exact;
    const indicators = this.#truncated.get(name);
    return indicators === undefined ? undefined : { level: "truncated", indicators };
  }

  /** A known process name that this one differs from in case only: often the system's own program. */
  processVariant(path: string): string | undefined {
    this.#folded ??= new Map(
      [...(this.#tables.get("process")?.keys() ?? [])].map((name): [string, string] => [
        name.toLowerCase(),
        name,
      ]),
    );
    return this.#folded.get(baseName(path).toLowerCase());
  }

  /** A file: its whole path, a folder above it, or its name. */
  file(path: string): Match | undefined {
    const whole = realPath(path.startsWith("/") ? path : `/${path}`);
    return (
      this.#path(whole) ??
      (this.#tables.has("file-name") ? this.equal("file-name", baseName(whole)) : undefined)
    );
  }

  #path(whole: string): Match | undefined {
    const paths = this.#tables.get("file-path");
    if (paths === undefined || !this.#firstFolders.has(firstFolder(whole))) return undefined;
    for (let end = whole.length; end > 0; end = whole.lastIndexOf("/", end - 1)) {
      const indicators = this.#pathLengths.has(end) ? paths.get(whole.slice(0, end)) : undefined;
      if (indicators !== undefined) return { level: end === whole.length ? "exact" : "below", indicators };
    }
    return undefined;
  }

  /** Whether any known path is this folder, below it or above it. */
  knowsPathsAt(folder: string): boolean {
    const known = [...(this.#tables.get("file-path")?.keys() ?? [])];
    return known.some((path) => `${path}/`.startsWith(`${folder}/`) || folder.startsWith(`${path}/`));
  }

  /** A process name as a part of a path: the traces that an unpacked file leaves. */
  pathPart(path: string): Match | undefined {
    for (const part of path.split("/")) {
      const match = part === "" ? undefined : this.equal("process", part);
      if (match !== undefined) return match;
    }
    return undefined;
  }
}

/** `private` of `/private/var`. */
function firstFolder(path: string): string {
  const end = path.indexOf("/", 1);
  return path.slice(1, end === -1 ? path.length : end);
}

function lastLabel(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

function mayBeAddress(name: string): boolean {
  const last = name.charCodeAt(name.length - 1);
  return (last >= 48 && last <= 57) || name.includes(":");
}

/** Letters, digits, hyphens. */
function isLabelPart(code: number): boolean {
  const lower = code | 32;
  return (lower >= 97 && lower <= 122) || (code >= 48 && code <= 57) || code === 45;
}

/** iOS reaches some folders by two names; reports print either. */
export function realPath(path: string): string {
  if (path.startsWith("/var/") || path.startsWith("/etc/")) return `/private${path}`;
  if (path.startsWith("/tmp/") || path === "/tmp") return `/private/var${path}`;
  return path.startsWith("/private/tmp/") ? `/private/var${path.slice(8)}` : path;
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7e) return false;
  return true;
}

function put(table: Map<string, Found>, key: string, indicator: Indicator): void {
  const found = table.get(key);
  if (found === undefined) table.set(key, [indicator]);
  else found.push(indicator);
}

function keyOf(type: IndicatorType, value: string): string {
  // A trailing slash says "folder", which the comparison by parts knows anyway.
  if (type === "file-path") return realPath(value.replace(/(?<=.)\/$/, ""));
  return foldsCase.has(type) ? value.toLowerCase() : value;
}

function isBelow(path: string, above: string, boundaries: string): boolean {
  if (!path.startsWith(above)) return false;
  return (
    path.length === above.length || above.endsWith("/") || boundaries.includes(path.charAt(above.length))
  );
}

function publicSuffix(host: string): string | null {
  return getPublicSuffix(host, { allowPrivateDomains: true });
}

/** The name that somebody registered, by the public suffix list with its private part; `null` for a suffix. */
export function registeredDomain(host: string): string | null {
  return getDomain(host, { allowPrivateDomains: true });
}
