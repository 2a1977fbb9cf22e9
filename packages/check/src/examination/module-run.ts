import type { IndicatorSet, Match } from "../indicators/indicator-set.ts";
import type { IndicatorType } from "../indicators/indicator.ts";
import { limits } from "../limits.ts";
import type { Platform } from "../ports/platform.ts";
import { baseName } from "../text.ts";
import { say, saidOf, type Words } from "../words/said.ts";
import type { Coverage, Finding, HeuristicCode, HitKind, Place, Severity } from "./finding.ts";
import { bareHostsIn, isAddress, isShortened, linksIn, matchOfLink } from "./links.ts";
import { quoted } from "./quoted.ts";
import type { Timeline } from "./timeline.ts";

/** What modules share in one run. */
export interface Shared {
  readonly platform: Platform;
  readonly indicators: IndicatorSet;
  readonly timeline: Timeline;
  readonly findings: Finding[];
}

/** What stands around a value that is looked up. */
export interface Context {
  readonly place: Place;
  readonly timeMs?: number | undefined;
  /** What holds the value, to begin a sentence: "A message from +33…". */
  readonly about: Words;
  readonly severity?: Severity;
}

/** A heuristic that fired. */
export interface Noticed {
  readonly severity: Severity;
  readonly message: Words;
  readonly place: Place;
  readonly timeMs?: number | undefined;
  /** Common on healthy phones too. */
  readonly usual?: boolean;
}

/** One module's books: what it read, what it could not, what it found. */
export class ModuleRun {
  readonly name: string;
  readonly #shared: Shared;
  readonly #reasons = new Set<string>();
  /** Programs on record, for checks that compare them with the files of a dump. */
  readonly processesSeen: { readonly process: string; readonly place: Place }[] = [];
  #status: Coverage["status"] = "absent";
  #records = 0;
  /** What records of this module met, so that a trace of the same isn't told again. */
  readonly #met = new Set<string>();
  #found = 0;
  #shortened = 0;
  #unparsed = 0;

  constructor(name: string, shared: Shared) {
    this.name = name;
    this.#shared = shared;
  }

  get indicators(): IndicatorSet {
    return this.#shared.indicators;
  }

  get platform(): Platform {
    return this.#shared.platform;
  }

  get keepsTimeline(): boolean {
    return this.#shared.timeline.kept;
  }

  /** Something of what the module reads is there, and it read this much more of it. */
  record(count = 1): void {
    this.#records += count;
    if (this.#status === "absent") this.#status = "read";
  }

  /** Part of the evidence stays unread; the whole run is incomplete. */
  partial(why: string): void {
    if (this.#status !== "failed") this.#status = "partial";
    this.#reasons.add(why);
  }

  failed(why: string): void {
    this.#status = this.#records > 0 ? "partial" : "failed";
    this.#reasons.add(why);
  }

  /** A remark on what was read that takes nothing from it. */
  note(why: string): void {
    this.#reasons.add(why);
  }

  coverage(): Coverage {
    const reasons = [...this.#reasons];
    if (this.#shortened > 0) {
      reasons.push(`${this.#shortened} shortened links, which can't be followed without leaving traces`);
    }
    if (this.#unparsed > 0) reasons.push(`${this.#unparsed} links that can't be parsed`);
    if (this.#found > limits.findingsPerModuleMax) {
      reasons.push(`${this.#found - limits.findingsPerModuleMax} more findings are not listed`);
    }
    return {
      module: this.name,
      status: this.#status,
      records: this.#records,
      ...(reasons.length === 0 ? {} : { why: reasons.slice(0, 20).join("; ") }),
    };
  }

  event(timeMs: number | undefined, event: string, text: string): void {
    if (timeMs !== undefined) this.#shared.timeline.add({ timeMs, module: this.name, event, text });
  }

  /** Looks up every address and host name in a text. */
  linksIn(text: string, context: Context, kind: HitKind = "link-received"): void {
    for (const link of linksIn(text)) this.link(link, context, kind);
    if (!this.indicators.mayNameHost(text)) return;
    for (const host of bareHostsIn(text)) this.host(host, context, kind);
  }

  /** Looks up a link of a text, whose end the writer's punctuation may hide. */
  link(link: string, context: Context, kind: HitKind = "link-received"): boolean {
    const found = matchOfLink(link, this.indicators);
    if (found !== undefined) return this.hit(found.match, { ...context, kind, value: found.link });
    if (!isAddress(link, (text) => this.platform.parseUrl(text) !== undefined)) this.#unparsed++;
    this.#countShortened(link);
    return false;
  }

  url(url: string, context: Context, kind: HitKind = "address-visited"): boolean {
    const match = this.indicators.url(url);
    if (match !== undefined) return this.hit(match, { ...context, kind, value: url });
    this.#countShortened(url);
    return false;
  }

  #countShortened(url: string): void {
    const host = /^https?:\/\/([^/:?#]+)/i.exec(url)?.[1]?.toLowerCase();
    if (host !== undefined && isShortened(host)) this.#shortened++;
  }

  host(host: string, context: Context, kind: HitKind = "address-visited"): boolean {
    const match = this.indicators.host(host);
    return match !== undefined && this.hit(match, { ...context, kind, value: host });
  }

  /** An address that a deleted row left; nothing new where a row that is there has it too. */
  trace(match: Match, context: Context & { readonly value: string }): void {
    const { value } = context;
    // Where a trace ends in the middle of something, beginning and end don't tell it from what is known.
    for (const met of this.#met) if (value.startsWith(met) || met.startsWith(value)) return;
    this.hit(match, { severity: "high", ...context, kind: "deleted-trace" });
  }

  process(path: string, context: Context): boolean {
    const match = this.indicators.process(path);
    if (match !== undefined)
      return this.hit(match, { ...context, kind: "process-ran", value: baseName(path) });
    const variant = this.indicators.processVariant(path);
    if (variant !== undefined)
      this.note(`${quoted(baseName(path))} is not the known ${variant}: the case differs`);
    return false;
  }

  /** A file's path, whole or below a known folder, or its name. High, as a name alone is forgeable. */
  file(path: string, context: Context): boolean {
    const match = this.indicators.file(path);
    return (
      match !== undefined &&
      this.hit(match, { severity: "high", ...context, kind: "file-present", value: path })
    );
  }

  equal(type: IndicatorType, value: string, context: Context & { readonly kind: HitKind }): boolean {
    const match = this.indicators.equal(type, value);
    return match !== undefined && this.hit(match, { ...context, value });
  }

  /** Notes an indicator that a record met. */
  hit(match: Match, hit: Context & { readonly kind: HitKind; readonly value: string }): true {
    this.#met.add(hit.value);
    const [first] = match.indicators;
    const campaigns = [...new Set(match.indicators.flatMap(({ campaigns }) => campaigns))];
    const feeds = [...new Set(match.indicators.map(({ feed }) => feed))];
    const named = campaigns.length === 0 ? "" : say` for ${campaigns.join(", ")}`;
    const level = match.level === "exact" ? "" : say` (${levelWords[match.level]})`;
    this.#add({
      severity: match.level === "truncated" ? "high" : (hit.severity ?? "critical"),
      message: say`${saidOf(hit.about)}: ${hit.value.slice(0, 300)} meets the published ${first.type} ${first.value}${named}${level}`,
      place: hit.place,
      ...(hit.timeMs === undefined ? {} : { timeMs: hit.timeMs }),
      because: { kind: hit.kind, level: match.level, type: first.type, value: first.value, campaigns, feeds },
    });
    return true;
  }

  notice(code: HeuristicCode, noticed: Noticed): void {
    const { severity, message, place, timeMs, usual = severity === "info" || severity === "low" } = noticed;
    this.#add({
      severity,
      message,
      place,
      ...(timeMs === undefined ? {} : { timeMs }),
      because: { kind: "heuristic", code, usual },
    });
  }

  #add(finding: Omit<Finding, "module">): void {
    if (++this.#found > limits.findingsPerModuleMax) {
      this.partial("too many findings");
      return;
    }
    this.#shared.findings.push({ module: this.name, ...finding });
  }
}

const levelWords = {
  subdomain: "a name below it",
  site: "the same site without www",
  below: "a path below it",
  truncated: "only the first 16 characters of the name are on record",
} as const;
