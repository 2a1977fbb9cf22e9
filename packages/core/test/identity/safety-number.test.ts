import { AccountId, toHex } from "@bridle/protocol";
import { deepFrozen, snapshot } from "@bridle/testkit";
import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { safetyNumber, sha256, type NumberedParty } from "../../src/index.ts";
import { flipped } from "../sealing/seeded-crypto.ts";
import { accountOf, changedByRoot, deviceOf, added, stateOf } from "./accounts.ts";

vi.setConfig({ testTimeout: 300_000 });

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const party: fc.Arbitrary<NumberedParty> = fc.record({ accountId: bytes32.map(idOf), rootKey: bytes32 });

function idOf(bytes: Uint8Array): AccountId {
  const id = AccountId.fromBytes(bytes);
  if (id === undefined) throw new Error("not 32 bytes");
  return id;
}

/** The same party with one byte of its 64 changed. */
function changed(of: NumberedParty, at: number, mask: number): NumberedParty {
  return at < 32
    ? { ...of, accountId: idOf(flipped(AccountId.toBytes(of.accountId), at, mask)) }
    : { ...of, rootKey: flipped(of.rootKey, at - 32, mask) };
}

describe("the safety number", () => {
  test("[I8] is sixty digits, and the same from both sides", () => {
    fc.assert(
      fc.property(party, party, (mine, theirs) => {
        const number = safetyNumber(mine, theirs);
        expect(number).toMatch(/^\d{60}$/);
        expect(safetyNumber(theirs, mine)).toBe(number);
      }),
    );
  });

  test("[I8] changes with any byte of either side", () => {
    const mask = fc.integer({ min: 1, max: 255 });
    fc.assert(
      fc.property(party, party, mask, (mine, theirs, mask) => {
        const number = safetyNumber(mine, theirs);
        for (let at = 0; at < 64; at++) {
          expect(safetyNumber(changed(mine, at, mask), theirs)).not.toBe(number);
          expect(safetyNumber(mine, changed(theirs, at, mask))).not.toBe(number);
        }
      }),
      { numRuns: 10 },
    );
  });

  test("[I8] one side's half is its own: somebody in between shows both people another number", () => {
    fc.assert(
      fc.property(party, party, party, (ada, ben, mallory) => {
        fc.pre(
          toHex(ada.rootKey) !== toHex(mallory.rootKey) && toHex(ben.rootKey) !== toHex(mallory.rootKey),
        );
        const honest = safetyNumber(ada, ben);
        expect(safetyNumber(ada, mallory)).not.toBe(honest);
        expect(safetyNumber(mallory, ben)).not.toBe(honest);
      }),
    );
  });

  test("[I8] a half is thirty digits of SHA-256 over label, account and root key", () => {
    const { accountId, rootKey } = stateOf(accountOf("ada").chain);
    const input = new Uint8Array([
      ...new TextEncoder().encode("bridle/safety-number/v1\0"),
      ...AccountId.toBytes(accountId),
      ...rootKey,
    ]);
    const digest = Buffer.from(sha256(input));
    const groups = [0, 5, 10, 15, 20, 25].map((at) =>
      String(digest.readUIntBE(at, 5) % 100_000).padStart(5, "0"),
    );
    const half = groups.join("");
    expect(safetyNumber({ accountId, rootKey }, { accountId, rootKey })).toBe(half + half);
  });

  test("[I8] a new phone doesn't change it, a new root key does", () => {
    const [ada, ben] = [accountOf("ada"), accountOf("ben")];
    const before = safetyNumber(stateOf(ada.chain), stateOf(ben.chain));
    const phone = changedByRoot(ada, added(deviceOf("ada's next phone")));
    expect(safetyNumber(stateOf(phone), stateOf(ben.chain))).toBe(before);
    const rootKey = deviceOf("ada's next root").publicKey;
    const rotated = changedByRoot(ada, { kind: "rotateRoot", rootKey });
    expect(safetyNumber(stateOf(rotated), stateOf(ben.chain))).not.toBe(before);
  });

  test("[I10] changes nothing that it is given", () => {
    fc.assert(
      fc.property(party, party, (mine, theirs) => {
        const before = snapshot(deepFrozen([mine, theirs]));
        safetyNumber(mine, theirs);
        expect(snapshot([mine, theirs])).toBe(before);
      }),
      { numRuns: 20 },
    );
  });
});
