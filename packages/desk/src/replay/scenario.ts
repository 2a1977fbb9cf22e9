/** What one account can do towards a person. Each is one call, or one hostile frame, to the server. */
export const steps = [
  /** Asks for the person's handle. */
  "lookUp",
  /** Asks for a handle that nobody has. */
  "lookUpNobody",
  /** Sends an introduction by handle. */
  "introduce",
  /** Asks for key packages without a grant. */
  "fetchKeys",
  /** Offers a call without a grant. */
  "call",
  /** Offers a call whose settings break the schema. */
  "callBadly",
  /** Sends relay packets for a call that nobody accepted. */
  "relay",
  /** Founds a group with the person in it, without a grant. */
  "addToGroup",
  /** Sends own-device sync into the person's account. */
  "sync",
  /** Appends a device to the person's chain, signed by none of its keys, on a connection of its own. */
  "link",
  /** Claims an invite of the person that is used up. */
  "claimInvite",
  /** Sends an introduction that the schema refuses. */
  "introduceBadly",
  /** Sends a frame that only a server sends. */
  "speakAsServer",
] as const;
export type Step = (typeof steps)[number];

/** Steps that try to reach somebody's device; the others find out or ask. */
export const strikes: ReadonlySet<Step> = new Set<Step>([
  "fetchKeys",
  "call",
  "callBadly",
  "relay",
  "addToGroup",
  "sync",
  "link",
  "speakAsServer",
]);

/** Accounts that do the same thing. */
export interface Group {
  readonly name: string;
  readonly intent: "attack" | "harmless";
  readonly accounts: number;
  /** When they register; absent: they are older than the world. */
  readonly joins?: {
    readonly day: number;
    readonly withinHours: number;
    /** Networks from which they do; each one's accounts come within a minute. */
    readonly places: number;
    /** One registration code for all of them. */
    readonly code: boolean;
  };
  readonly network: "residential" | "mobile" | "hosting";
  /** Addresses that the group shares. */
  readonly addresses: number;
  /** `imitation`: a client of one's own that claims to be ours and opens its sessions otherwise. */
  readonly client: "ours" | "imitation";
  /** Absent: as everybody. */
  readonly build?: string;
  /** How many people, for each account or for all together, and whom. */
  readonly people: { readonly each?: number; readonly total?: number };
  readonly among: "everybody" | "group" | "one";
  readonly fromDay: number;
  readonly toDay: number;
  readonly fromHour: number;
  readonly toHour: number;
  readonly steps: readonly { readonly do: Step; readonly afterMinutes: number; readonly chance: number }[];
  /** Who of those that were introduced to answers, and within how long. */
  readonly answers?: { readonly share: number; readonly withinHours: number };
  /** Every step comes from another account of the group. */
  readonly divided: boolean;
  /** In no order: times are drawn, not spaced. */
  readonly shuffled: boolean;
}

export interface Goals {
  /** Everybody whom the attack touched is in a finding, and nobody else. */
  readonly allTargets: boolean;
  /** From the third person struck to a finding, at most. */
  readonly thirdAttemptMinutes?: number;
  /** Accounts named wrongly, per million users and day, at most. */
  readonly falseAccounts: number;
}

/** A world to replay: who is in it, what they do, with which clients and from where. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** What is known, with the marks of docs/replays.md. */
  readonly sources: readonly string[];
  /** What was made up to fill what isn't known. */
  readonly synthesised: readonly string[];
  readonly days: number;
  readonly users: number;
  readonly builds: readonly { readonly name: string; readonly share: number }[];
  readonly groups: readonly Group[];
  readonly goals: Goals;
}
