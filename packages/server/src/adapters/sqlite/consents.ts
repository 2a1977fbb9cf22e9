import type { Consents, Invite } from "../../ports/consents.ts";
import type { Database } from "./database.ts";
import { idBytes } from "./id-bytes.ts";

interface InviteRow {
  readonly public: number;
  readonly claim_hash: Uint8Array;
  readonly expires_at_ms: number | null;
}

interface Count {
  readonly count: number;
}

export function sqliteConsents(db: Database): Consents {
  const grant = db.query<{ holder_hash: Uint8Array }>(
    "SELECT holder_hash FROM permit WHERE account = ? AND grant_id = ?",
  );
  const putGrant = db.query(
    "INSERT OR REPLACE INTO permit (account, grant_id, holder_hash) VALUES (?, ?, ?)",
  );
  const deleteGrant = db.query("DELETE FROM permit WHERE account = ? AND grant_id = ?");
  const grantCount = db.query<Count>("SELECT count(*) AS count FROM permit WHERE account = ?");
  const invite = db.query<InviteRow>(
    "SELECT public, claim_hash, expires_at_ms FROM invite WHERE account = ? AND invite_id = ?",
  );
  const putInvite = db.query(
    "INSERT OR REPLACE INTO invite (account, invite_id, public, claim_hash, expires_at_ms) VALUES (?, ?, ?, ?, ?)",
  );
  const deleteInvite = db.query("DELETE FROM invite WHERE account = ? AND invite_id = ?");
  const inviteCount = db.query<Count>("SELECT count(*) AS count FROM invite WHERE account = ?");
  const expireInvites = db.query("DELETE FROM invite WHERE expires_at_ms < ?");
  const block = db.query<unknown>("SELECT 1 FROM block WHERE account = ? AND tag = ?");
  const putBlock = db.query("INSERT OR IGNORE INTO block (account, tag) VALUES (?, ?)");
  const deleteBlock = db.query("DELETE FROM block WHERE account = ? AND tag = ?");
  const blockCount = db.query<Count>("SELECT count(*) AS count FROM block WHERE account = ?");
  const removals = ["permit", "invite", "block"].map((table) =>
    db.query(`DELETE FROM ${table} WHERE account = ?`),
  );
  return {
    grant: (account, grantId) => grant.get(account, idBytes(grantId))?.holder_hash,
    putGrant: (account, grantId, holderHash) => putGrant.run(account, idBytes(grantId), holderHash),
    deleteGrant: (account, grantId) => deleteGrant.run(account, idBytes(grantId)),
    grantCount: (account) => grantCount.get(account)?.count ?? 0,
    invite(account, inviteId): Invite | undefined {
      const row = invite.get(account, idBytes(inviteId));
      return row && inviteOf(inviteId, row);
    },
    putInvite(account, { inviteId, kind, claimHash, expiresAtMs }) {
      const isPublic = kind === "public" ? 1 : 0;
      putInvite.run(account, idBytes(inviteId), isPublic, claimHash, expiresAtMs ?? null);
    },
    deleteInvite: (account, inviteId) => deleteInvite.run(account, idBytes(inviteId)),
    inviteCount: (account) => inviteCount.get(account)?.count ?? 0,
    expireInvites: (beforeMs) => expireInvites.run(beforeMs),
    isBlocked: (account, tag) => block.get(account, tag) !== undefined,
    putBlock: (account, tag) => putBlock.run(account, tag),
    deleteBlock: (account, tag) => deleteBlock.run(account, tag),
    blockCount: (account) => blockCount.get(account)?.count ?? 0,
    removeAll(account) {
      for (const removal of removals) removal.run(account);
    },
  };
}

function inviteOf(inviteId: Invite["inviteId"], row: InviteRow): Invite {
  return {
    inviteId,
    kind: row.public === 1 ? "public" : "contact",
    claimHash: row.claim_hash,
    expiresAtMs: row.expires_at_ms ?? undefined,
  };
}
