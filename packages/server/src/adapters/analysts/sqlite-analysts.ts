import { roles } from "@bridle/desk";
import type { Analyst, Analysts } from "../../analysts/analysts.ts";
import type { Database } from "../sqlite/database.ts";

/** The tables of the desk's people. */
export const analystsSchema = `
  CREATE TABLE analyst (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    passkey_id TEXT NOT NULL UNIQUE,
    public_key BLOB NOT NULL,
    counter INTEGER NOT NULL,
    transports TEXT NOT NULL,
    joined_at_ms INTEGER NOT NULL,
    revoked_at_ms INTEGER
  ) WITHOUT ROWID;
  CREATE TABLE invitation (
    token_hash BLOB PRIMARY KEY,
    role TEXT NOT NULL,
    expires_at_ms INTEGER NOT NULL
  ) WITHOUT ROWID;
`;

interface AnalystRow {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly passkey_id: string;
  readonly public_key: Uint8Array;
  readonly counter: number;
  readonly transports: string;
  readonly joined_at_ms: number;
  readonly revoked_at_ms: number | null;
}

interface InvitationRow {
  readonly role: string;
  readonly expires_at_ms: number;
}

/** Over a database that has `analystsSchema`. */
export function sqliteAnalysts(db: Database): Analysts {
  const all = db.query<AnalystRow>("SELECT * FROM analyst ORDER BY joined_at_ms, id");
  const find = db.query<AnalystRow>("SELECT * FROM analyst WHERE id = ?");
  const byPasskey = db.query<AnalystRow>("SELECT * FROM analyst WHERE passkey_id = ?");
  const put = db.query("INSERT INTO analyst VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
  const counted = db.query("UPDATE analyst SET counter = ? WHERE passkey_id = ?");
  const revoke = db.query("UPDATE analyst SET revoked_at_ms = ? WHERE id = ? AND revoked_at_ms IS NULL");
  const invitation = db.query<InvitationRow>("SELECT * FROM invitation WHERE token_hash = ?");
  const invite = db.query("INSERT OR REPLACE INTO invitation VALUES (?, ?, ?)");
  const used = db.query("DELETE FROM invitation WHERE token_hash = ?");
  const expired = db.query("DELETE FROM invitation WHERE expires_at_ms < ?");
  const none = db.query("DELETE FROM invitation");
  return {
    all: () => all.all().map(analystOf),
    find: (id) => optionalAnalyst(find.get(id)),
    byPasskey: (passkeyId) => optionalAnalyst(byPasskey.get(passkeyId)),
    join: (analyst, tokenHash) =>
      db.together(() => {
        if (invitation.get(tokenHash) === undefined) return false;
        used.run(tokenHash);
        put.run(...valuesOf(analyst));
        return true;
      }),
    counted: (passkeyId, counter) => counted.run(counter, passkeyId),
    revoke: (id, atMs) => revoke.run(atMs, id),
    invitation(tokenHash) {
      const row = invitation.get(tokenHash);
      return row && { tokenHash, role: roleOf(row.role), expiresAtMs: row.expires_at_ms };
    },
    invite: ({ tokenHash, role, expiresAtMs }) => invite.run(tokenHash, role, expiresAtMs),
    dropInvitations: (which) => (which === "all" ? none.run() : expired.run(which.before)),
  };
}

function valuesOf(analyst: Analyst): readonly (string | number | Uint8Array | null)[] {
  const { id, name, role, passkey, joinedAtMs, revokedAtMs } = analyst;
  const { publicKey, counter, transports } = passkey;
  return [
    id,
    name,
    role,
    passkey.id,
    publicKey,
    counter,
    transports.join(" "),
    joinedAtMs,
    revokedAtMs ?? null,
  ];
}

function optionalAnalyst(row: AnalystRow | undefined): Analyst | undefined {
  return row && analystOf(row);
}

function analystOf(row: AnalystRow): Analyst {
  return {
    id: row.id,
    name: row.name,
    role: roleOf(row.role),
    passkey: {
      id: row.passkey_id,
      publicKey: new Uint8Array(row.public_key),
      counter: row.counter,
      transports: row.transports.split(" ").filter((word) => word !== ""),
    },
    joinedAtMs: row.joined_at_ms,
    ...(row.revoked_at_ms === null ? {} : { revokedAtMs: row.revoked_at_ms }),
  };
}

/** A role that this version doesn't know may do the least. */
function roleOf(text: string): Analyst["role"] {
  return roles.find((role) => role === text) ?? "auditor";
}
