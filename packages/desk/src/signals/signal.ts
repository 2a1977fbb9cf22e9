import type { AccountId } from "@bridle/protocol";

/**
 * What a server may notice: first contact between strangers, and breaches of the protocol. Never anything
 * about a conversation that was accepted. The numbers are those of the detection signals in the threat model.
 */
export const signalKinds = [
  /** An account came into being. */
  "registered",
  /** An account signed in with a build that it hadn't used before (D8). */
  "newBuild",
  /** A handle was looked up (D9, enumeration). */
  "handleLookup",
  /** A stranger's introduction was taken in (D5). */
  "introduction",
  /** Somebody let a stranger in: the answer that tells a popular person from a scatterer (D5). */
  "introductionAccepted",
  /** An invite that wasn't usable. */
  "inviteRefused",
  /** Key packages were asked for without a grant (D9). */
  "keyPackageRefused",
  /** People were to be added without their consent (D13). */
  "memberRefused",
  /** Bytes that the closed schema refuses (D1). */
  "schemaViolation",
  /** What only a server may say, said by a client (D2). */
  "serverField",
  /** A call without consent (D4). */
  "callRefused",
  /** Relayed traffic without consent, or past our own relays (D10, D11). */
  "relayRefused",
  /** Own-device sync from a device outside the signed chain (D14). */
  "syncRefused",
  /** A change of the device chain that nobody entitled signed (D14). */
  "linkRefused",
  /** The trace of the protocol doesn't fit the build that the client claims (D8). */
  "traceMismatch",
  /** Infrastructure that a feed names: a lead, never a verdict (D15). */
  "indicatorHit",
  /** A device says that it crashed soon after a stranger reached it; opt-in (D12). */
  "distress",
  /** A person reported. */
  "report",
] as const;
export type SignalKind = (typeof signalKinds)[number];

/** Where a connection comes from, as coarsely as rules need it. */
export const networkClasses = ["unknown", "local", "residential", "mobile", "hosting", "relay"] as const;
export type NetworkClass = (typeof networkClasses)[number];

/**
 * What may join accounts into one cluster; an address never does. `tag` is 16 bytes of a keyed hash,
 * so that equal things are seen to be equal and nothing else is.
 */
export interface StrongLink {
  readonly kind: "deviceKey" | "registrationBatch" | "clientTrace";
  readonly tag: Uint8Array;
}

/** One thing noticed, as the server's domain tells it. Lives in memory only. */
export interface Signal {
  readonly kind: SignalKind;
  readonly atMs: number;
  /** Which of the deployment's services. */
  readonly platform: string;
  /** The account that acted; absent before it has proven itself. */
  readonly source?: AccountId;
  /** Whom it would have reached. */
  readonly target?: AccountId;
  /** The client build that it claims, at most 64 code points. */
  readonly build?: string;
  readonly network: NetworkClass;
  /** The call that was refused and the reason, both from closed lists; never content. */
  readonly detail?: string;
  /** Size of what was refused, rounded up to a power of two. */
  readonly sizeBucket?: number;
  readonly links: readonly StrongLink[];
}
