import {
  decodeText,
  type Feed,
  type FeedFile,
  type Indicator,
  listField,
  parseJson,
  parseTime,
  readGivenFeeds,
  readStix,
  textField,
  type Unusable,
} from "@bridle/check/indicators";
import { isGlobalAddress } from "./address.ts";
import { feedPublishersMax, isFeedLine } from "./feed-list.ts";

/** A running hash (`Platform.sha256` of the device check). */
export interface FeedHashing {
  readonly sha256: () => { update(bytes: Uint8Array): void; digest(): Uint8Array };
}

export interface IntakeRequest {
  /** The operator's `feeds.json`, perhaps with `feeds.json.sig`, and the files that it names. */
  readonly files: readonly FeedFile[];
  /** Ed25519 keys, 32 bytes each; with any, the list must be signed by one of them. */
  readonly signers: readonly Uint8Array[];
  /** Licences with limits (non-commercial ones) that the operator chose to accept, as the list spells them. */
  readonly acceptedLicences: readonly string[];
  readonly nowMs: number;
}

/** Why an entry of a feed isn't used on a server. Counted, never kept. */
export const leftOutReasons = [
  /** Hashes, processes, apps, and what is about people: addresses of mail, accounts. */
  "notInfrastructure",
  /** A page on a host that others share: a server never sees which page. */
  "page",
  "notGlobal",
  /** Its publisher says: not for detection. */
  "notForDetection",
  "expired",
  "unreadable",
] as const;
export type LeftOut = (typeof leftOutReasons)[number];

/** One feed as the desk shows it. */
export interface ServerFeed {
  readonly name: string;
  readonly sha256: string;
  readonly publishers: readonly string[];
  readonly licence: string;
  readonly trust: "pinned" | "signed";
  /** Days since its newest entry was written; feeds carry no date of the activity itself. */
  readonly ageDays?: number;
  readonly used: number;
  readonly leftOut: Readonly<Partial<Record<LeftOut, number>>>;
}

export interface Intake {
  readonly feeds: readonly ServerFeed[];
  /** Files that aren't what the list promises, or may not be used. */
  readonly refused: readonly Unusable[];
  /** Hosts and addresses, and nothing else. */
  readonly indicators: readonly Indicator[];
}

const DAY_MS = 86_400_000;
/** Larger files aren't read. */
export const feedBytesMax = 16 * 1024 * 1024;
const limited = /\bNC\b|non-?commercial/i;

/**
 * Takes in feeds for a server: only files whose hash the operator's list pins, and of them only infrastructure, which a server
 * meets anyway. Whatever speaks of people is dropped here and kept nowhere.
 */
export function takeInFeeds(request: IntakeRequest, hashing: FeedHashing): Intake {
  const { signers, acceptedLicences } = request;
  const large = request.files.filter(({ bytes }) => bytes.length > feedBytesMax);
  const files = request.files.filter(({ bytes }) => bytes.length <= feedBytesMax);
  const set = readGivenFeeds(files, hashing, signers);
  const refused: Unusable[] = large.map(({ name }) => ({ what: name, why: "too large" }));
  refused.push(...set.refused);
  const feeds: ServerFeed[] = [];
  const indicators: Indicator[] = [];
  for (const read of set.feeds) {
    const feed = { ...read, publishers: shownPublishers(read) };
    const objection = objectionTo(feed, acceptedLicences);
    if (objection !== undefined || feed.trust === "unpinned" || feed.licence === undefined) {
      refused.push({ what: feed.name, why: objection ?? "not in the list" });
      continue;
    }
    const bytes = files.find(({ name }) => name === feed.name)?.bytes;
    const sifted = sift(feed, { bytes, nowMs: request.nowMs });
    for (const indicator of sifted.used) indicators.push(indicator);
    const { name, sha256, publishers, licence, trust, newestMs } = feed;
    const age =
      newestMs === undefined ? {} : { ageDays: Math.max(0, Math.floor((request.nowMs - newestMs) / DAY_MS)) };
    const { used, leftOut } = sifted;
    feeds.push({ name, sha256, publishers, licence, trust, ...age, used: used.length, leftOut });
  }
  return { feeds, refused, indicators };
}

/** An index that lies beside a list isn't read as strictly as the list. */
function shownPublishers({ publishers }: Feed): readonly string[] {
  return publishers.filter(isFeedLine).slice(0, feedPublishersMax);
}

function objectionTo({ licence, publishers, trust }: Feed, accepted: readonly string[]): string | undefined {
  if (trust === "unpinned") return "not in the list";
  if (publishers.length === 0) return "no publisher stated";
  if (licence === undefined) return "no licence stated";
  const needsChoice = limited.test(licence) && !accepted.includes(licence);
  return needsChoice ? "a licence that the operator has to accept" : undefined;
}

interface Sieve {
  readonly bytes: Uint8Array | undefined;
  readonly nowMs: number;
}

function sift(
  feed: Feed,
  sieve: Sieve,
): { readonly used: readonly Indicator[]; readonly leftOut: ServerFeed["leftOut"] } {
  const counts = new Map<LeftOut, number>();
  const leave = (why: LeftOut, count = 1): void => {
    if (count > 0) counts.set(why, (counts.get(why) ?? 0) + count);
  };
  const read = forDetection(feed, sieve, leave);
  leave("unreadable", read.unusable.length);
  const used: Indicator[] = [];
  const seen = new Set<string>();
  for (const found of read.indicators) {
    // A publisher without a campaign's name gets its entry's own, which may be a person's address.
    const indicator = { ...found, campaigns: found.campaigns.filter((name) => !name.includes("@")) };
    const why = reasonToLeave(indicator);
    if (why !== undefined) {
      leave(why);
      continue;
    }
    // The same entry twice in one file counts once; other files and campaigns stay beside it.
    const key = `${indicator.type} ${indicator.value} ${indicator.campaigns.join("\n")}`;
    if (!seen.has(key)) used.push(indicator);
    seen.add(key);
  }
  return { used, leftOut: Object.fromEntries(counts) };
}

function reasonToLeave({ type, value }: Indicator): LeftOut | undefined {
  if (type === "domain") return undefined;
  if (type === "ip") return isGlobalAddress(value) ? undefined : "notGlobal";
  return type === "url" ? "page" : "notInfrastructure";
}

/** What the publisher means for detection now: STIX entries marked otherwise (MISP's `to_ids`) or expired are left out. */
function forDetection(
  feed: Feed,
  { bytes, nowMs }: Sieve,
  leave: (why: LeftOut) => void,
): Pick<Feed, "indicators" | "unusable"> {
  if (feed.format !== "stix" || bytes === undefined) return feed;
  const bundle = parseJson(decodeText(bytes));
  const objects = listField(bundle, "objects").filter((object) => {
    if (textField(object, "type") !== "indicator") return true;
    const why = whyNotNow(object, nowMs);
    if (why !== undefined) leave(why);
    return why === undefined;
  });
  return readStix({ type: "bundle", objects }, feed.name) ?? feed;
}

function whyNotNow(object: unknown, nowMs: number): LeftOut | undefined {
  const labels = listField(object, "labels").filter((label) => typeof label === "string");
  if (labels.some((label) => /^misp:to_ids="?(?:false|0)"?$/i.test(label))) return "notForDetection";
  const until = parseTime(textField(object, "valid_until") ?? "");
  return until !== undefined && until <= nowMs ? "expired" : undefined;
}
