import type { RefusedFeed, UsedFeed } from "@bridle/desk";
import type { LeftOut } from "@bridle/desk/feeds";

/** What the operator's choice comes to. */
export interface Judged {
  /** All that the list names; nothing where the choice itself can't be read, and then all stays as it was. */
  readonly named: readonly string[] | undefined;
  readonly feeds: readonly UsedFeed[];
  readonly refused: readonly RefusedFeed[];
}

/** A feed in use as it was read today. */
export interface ReadFeed {
  readonly name: string;
  readonly ageDays?: number;
  readonly counts?: { readonly used: number; readonly leftOut: Readonly<Partial<Record<LeftOut, number>>> };
  /** Its file isn't there, or isn't what was decided on: nothing of it is used. */
  readonly trouble?: RefusedFeed["why"];
}

export interface FeedsRead {
  readonly feeds: readonly ReadFeed[];
  /** The newest young feed that names an address, by the address as `Peer` has it. */
  readonly leads: ReadonlyMap<string, string>;
}

export interface Published {
  readonly indicator: string;
  readonly publishers: readonly string[];
  readonly campaigns: readonly string[];
  readonly feeds: readonly string[];
  readonly ageDays?: number;
}

/** Feeds that two readings agree on, and the day on which they are looked at. */
export interface FeedsOnDay {
  readonly feeds: readonly UsedFeed[];
  readonly nowMs: number;
}

/** Reads feeds that lie in the data folder; nothing of it reaches a network. `undefined`: it couldn't, and may be asked again. */
export interface FeedReader {
  judge(nowMs: number): Promise<Judged | undefined>;
  read(on: FeedsOnDay): Promise<FeedsRead | undefined>;
  /** What is published about a host or address, of whatever age. */
  lookUp(on: FeedsOnDay, host: string): Promise<{ readonly found: Published | undefined } | undefined>;
  /** Removes files that neither the choice nor one of these feeds is made of. */
  sweep(feeds: readonly UsedFeed[]): Promise<void>;
  close(): Promise<void>;
}
