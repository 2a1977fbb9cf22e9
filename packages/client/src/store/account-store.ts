import {
  AccountId,
  bool,
  bytes,
  chainCodec,
  closed,
  decode,
  DeviceId,
  encode,
  fixedBytes,
  limits,
  optional,
  struct,
  text,
  u8,
  type Infer,
} from "@bridle/protocol";
import { StoreFault, type SqlDatabase, type SqlValue } from "../ports/sql-database.ts";

// What there is once per store: the account on this device, the server, counters, settings.

const accountRecord = struct({
  version: u8,
  accountId: AccountId.codec,
  deviceId: DeviceId.codec,
  /** Ed25519 seed of this device. */
  deviceKey: fixedBytes(32),
  devicePublicKey: fixedBytes(32),
  chain: chainCodec,
  introductionPrivateKey: bytes({ max: 4096 }),
  introductionKey: fixedBytes(1216),
  blobKey: fixedBytes(1216),
  handle: optional(text({ maxCodePoints: limits.handleMax })),
  displayName: optional(text({ maxCodePoints: limits.displayNameCodePointsMax })),
  /** `registering`: written before the server was asked, so that a crash can't lose the identity. */
  state: closed("registering", "ready"),
  /** Only until the person confirmed the recovery words. */
  entropy: optional(fixedBytes(16)),
  registrationCode: optional(text({ maxCodePoints: 64 })),
});
export type AccountRecord = Omit<Infer<typeof accountRecord>, "version">;

const serverRecord = struct({ serverId: fixedBytes(32), frankingKey: fixedBytes(32) });
export type ServerRecord = Infer<typeof serverRecord>;

const settingsRecord = struct({
  sendReadReceipts: bool,
  sendTyping: bool,
  enterSends: bool,
  theme: closed("system", "light", "dark"),
  language: closed("system", "en", "ar"),
});
export type SettingsRecord = Infer<typeof settingsRecord>;

const DEFAULT_SETTINGS: SettingsRecord = {
  sendReadReceipts: true,
  sendTyping: true,
  enterSends: true,
  theme: "system",
  language: "system",
};

/** Counters: mailbox cursor, sealed MLS messages, versions of the account blob. */
export type Counter = "cursor" | "sealedCount" | "blobVersion";

/** What the server must still be told. */
export type Debt = "blob" | "blocks";

export interface AccountStore {
  account(): AccountRecord | undefined;
  setAccount(account: AccountRecord): void;
  server(): ServerRecord | undefined;
  setServer(server: ServerRecord): void;
  /** The person asked to delete the account, and what became of it isn't known yet. */
  isLeaving(): boolean;
  setLeaving(isLeaving: boolean): void;
  settings(): SettingsRecord;
  setSettings(settings: SettingsRecord): void;
  counter(name: Counter): number;
  setCounter(name: Counter, value: number): void;
  /** Something changed that the server must be told, in the transaction that changes it. */
  owe(debt: Debt): void;
  /** How many changes there were, or 0. */
  owed(debt: Debt): number;
  /** The server was told all that was owed when `owed` said so; a change since then stays owed. */
  paid(debt: Debt, owed: number): void;
}

export function accountStore(database: SqlDatabase): AccountStore {
  const get = (name: string): SqlValue | undefined =>
    database.get("SELECT value FROM kv WHERE name = ?", [name])?.["value"];
  const put = (name: string, value: SqlValue): void => {
    database.run("INSERT INTO kv VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", [
      name,
      value,
    ]);
  };
  const owed = (debt: Debt): number => {
    const value = get(`owed.${debt}`);
    return typeof value === "number" ? value : 0;
  };
  return {
    account() {
      const raw = get("account");
      if (!(raw instanceof Uint8Array)) return undefined;
      return readable(decode(accountRecord, raw));
    },
    setAccount: (account) => put("account", encode(accountRecord, { version: 1, ...account })),
    server() {
      const raw = get("server");
      return raw instanceof Uint8Array ? readable(decode(serverRecord, raw)) : undefined;
    },
    setServer: ({ serverId, frankingKey }) => put("server", encode(serverRecord, { serverId, frankingKey })),
    isLeaving: () => get("leaving") === 1,
    setLeaving: (isLeaving) => put("leaving", isLeaving ? 1 : 0),
    settings() {
      const raw = get("settings");
      return raw instanceof Uint8Array ? readable(decode(settingsRecord, raw)) : DEFAULT_SETTINGS;
    },
    setSettings: (settings) => put("settings", encode(settingsRecord, settings)),
    counter(name) {
      const value = get(`counter.${name}`);
      return typeof value === "number" ? value : 0;
    },
    setCounter: (name, value) => put(`counter.${name}`, value),
    owe: (debt) => put(`owed.${debt}`, owed(debt) + 1),
    owed,
    paid(debt, seen) {
      if (owed(debt) === seen) put(`owed.${debt}`, 0);
    },
  };
}

function readable<T>(read: { readonly ok: true; readonly value: T } | { readonly ok: false }): T {
  if (!read.ok) throw new StoreFault("corrupt", "unreadable record");
  return read.value;
}
