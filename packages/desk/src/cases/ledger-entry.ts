import {
  closed,
  concatBytes,
  encode,
  fixedBytes,
  fromHex,
  list,
  optional,
  struct,
  u32,
  u53,
  u8,
  utf8Encode,
  type Infer,
  type Sha256,
} from "@bridle/protocol";
import { canonicalJson } from "../canonical-json.ts";
import { bases, type Basis } from "../controls/control.ts";
import { bandOf, bandRange } from "../report/band.ts";
import type { DeskState } from "./desk-state.ts";
import type { DeskEvent } from "./event.ts";

// What of a decision stands in the public log. Nobody's id, no case's, no finding: hashes under a salt that
// stays with the case. With the salt a court can check that the log and the file say the same; once the
// case and its salt are deleted, the entries say nothing of anybody.

export const entryKinds = [
  "caseOpened",
  "findingsAdded",
  "caseConfirmed",
  "caseDismissed",
  "caseReopened",
  "findingGrown",
  "caseMerged",
  "caseMergedAway",
  "caseSplit",
  "caseSplitOff",
  "holdPlaced",
  "holdReleased",
  "proposed",
  "approved",
  "withdrawn",
  "targetsAllowed",
  "targetsOpened",
  "noticesAllowed",
  "noticesStopped",
  "noticesSent",
  "personAppointed",
  "personRevoked",
  "controlImposed",
  "controlConfirmed",
  "controlLifted",
  "orderConfirmed",
  "caseDeleted",
  "partyFound",
  "feedUsed",
  "feedDropped",
] as const satisfies readonly DeskEvent["kind"][];

export const deskEntry = struct({
  version: u8,
  kind: closed(...entryKinds),
  atMs: u53,
  /** The same for all entries of one stream: shows that none is missing, not whose they are. */
  stream: fixedBytes(32),
  seq: u32,
  /** Who decided, under the stream's salt: two different values are two different people. */
  by: list(fixedBytes(32), { max: 2 }),
  /** How many people, accounts or findings it concerns: the least of the report's band, so that a few look like none. */
  atLeast: u32,
  /** On what a refusal of service rests. */
  basis: optional(closed(...bases)),
  /** Hash of the whole event under a salt of its own. */
  commitment: fixedBytes(32),
});
export type DeskEntry = Infer<typeof deskEntry>;

const STREAM = utf8Encode("bridle/desk-stream/v1\0");
const PERSON = utf8Encode("bridle/desk-person/v1\0");
const SALT = utf8Encode("bridle/desk-salt/v1\0");
const EVENT = utf8Encode("bridle/desk-event/v1\0");

/**
 * An event's entry for the ledger, in its only encoding. `salt` is the 32 bytes of the event's stream: the
 * case's, or the desk's own. `state` is the one before the event.
 */
export function ledgerEntry(
  sha256: Sha256,
  event: DeskEvent,
  about: { readonly salt: Uint8Array; readonly state: DeskState },
): Uint8Array {
  const { salt, state } = about;
  const entry: DeskEntry = {
    version: 1,
    kind: event.kind,
    atMs: event.atMs,
    stream: sha256(concatBytes(STREAM, salt)),
    seq: event.seq,
    by: event.by.map((person) => sha256(concatBytes(PERSON, salt, utf8Encode(person)))),
    atLeast: bandRange(bandOf(countOf(event))).least,
    basis: basisOf(event, state),
    commitment: commitmentTo(sha256, event, saltOf(sha256, salt, event.seq)),
  };
  return encode(deskEntry, entry);
}

/** The salt that opens one event of a stream and no other. */
export function saltOf(sha256: Sha256, salt: Uint8Array, seq: number): Uint8Array {
  return sha256(concatBytes(SALT, salt, encode(u32, seq)));
}

/** What anybody checks who is shown an event and its salt: that it is the one in the log. */
export function commitmentTo(sha256: Sha256, event: DeskEvent, eventSalt: Uint8Array): Uint8Array {
  return sha256(concatBytes(EVENT, eventSalt, utf8Encode(canonicalJson(event))));
}

/** The salt of a stored case, from hex. */
export function saltBytes(salt: string): Uint8Array | undefined {
  const bytes = fromHex(salt);
  return bytes?.length === 32 ? bytes : undefined;
}

function countOf(event: DeskEvent): number {
  switch (event.kind) {
    case "caseOpened":
    case "findingsAdded":
      return event.findings.length;
    case "targetsAllowed":
      return event.targets.length;
    case "targetsOpened":
      return event.opened.length;
    case "noticesAllowed":
      return event.batch.accounts.length;
    case "noticesSent":
      return event.told.filter(({ passedOver }) => passedOver === undefined).length;
    default:
      return 0;
  }
}

function basisOf(event: DeskEvent, state: DeskState): Basis | undefined {
  if (event.kind === "controlImposed") return event.control.basis;
  if (event.kind === "holdPlaced") return event.hold.ground === undefined ? undefined : "order";
  if (event.kind !== "controlConfirmed" && event.kind !== "controlLifted") return undefined;
  return state.controls.get(event.controlId)?.basis;
}
