import type { Proposal } from "../approvals/action.ts";
import type { Person } from "../approvals/roles.ts";
import type { Control } from "../controls/control.ts";
import type { UsedFeed } from "../feeds/used-feed.ts";
import type { OrderRef } from "../orders/held-order.ts";
import type { PartyFinding } from "../orders/party-finding.ts";
import type { OrderTextId } from "../orders/words.ts";
import type { Case } from "./case.ts";

/** A notice that one person sent to one account on their own. */
export interface SentAlone {
  readonly by: string;
  readonly caseId: string;
  readonly atMs: number;
}

/** A control, and whether it was ended before its time; why, where the order on which it rested ended. */
export type KeptControl = Control & {
  readonly liftedAtMs?: number;
  readonly liftedBecause?: readonly OrderTextId[];
};

/** A feed, and since when it is used. */
export interface KeptFeed {
  readonly feed: UsedFeed;
  readonly sinceMs: number;
}

/** All that decisions rest on. Made from events alone, and never changed in place. */
export interface DeskState {
  readonly people: ReadonlyMap<string, Person>;
  readonly cases: ReadonlyMap<string, Case>;
  /** Ids of cases whose files are deleted. */
  readonly gone: ReadonlySet<string>;
  readonly proposals: ReadonlyMap<string, Proposal>;
  readonly controls: ReadonlyMap<string, KeptControl>;
  readonly orders: ReadonlyMap<string, OrderRef>;
  /** In the order in which they were found; what was found once stays on record. */
  readonly partyFindings: readonly PartyFinding[];
  readonly sentAlone: readonly SentAlone[];
  /** Researchers' feeds in use, by name. */
  readonly feeds: ReadonlyMap<string, KeptFeed>;
  /** Events of the desk's own stream. */
  readonly version: number;
}

export const emptyDesk: DeskState = {
  people: new Map(),
  cases: new Map(),
  gone: new Set(),
  proposals: new Map(),
  controls: new Map(),
  orders: new Map(),
  partyFindings: [],
  sentAlone: [],
  feeds: new Map(),
  version: 0,
};

/** The controls that nobody ended: what a server asks `isRefused` about. */
export function controlsOf(state: DeskState): readonly Control[] {
  return [...state.controls.values()].filter((control) => control.liftedAtMs === undefined);
}
