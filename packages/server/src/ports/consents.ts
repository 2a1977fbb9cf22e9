import type { GrantId } from "@bridle/protocol";
import type { AccountRow } from "./rows.ts";

export interface Invite {
  readonly inviteId: GrantId;
  readonly kind: "contact" | "public";
  /** SHA-256 of the access key. */
  readonly claimHash: Uint8Array;
  readonly expiresAtMs: number | undefined;
}

/**
 * Who may reach whom: grants, invites that become grants, and blocks. Nothing here names the other
 * person; a grant is a hash over its holder, a block a keyed hash.
 */
export interface Consents {
  grant(account: AccountRow, grantId: GrantId): Uint8Array | undefined;
  /** Replaces a grant of the same id. */
  putGrant(account: AccountRow, grantId: GrantId, holderHash: Uint8Array): void;
  deleteGrant(account: AccountRow, grantId: GrantId): void;
  grantCount(account: AccountRow): number;

  invite(account: AccountRow, inviteId: GrantId): Invite | undefined;
  putInvite(account: AccountRow, invite: Invite): void;
  deleteInvite(account: AccountRow, inviteId: GrantId): void;
  inviteCount(account: AccountRow): number;
  /** Deletes invites that expired before then. */
  expireInvites(beforeMs: number): void;

  isBlocked(account: AccountRow, tag: Uint8Array): boolean;
  putBlock(account: AccountRow, tag: Uint8Array): void;
  deleteBlock(account: AccountRow, tag: Uint8Array): void;
  blockCount(account: AccountRow): number;

  /** Removes all that an account has given, offered and blocked. */
  removeAll(account: AccountRow): void;
}
