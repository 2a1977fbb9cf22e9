import { vrf } from "@bridle/server/ledger";
import { blake3 } from "@noble/hashes/blake3.js";
import { describe, expect, test } from "vitest";
import { markerOf, vrfVerify } from "../src/index.ts";
import { havePublicVectors, publicText } from "./public-vectors.ts";

// facebook/akd's vectors as an oracle for what we share with it: the VRF, and which versions a lookup proves.
// Trees and hashes are our own, and newer versions of it choose an owner's absences otherwise.

type Message = ReadonlyMap<number, readonly Uint8Array[]>;

/** Protobuf, as far as these files use it: varints and length-prefixed fields. A varint is kept as its bytes. */
function message(bytes: Uint8Array): Message {
  const fields = new Map<number, Uint8Array[]>();
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]!;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const start = at;
    let value: Uint8Array;
    if (tag % 8 === 2) {
      const length = varint();
      value = bytes.slice(at, at + length);
      at += length;
    } else {
      varint();
      value = bytes.slice(start, at);
    }
    const field = Math.floor(tag / 8);
    fields.set(field, [...(fields.get(field) ?? []), value]);
  }
  return fields;
}

const numberOf = (value: Uint8Array): number =>
  value.reduce((sum, byte, at) => sum + (byte & 127) * 2 ** (7 * at), 0);
const one = (of: Message, field: number): Uint8Array => of.get(field)![0]!;
const placeOf = (proof: Uint8Array): Uint8Array => one(message(one(message(proof), 1)), 1);
const fromHex = (text: string): Uint8Array =>
  new Uint8Array(Buffer.from(text.trim().replaceAll("'", ""), "hex"));

/** The documents of one file by their heading. */
function documentsOf(path: string): ReadonlyMap<string, string> {
  return new Map(
    [...publicText(path).matchAll(/^# (.+)\n---\n([^#]*)/gm)].map(([, name = "", body = ""]) => [
      name,
      body.trim(),
    ]),
  );
}

describe.skipIf(!havePublicVectors).each(["whatsapp_v1", "experimental"])("AKD's vectors, %s", (name) => {
  const documents = havePublicVectors
    ? documentsOf(`akd/test_vectors/${name}.yaml`)
    : new Map<string, string>();
  const get = (heading: string): string => documents.get(heading) ?? "";
  const publicKey = fromHex(get("Public Key"));
  const label = fromHex(get("Label"));
  const domain = Buffer.from(name === "experimental" ? "ExampleLabel" : "");

  const indexOf = (version: number, fresh: boolean, proof: Uint8Array): Uint8Array | undefined => {
    const input = Buffer.alloc(8 + label.length + 9);
    input.writeBigUInt64BE(BigInt(label.length));
    input.set(label, 8);
    input[8 + label.length] = fresh ? 1 : 0;
    input.writeBigUInt64BE(BigInt(version), 9 + label.length);
    return vrfVerify(vrf, publicKey, { input: blake3(Buffer.concat([domain, input])), proof })?.slice(0, 32);
  };

  test("[L40] [L45] a lookup's proofs lead to its places, at the version, its marker, and the one after", () => {
    const lookup = message(fromHex(get("Lookup Proof")));
    const version = numberOf(one(lookup, 3));
    expect(indexOf(version, true, one(lookup, 4))).toEqual(placeOf(one(lookup, 5)));
    expect(indexOf(markerOf(version), true, one(lookup, 6))).toEqual(placeOf(one(lookup, 7)));
    expect(indexOf(version, false, one(lookup, 8))).toEqual(placeOf(one(lookup, 9)));
    expect(indexOf(version + 1, true, one(lookup, 4))).toBeUndefined();
  });

  test("[L40] a history's proofs lead to the places of its versions, fresh and then stale", () => {
    const history = message(fromHex(get("History Proof (HistoryParams::Complete with 3 versions)")));
    const updates = (history.get(1) ?? []).map(message);
    expect(updates.length).toBe(3);
    for (const update of updates) {
      const version = numberOf(one(update, 3));
      expect(indexOf(version, true, one(update, 4))).toEqual(placeOf(one(update, 5)));
      const stale = update.get(6)?.[0] ?? new Uint8Array(0);
      const place = stale.length === 0 ? undefined : placeOf(one(update, 7));
      expect(indexOf(version - 1, false, stale)).toEqual(place);
    }
  });
});
