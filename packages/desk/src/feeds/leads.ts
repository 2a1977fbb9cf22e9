import { IndicatorSet, type MatchLevel, type UrlParser } from "@bridle/check/indicators";
import type { Intake, ServerFeed } from "./intake.ts";

/** Where the host or address was met. A closed list: a server looks at nothing else for this. */
export const observations = ["registrationHost", "relayPeer", "reportedAddress"] as const;
export type Observation = (typeof observations)[number];

/**
 * That something met infrastructure which a feed names. A lead, never a verdict: it gives a weak signal to count with
 * others, and there is no way from here to a refusal. It holds what was published, not what was met.
 */
export interface Lead {
  readonly at: Observation;
  readonly indicator: string;
  readonly level: MatchLevel;
  /** Everybody's attribution: publishers differ. */
  readonly campaigns: readonly string[];
  readonly publishers: readonly string[];
  readonly feeds: readonly string[];
  /** Of the newest feed that names it. */
  readonly ageDays: number;
  readonly weight: "weak";
}

/** Older entries are history: addresses and names pass on to other people. Analysts still find them. */
export const leadAgeDaysMax = 730;

/** Feeds as one table to look in. */
export class FeedIndex {
  readonly #set: IndicatorSet;
  readonly #feeds: ReadonlyMap<string, ServerFeed>;

  /** `parseUrl` is the WHATWG URL parser. */
  constructor(intake: Intake, parseUrl: UrlParser) {
    this.#set = new IndicatorSet(intake.indicators, parseUrl);
    this.#feeds = new Map(intake.feeds.map((feed) => [feed.name, feed]));
  }

  /** What is published about a host or address, of whatever age: for an analyst who asks. A host below a shared suffix matches only itself. */
  lookUp(host: string, at: Observation): (Omit<Lead, "ageDays"> & { readonly ageDays?: number }) | undefined {
    const match = this.#set.host(host);
    if (match === undefined) return undefined;
    const names = unique(match.indicators.map(({ feed }) => feed));
    const feeds = names.flatMap((name) => this.#feeds.get(name) ?? []);
    const ages = feeds.flatMap(({ ageDays }) => ageDays ?? []);
    return {
      at,
      indicator: match.indicators[0].value,
      level: match.level,
      campaigns: unique(match.indicators.flatMap(({ campaigns }) => campaigns)),
      publishers: unique(feeds.flatMap(({ publishers }) => publishers)),
      feeds: names,
      ...(ages.length === 0 ? {} : { ageDays: Math.min(...ages) }),
      weight: "weak",
    };
  }

  /** A lead, if what is published is young enough to be one; without a date it isn't. */
  lead(host: string, at: Observation): Lead | undefined {
    const found = this.lookUp(host, at);
    if (found?.ageDays === undefined || found.ageDays > leadAgeDaysMax) return undefined;
    return { ...found, ageDays: found.ageDays };
  }
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].toSorted((a, b) => (a < b ? -1 : 1));
}
