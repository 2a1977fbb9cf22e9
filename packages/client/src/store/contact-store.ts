import { AccountId, chainCodec, decode, encode, GrantId, IntroductionId, type Chain } from "@bridle/protocol";
import type { CameBy } from "../api/shapes.ts";
import { StoreFault, type SqlDatabase, type SqlRow } from "../ports/sql-database.ts";
import { bytesOf, idOf, maybeBytes, maybeNumber, maybeText, numberOf, oneOfColumn, textOf } from "./row.ts";

export interface ContactRecord {
  readonly accountId: AccountId;
  readonly chain: Chain;
  readonly handle: string | undefined;
  readonly displayName: string | undefined;
  readonly cameBy: CameBy;
  readonly since: number;
  readonly verifiedAt: number | undefined;
  /** Their root key changed, and the person hasn't decided yet. */
  readonly changedAt: number | undefined;
  readonly blocked: boolean;
  /** Secret of the grant that we gave them: opens their invitations. */
  readonly given: Uint8Array | undefined;
  /** Secret of the grant that they gave us: opens the way to them. */
  readonly held: Uint8Array | undefined;
}

/** A grant that we gave: an invite, an introduction's, or a contact's. Its secret opens invitations. */
export interface OpenGrant {
  readonly grantId: GrantId;
  readonly secret: Uint8Array;
  readonly kind: "contact_invite" | "introduction" | "contact";
  /** Who may use it, where that is known. */
  readonly holder: AccountId | undefined;
  readonly expiresAt: number | undefined;
  readonly at: number;
}

export interface IntroductionRecord {
  readonly id: IntroductionId;
  readonly accountId: AccountId;
  readonly handle: string | undefined;
  readonly displayName: string | undefined;
  readonly text: string;
  readonly grantSecret: Uint8Array;
  readonly at: number;
}

export interface ContactStore {
  get(accountId: AccountId): ContactRecord | undefined;
  list(): readonly ContactRecord[];
  put(contact: ContactRecord): void;
  /** Whether the person blocked them: a contact, or somebody who only introduced themselves. */
  isBlocked(accountId: AccountId): boolean;
  blockStranger(accountId: AccountId, at: number): void;
  blockedStrangers(): readonly AccountId[];
  openGrant(grantId: GrantId): OpenGrant | undefined;
  putOpenGrant(grant: OpenGrant): void;
  deleteOpenGrant(grantId: GrantId): void;
  grantsOf(holder: AccountId): readonly GrantId[];
  introductions(): readonly IntroductionRecord[];
  introduction(id: IntroductionId): IntroductionRecord | undefined;
  putIntroduction(introduction: IntroductionRecord): void;
  deleteIntroduction(id: IntroductionId): void;
  deleteIntroductionsOf(accountId: AccountId): void;
  /** Whether an introduction with this grant was shown before, under whatever id. */
  hasSeenIntroduction(grantId: GrantId): boolean;
  putSeenIntroduction(grantId: GrantId, at: number): void;
  deleteSeenIntroductionsBefore(at: number): void;
  publicLinks(): readonly { readonly inviteId: GrantId; readonly secret: Uint8Array; readonly at: number }[];
  putPublicLink(link: { readonly inviteId: GrantId; readonly secret: Uint8Array; readonly at: number }): void;
  deletePublicLink(inviteId: GrantId): void;
}

const CAME_BY = ["my_invite", "their_invite", "their_introduction", "my_introduction", "restored"] as const;

export function contactStore(database: SqlDatabase): ContactStore {
  return {
    ...contactRows(database),
    ...strangerRows(database),
    ...grantRows(database),
    ...introductionRows(database),
  };
}

function contactRows(database: SqlDatabase): Pick<ContactStore, "get" | "list" | "put"> {
  return {
    get(accountId) {
      const row = database.get("SELECT * FROM contact WHERE account_id = ?", [accountId]);
      return row === undefined ? undefined : contactOf(row);
    },
    list: () => database.all("SELECT * FROM contact ORDER BY since, account_id").map(contactOf),
    put(contact) {
      database.run(
        `INSERT INTO contact (account_id, chain, handle, display_name, came_by, since, verified_at, changed_at,
           blocked, given, held) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (account_id) DO UPDATE SET chain = excluded.chain, handle = excluded.handle,
           display_name = excluded.display_name, verified_at = excluded.verified_at,
           changed_at = excluded.changed_at, blocked = excluded.blocked, given = excluded.given, held = excluded.held`,
        [
          contact.accountId,
          encode(chainCodec, contact.chain),
          contact.handle ?? null,
          contact.displayName ?? null,
          contact.cameBy,
          contact.since,
          contact.verifiedAt ?? null,
          contact.changedAt ?? null,
          contact.blocked ? 1 : 0,
          contact.given ?? null,
          contact.held ?? null,
        ],
      );
    },
  };
}

type StrangerRows = Pick<ContactStore, "isBlocked" | "blockStranger" | "blockedStrangers">;

function strangerRows(database: SqlDatabase): StrangerRows {
  return {
    isBlocked(accountId) {
      const contact = database.get("SELECT blocked FROM contact WHERE account_id = ?", [accountId]);
      if (contact !== undefined) return numberOf(contact, "blocked") === 1;
      const found = database.get("SELECT 1 AS yes FROM blocked_stranger WHERE account_id = ?", [accountId]);
      return found !== undefined;
    },
    blockStranger: (accountId, at) =>
      void database.run("INSERT OR IGNORE INTO blocked_stranger VALUES (?, ?)", [accountId, at]),
    blockedStrangers: () =>
      database
        .all("SELECT account_id FROM blocked_stranger ORDER BY at, account_id")
        .map((row) => idOf(row, "account_id", AccountId)),
  };
}

type GrantRows = Pick<ContactStore, "openGrant" | "putOpenGrant" | "deleteOpenGrant" | "grantsOf">;

function grantRows(database: SqlDatabase): GrantRows {
  return {
    openGrant(grantId) {
      const row = database.get("SELECT * FROM open_grant WHERE grant_id = ?", [grantId]);
      if (row === undefined) return undefined;
      return {
        grantId,
        secret: bytesOf(row, "secret"),
        kind: oneOfColumn(row, "kind", ["contact_invite", "introduction", "contact"]),
        holder: row["holder"] === null ? undefined : idOf(row, "holder", AccountId),
        expiresAt: maybeNumber(row, "expires_at"),
        at: numberOf(row, "at"),
      };
    },
    putOpenGrant(grant) {
      database.run("INSERT OR REPLACE INTO open_grant VALUES (?, ?, ?, ?, ?, ?)", [
        grant.grantId,
        grant.secret,
        grant.kind,
        grant.holder ?? null,
        grant.expiresAt ?? null,
        grant.at,
      ]);
    },
    deleteOpenGrant: (grantId) => void database.run("DELETE FROM open_grant WHERE grant_id = ?", [grantId]),
    grantsOf: (holder) =>
      database
        .all("SELECT grant_id FROM open_grant WHERE holder = ?", [holder])
        .map((row) => idOf(row, "grant_id", GrantId)),
  };
}

function introductionRows(
  database: SqlDatabase,
): Omit<ContactStore, "get" | "list" | "put" | keyof StrangerRows | keyof GrantRows> {
  return {
    introductions: () => database.all("SELECT * FROM introduction ORDER BY at, id").map(introductionOf),
    introduction(id) {
      const row = database.get("SELECT * FROM introduction WHERE id = ?", [id]);
      return row === undefined ? undefined : introductionOf(row);
    },
    putIntroduction(said) {
      database.run("INSERT OR IGNORE INTO introduction VALUES (?, ?, ?, ?, ?, ?, ?)", [
        said.id,
        said.accountId,
        said.handle ?? null,
        said.displayName ?? null,
        said.text,
        said.grantSecret,
        said.at,
      ]);
    },
    deleteIntroduction: (id) => void database.run("DELETE FROM introduction WHERE id = ?", [id]),
    deleteIntroductionsOf: (accountId) =>
      void database.run("DELETE FROM introduction WHERE account_id = ?", [accountId]),
    hasSeenIntroduction: (grantId) =>
      database.get("SELECT 1 AS yes FROM introduction_seen WHERE grant_id = ?", [grantId]) !== undefined,
    putSeenIntroduction: (grantId, at) =>
      void database.run("INSERT OR IGNORE INTO introduction_seen VALUES (?, ?)", [grantId, at]),
    deleteSeenIntroductionsBefore: (at) =>
      void database.run("DELETE FROM introduction_seen WHERE at < ?", [at]),
    publicLinks: () =>
      database.all("SELECT * FROM public_link ORDER BY at").map((row) => ({
        inviteId: idOf(row, "invite_id", GrantId),
        secret: bytesOf(row, "secret"),
        at: numberOf(row, "at"),
      })),
    putPublicLink: (link) =>
      void database.run("INSERT OR REPLACE INTO public_link VALUES (?, ?, ?)", [
        link.inviteId,
        link.secret,
        link.at,
      ]),
    deletePublicLink: (inviteId) =>
      void database.run("DELETE FROM public_link WHERE invite_id = ?", [inviteId]),
  };
}

function contactOf(row: SqlRow): ContactRecord {
  const chain = decode(chainCodec, bytesOf(row, "chain"));
  if (!chain.ok) throw new StoreFault("corrupt", "contact chain");
  return {
    accountId: idOf(row, "account_id", AccountId),
    chain: chain.value,
    handle: maybeText(row, "handle"),
    displayName: maybeText(row, "display_name"),
    cameBy: oneOfColumn(row, "came_by", CAME_BY),
    since: numberOf(row, "since"),
    verifiedAt: maybeNumber(row, "verified_at"),
    changedAt: maybeNumber(row, "changed_at"),
    blocked: numberOf(row, "blocked") === 1,
    given: maybeBytes(row, "given"),
    held: maybeBytes(row, "held"),
  };
}

function introductionOf(row: SqlRow): IntroductionRecord {
  return {
    id: idOf(row, "id", IntroductionId),
    accountId: idOf(row, "account_id", AccountId),
    handle: maybeText(row, "handle"),
    displayName: maybeText(row, "display_name"),
    text: textOf(row, "text"),
    grantSecret: bytesOf(row, "grant_secret"),
    at: numberOf(row, "at"),
  };
}
