import { toHex } from "@bridle/protocol";
import type { Consents, Invite } from "../../ports/consents.ts";
import type { Introductions, WaitingIntroduction } from "../../ports/introductions.ts";
import type { KeyPackages } from "../../ports/key-packages.ts";
import type { RegistrationCode, RegistrationCodes } from "../../ports/registration-codes.ts";
import type { AccountRow, DeviceRow } from "../../ports/rows.ts";
import { Table, type Journal } from "./journal.ts";

interface Owned<Value> {
  readonly account: AccountRow;
  readonly value: Value;
}

export function memoryConsents(journal: Journal): Consents {
  const grants = new Table<string, Owned<Uint8Array>>(journal);
  const invites = new Table<string, Owned<Invite>>(journal);
  const blocks = new Table<string, Owned<true>>(journal);
  const key = (account: AccountRow, id: string): string => `${account}/${id}`;
  const count = (table: Table<string, Owned<unknown>>, account: AccountRow): number =>
    table.values().filter((owned) => owned.account === account).length;
  return {
    grant: (account, grantId) => grants.get(key(account, grantId))?.value,
    putGrant: (account, grantId, value) => grants.set(key(account, grantId), { account, value }),
    deleteGrant: (account, grantId) => grants.delete(key(account, grantId)),
    grantCount: (account) => count(grants, account),
    invite: (account, inviteId) => invites.get(key(account, inviteId))?.value,
    putInvite: (account, value) => invites.set(key(account, value.inviteId), { account, value }),
    deleteInvite: (account, inviteId) => invites.delete(key(account, inviteId)),
    inviteCount: (account) => count(invites, account),
    expireInvites: (beforeMs) =>
      invites.deleteWhere(({ value }) => (value.expiresAtMs ?? beforeMs) < beforeMs),
    isBlocked: (account, tag) => blocks.has(key(account, toHex(tag))),
    putBlock: (account, tag) => blocks.set(key(account, toHex(tag)), { account, value: true }),
    deleteBlock: (account, tag) => blocks.delete(key(account, toHex(tag))),
    blockCount: (account) => count(blocks, account),
    removeAll(account) {
      grants.deleteWhere((owned) => owned.account === account);
      invites.deleteWhere((owned) => owned.account === account);
      blocks.deleteWhere((owned) => owned.account === account);
    },
  };
}

export function memoryKeyPackages(journal: Journal): KeyPackages {
  const packages = new Table<DeviceRow, readonly Uint8Array[]>(journal);
  const lastResorts = new Table<DeviceRow, Uint8Array>(journal);
  const of = (device: DeviceRow): readonly Uint8Array[] => packages.get(device) ?? [];
  return {
    count: (device) => of(device).length,
    hasLastResort: (device) => lastResorts.has(device),
    add: (device, keyPackage) => packages.set(device, [...of(device), keyPackage]),
    setLastResort: (device, keyPackage) => lastResorts.set(device, keyPackage),
    take(device) {
      const [oldest, ...rest] = of(device);
      if (oldest === undefined) return lastResorts.get(device);
      packages.set(device, rest);
      return oldest;
    },
    removeAll(device) {
      packages.delete(device);
      lastResorts.delete(device);
    },
  };
}

export function memoryIntroductions(journal: Journal): Introductions {
  const waiting = new Table<AccountRow, readonly WaitingIntroduction[]>(journal);
  const of = (recipient: AccountRow): readonly WaitingIntroduction[] => waiting.get(recipient) ?? [];
  return {
    waiting: of,
    add: (recipient, introduction) => waiting.set(recipient, [...of(recipient), introduction]),
    remove: (recipient, payload) =>
      waiting.set(
        recipient,
        of(recipient).filter((introduction) => introduction.payload !== payload),
      ),
    removeAll: (recipient) => waiting.delete(recipient),
  };
}

export function memoryRegistrationCodes(journal: Journal): RegistrationCodes {
  const codes = new Table<string, RegistrationCode>(journal);
  return {
    find: (code) => codes.get(code),
    put: (code) => codes.set(code.code, code),
    delete: (code) => codes.delete(code),
    all: () => codes.values().toSorted((a, b) => a.expiresAtMs - b.expiresAtMs),
  };
}
