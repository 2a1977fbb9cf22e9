import { concatBytes, equalBytes, err, ok, utf8Encode, type Result } from "@bridle/protocol";
import { clientStateDecoder, clientStateEncoder, encode, groupStateEncoder, type ClientState } from "ts-mls";
import { groupOf, libraryState, type Group } from "./group.ts";
import { SUITES, suiteOfId } from "./suites.ts";
import { TlsReader, uint, vector } from "./tls.ts";
import { decodeWhole } from "./wire.ts";

/** A group in two rows: the public part changes once an epoch, the private one with every message. */
export interface StoredGroup {
  /** Tree and context. Not secret to members, yet it names them: store it encrypted all the same. */
  readonly publicPart: Uint8Array;
  /** Secrets. */
  readonly privatePart: Uint8Array;
}

export interface StorageRefusal {
  readonly kind:
    | /** Not what we wrote, or cut. */ "malformed"
    /** Written by another version of the state's form: migrate, or rejoin. */
    | "other_version"
    /** Rows of different epochs: a crash between two writes that should have been one. */
    | "parts_differ";
}

/** Goes up whenever stored states can't be read any more. Names the library that wrote them. */
const STATE_FORM = utf8Encode("ts-mls 2.0.0-rc.10 bridle 1");
const PUBLIC_PART = 1;
const PRIVATE_PART = 2;
const PAST = 1;

export function encodeGroup(group: Group): StoredGroup {
  const { publicPart, privatePart } = splitState(libraryState(group));
  return {
    publicPart: encodePart(group, PUBLIC_PART, publicPart),
    privatePart: encodePart(group, PRIVATE_PART, privatePart),
  };
}

/** Alone, after an operation that stayed in its epoch: 0.6 to 1.5 KB instead of the whole tree. */
export function encodePrivatePart(group: Group): Uint8Array {
  return encodePart(group, PRIVATE_PART, encode(groupStateEncoder, libraryState(group)));
}

export function decodeGroup(stored: StoredGroup): Result<Group, StorageRefusal> {
  const publicPart = decodePart(stored.publicPart, PUBLIC_PART);
  if (!publicPart.ok) return publicPart;
  const privatePart = decodePart(stored.privatePart, PRIVATE_PART);
  if (!privatePart.ok) return privatePart;
  if (!equalBytes(publicPart.value.place, privatePart.value.place)) return err({ kind: "parts_differ" });
  const whole = concatBytes(publicPart.value.payload, privatePart.value.payload);
  const state = decodeWhole(clientStateDecoder, whole);
  if (!state.ok) return err({ kind: "malformed" });
  return ok(groupOf(state.value, privatePart.value.status === PAST ? "past" : undefined));
}

/** The library's encoding is the public state, then the private one, with nothing in between. */
function splitState(state: ClientState): StoredGroup {
  const whole = encode(clientStateEncoder, state);
  const privatePart = encode(groupStateEncoder, state);
  return { publicPart: whole.subarray(0, whole.length - privatePart.length), privatePart };
}

interface Part {
  /** Suite, group, epoch and transcript: what both parts must agree on. */
  readonly place: Uint8Array;
  readonly status: number;
  readonly payload: Uint8Array;
}

function encodePart(group: Group, part: number, payload: Uint8Array): Uint8Array {
  const status = group.status === "past" ? PAST : 0;
  return concatBytes(
    vector(STATE_FORM),
    uint(part, 1),
    uint(status, 1),
    vector(placeOf(group)),
    vector(payload),
  );
}

/** The confirmed transcript hash tells rival epochs of one number apart. */
function placeOf(group: Group): Uint8Array {
  const { confirmedTranscriptHash } = libraryState(group).groupContext;
  return concatBytes(
    uint(SUITES[group.suite].id, 2),
    uint(group.epoch, 8),
    vector(group.groupId),
    vector(confirmedTranscriptHash),
  );
}

function decodePart(bytes: Uint8Array, part: number): Result<Part, StorageRefusal> {
  const reader = new TlsReader(bytes);
  const form = reader.vector();
  if (reader.failed) return err({ kind: "malformed" });
  if (!equalBytes(form, STATE_FORM)) return err({ kind: "other_version" });
  const isPart = reader.uint(1) === part;
  const status = reader.uint(1);
  const place = reader.vector();
  const payload = reader.vector();
  if (!reader.complete || !isPart) return err({ kind: "malformed" });
  const suite = new TlsReader(place).uint(2);
  return suiteOfId(suite) === undefined ? err({ kind: "other_version" }) : ok({ place, status, payload });
}
