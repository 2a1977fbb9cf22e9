import type { RegistrationCode, RegistrationCodes } from "../../ports/registration-codes.ts";
import type { Database } from "./database.ts";

interface Row {
  readonly code: string;
  readonly uses_left: number;
  readonly expires_at_ms: number;
}

export function sqliteRegistrationCodes(db: Database): RegistrationCodes {
  const find = db.query<Row>("SELECT * FROM registration_code WHERE code = ?");
  const put = db.query(
    "INSERT OR REPLACE INTO registration_code (code, uses_left, expires_at_ms) VALUES (?, ?, ?)",
  );
  const remove = db.query("DELETE FROM registration_code WHERE code = ?");
  const all = db.query<Row>("SELECT * FROM registration_code ORDER BY expires_at_ms, code");
  return {
    find(code) {
      const row = find.get(code);
      return row && codeOf(row);
    },
    put: ({ code, usesLeft, expiresAtMs }) => put.run(code, usesLeft, expiresAtMs),
    delete: (code) => remove.run(code),
    all: () => all.all().map(codeOf),
  };
}

function codeOf(row: Row): RegistrationCode {
  return { code: row.code, usesLeft: row.uses_left, expiresAtMs: row.expires_at_ms };
}
