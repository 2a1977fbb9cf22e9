import type { FeedsView, FeedView, KeptFeed, RefusedFeed } from "@bridle/desk";
import { leadAgeDaysMax } from "@bridle/desk/feeds";
import type { Clock } from "../ports/clock.ts";
import type { FeedReader, FeedsRead, Judged, Published } from "../ports/feed-reader.ts";
import type { Log } from "../ports/log.ts";
import { StoreFault } from "../ports/store.ts";
import { leadName, type FeedLeads } from "../signals/feed-leads.ts";
import type { DeskService } from "./desk-service.ts";

const LOOK_EVERY_MS = 2_000;
const AGAIN_MS = 60_000;
const DAY_MS = 24 * 60 * 60 * 1000;

export interface DeskFeedsParts {
  readonly service: DeskService;
  readonly reader: FeedReader;
  /** Changes with each choice of the operator's; empty where there never was one. */
  version(): string;
  readonly leads: FeedLeads;
  /** Of how many accounts each feed made leads that are still stored. */
  hits(): ReadonlyMap<string, number>;
  readonly clock: Pick<Clock, "nowMs" | "after">;
  readonly log: Log;
  /** The desk's store failed otherwise than by a full disk. */
  broken(fault: unknown): void;
}

/**
 * Follows the operator's choice of feeds: each change is decided and kept before it counts. What is used is what the
 * decisions say; a file that can't be read leaves the one before in use. Each day all are read again, so that
 * entries age and end.
 */
export class DeskFeeds {
  readonly #parts: DeskFeedsParts;
  /** The choice and the day that were read last. */
  #seen: string | undefined;
  #read: FeedsRead | undefined;
  #refused: readonly RefusedFeed[] = [];
  #busy = false;
  #notBeforeMs = 0;
  #stopped = false;

  constructor(parts: DeskFeedsParts) {
    this.#parts = parts;
    this.#look();
  }

  view(): FeedsView {
    const read = new Map(this.#read?.feeds.map((feed) => [feed.name, feed]));
    const hits = this.#parts.hits();
    const feeds = this.#kept().map(({ feed, sinceMs }): FeedView => {
      const { name, signedBy = null } = feed;
      const today = read.get(name);
      const ageDays = (today ?? feed).ageDays ?? null;
      return {
        ...feed,
        signedBy,
        ageDays,
        makesLeads: ageDays !== null && ageDays <= leadAgeDaysMax,
        sinceMs,
        counts: today?.counts ?? null,
        trouble: today?.trouble ?? null,
        leads: hits.get(leadName(name)) ?? 0,
      };
    });
    return { feeds, refused: this.#refused, reading: this.#busy };
  }

  async lookUp(host: string): Promise<{ readonly found: Published | undefined } | undefined> {
    const feeds = this.#kept().map(({ feed }) => feed);
    if (feeds.length === 0) return { found: undefined };
    return this.#parts.reader.lookUp({ feeds, nowMs: this.#parts.clock.nowMs() }, host);
  }

  stop(): void {
    this.#stopped = true;
    void this.#parts.reader.close();
  }

  #kept(): readonly KeptFeed[] {
    return [...this.#parts.service.state.feeds.values()];
  }

  #look(): void {
    if (this.#stopped) return;
    const { clock } = this.#parts;
    const nowMs = clock.nowMs();
    const version = this.#parts.version();
    const isUsed = version !== "" || this.#parts.service.state.feeds.size > 0;
    const now = `${version} ${Math.floor(nowMs / DAY_MS)}`;
    if (isUsed && now !== this.#seen && !this.#busy && nowMs >= this.#notBeforeMs) void this.#turn(now);
    clock.after(LOOK_EVERY_MS, () => this.#look());
  }

  async #turn(now: string): Promise<void> {
    this.#busy = true;
    try {
      if (await this.#follow()) this.#seen = now;
      else this.#later();
    } catch (fault) {
      this.#later();
      if (!(fault instanceof StoreFault && fault.kind === "full")) this.#parts.broken(fault);
    } finally {
      this.#busy = false;
    }
  }

  #later(): void {
    if (!this.#stopped) this.#parts.log.write({ event: "feeds_unreadable" });
    this.#notBeforeMs = this.#parts.clock.nowMs() + AGAIN_MS;
  }

  /** `false` when it has to be tried again. */
  async #follow(): Promise<boolean> {
    const { reader, clock, leads, log } = this.#parts;
    const judged = await reader.judge(clock.nowMs());
    if (judged === undefined || this.#stopped) return false;
    this.#decide(judged);
    const feeds = this.#kept().map(({ feed }) => feed);
    const read = await reader.read({ feeds, nowMs: clock.nowMs() });
    if (read === undefined || this.#stopped) return false;
    leads.set(read.leads);
    this.#read = read;
    await reader.sweep(feeds);
    if (judged.named === undefined) log.write({ event: "feeds_unreadable" });
    log.write({
      event: "feeds_in_use",
      count: read.feeds.filter(({ trouble }) => trouble === undefined).length,
    });
    return true;
  }

  #decide({ named, feeds, refused }: Judged): void {
    const { service } = this.#parts;
    this.#refused = refused;
    for (const feed of feeds) service.command({ by: "operator", kind: "feed.use", feed });
    if (named === undefined) return;
    const still = new Set(named);
    for (const name of service.state.feeds.keys()) {
      if (!still.has(name)) service.command({ by: "operator", kind: "feed.drop", name });
    }
  }
}
