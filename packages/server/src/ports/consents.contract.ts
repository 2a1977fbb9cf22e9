import { branded, GrantId } from "@bridle/protocol";
import { expect, test } from "vitest";
import type { Invite } from "./consents.ts";
import type { AccountRow, DeviceRow } from "./rows.ts";
import { inTransaction, type Store } from "./store.ts";

const filled = (byte: number, size = 32): Uint8Array => new Uint8Array(size).fill(byte);
const grantId = (byte: number): GrantId => GrantId.fromBytes(filled(byte, 16))!;
const ann: AccountRow = branded<number, "AccountRow">(1);
const ben: AccountRow = branded<number, "AccountRow">(2);
const device: DeviceRow = branded<number, "DeviceRow">(1);

const invite = (byte: number, expiresAtMs?: number): Invite => ({
  inviteId: grantId(byte),
  kind: "contact",
  claimHash: filled(byte),
  expiresAtMs,
});

/** What every adapter of `Consents` must do. */
export function consentsContract(open: () => Store): void {
  test("[S20] grants belong to the account that gave them", () => {
    const store = open();
    inTransaction(store, () => store.consents.putGrant(ann, grantId(1), filled(5)));
    inTransaction(store, () => store.consents.putGrant(ann, grantId(1), filled(6)));
    expect(store.consents.grant(ann, grantId(1))).toEqual(filled(6));
    expect(store.consents.grant(ben, grantId(1))).toBeUndefined();
    expect([store.consents.grantCount(ann), store.consents.grantCount(ben)]).toEqual([1, 0]);
    inTransaction(store, () => store.consents.deleteGrant(ann, grantId(1)));
    expect(store.consents.grant(ann, grantId(1))).toBeUndefined();
  });

  test("[S22] invites come back as they were put, and expire by their own time", () => {
    const store = open();
    inTransaction(store, () => {
      store.consents.putInvite(ann, invite(1, 100));
      store.consents.putInvite(ann, { ...invite(2), kind: "public" });
      store.consents.putInvite(ben, invite(3, 200));
    });
    expect(store.consents.invite(ann, grantId(1))).toEqual(invite(1, 100));
    inTransaction(store, () => store.consents.expireInvites(150));
    expect(store.consents.invite(ann, grantId(1))).toBeUndefined();
    expect(store.consents.invite(ann, grantId(2))).toEqual({ ...invite(2), kind: "public" });
    expect(store.consents.inviteCount(ann)).toBe(1);
    inTransaction(store, () => store.consents.deleteInvite(ben, grantId(3)));
    expect(store.consents.inviteCount(ben)).toBe(0);
  });

  test("[S27] blocks are kept by tag", () => {
    const store = open();
    inTransaction(store, () => store.consents.putBlock(ann, filled(1)));
    expect(store.consents.isBlocked(ann, filled(1))).toBe(true);
    expect(store.consents.isBlocked(ben, filled(1))).toBe(false);
    expect(store.consents.blockCount(ann)).toBe(1);
    inTransaction(store, () => store.consents.deleteBlock(ann, filled(1)));
    expect(store.consents.isBlocked(ann, filled(1))).toBe(false);
  });

  test("[S19] all of one account's goes at once, and nothing of another's", () => {
    const store = open();
    inTransaction(store, () => {
      for (const account of [ann, ben]) {
        store.consents.putGrant(account, grantId(1), filled(1));
        store.consents.putInvite(account, invite(2));
        store.consents.putBlock(account, filled(3));
      }
      store.consents.removeAll(ann);
    });
    const counts = (account: AccountRow) => [
      store.consents.grantCount(account),
      store.consents.inviteCount(account),
      store.consents.blockCount(account),
    ];
    expect([counts(ann), counts(ben)]).toEqual([
      [0, 0, 0],
      [1, 1, 1],
    ]);
  });
}

/** What every adapter of `KeyPackages`, `Introductions`, `Answers` and `RegistrationCodes` must do. */
export function smallPortsContract(open: () => Store): void {
  test("[S28] one-time packages go in turn, the last resort stays", () => {
    const store = open();
    const take = () => inTransaction(store, () => store.keyPackages.take(device));
    expect(take()).toBeUndefined();
    inTransaction(store, () => {
      store.keyPackages.add(device, filled(1));
      store.keyPackages.add(device, filled(2));
      store.keyPackages.setLastResort(device, filled(8));
      store.keyPackages.setLastResort(device, filled(9));
    });
    expect([store.keyPackages.count(device), store.keyPackages.hasLastResort(device)]).toEqual([2, true]);
    expect([take(), take(), take(), take()]).toEqual([filled(1), filled(2), filled(9), filled(9)]);
    inTransaction(store, () => store.keyPackages.removeAll(device));
    expect(take()).toBeUndefined();
  });

  test("[S26] waiting introductions are listed oldest first, per recipient", () => {
    const store = open();
    const waiting = (payload: number) => ({
      payload: branded<number, "PayloadRow">(payload),
      senderTag: filled(payload),
      places: [{ device, seq: payload }],
    });
    inTransaction(store, () => [3, 4].forEach((payload) => store.introductions.add(ann, waiting(payload))));
    inTransaction(store, () => store.introductions.add(ben, waiting(5)));
    expect(store.introductions.waiting(ann)).toEqual([waiting(3), waiting(4)]);
    inTransaction(store, () => store.introductions.remove(ann, waiting(3).payload));
    expect(store.introductions.waiting(ann)).toEqual([waiting(4)]);
    inTransaction(store, () => store.introductions.removeAll(ann));
    expect([store.introductions.waiting(ann), store.introductions.waiting(ben)]).toEqual([[], [waiting(5)]]);
  });

  test("[S7] answers are kept until they are too old, however the walk over them is cut", () => {
    const store = open();
    inTransaction(store, () => {
      for (let byte = 1; byte <= 5; byte++)
        store.answers.keep(filled(byte, 16), { order: byte, atMs: 10 * byte });
    });
    expect(store.answers.find(filled(2, 16))).toEqual({ order: 2, atMs: 20 });
    inTransaction(store, () => {
      let at = store.answers.expire(35, undefined, 2);
      for (let step = 0; at !== undefined && step < 9; step++) at = store.answers.expire(35, at, 2);
      expect(at).toBeUndefined();
    });
    const left = [1, 2, 3, 4, 5].filter((byte) => store.answers.find(filled(byte, 16)) !== undefined);
    expect(left).toEqual([4, 5]);
  });

  test("[S11] registration codes", () => {
    const store = open();
    const code = { code: "AAAA", usesLeft: 3, expiresAtMs: 50 };
    inTransaction(store, () => store.registrationCodes.put({ ...code, usesLeft: 4 }));
    inTransaction(store, () => store.registrationCodes.put(code));
    expect(store.registrationCodes.find("AAAA")).toEqual(code);
    expect(store.registrationCodes.all()).toEqual([code]);
    inTransaction(store, () => store.registrationCodes.delete("AAAA"));
    expect(store.registrationCodes.find("AAAA")).toBeUndefined();
  });
}
