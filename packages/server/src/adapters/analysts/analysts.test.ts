import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { analystsContract } from "../../analysts/analysts.contract.ts";
import { DESK_FILE, openDeskFile } from "../desk/desk-file.ts";
import { Database } from "../sqlite/database.ts";
import { memoryAnalysts } from "./memory-analysts.ts";

const fresh = (): string => mkdtempSync(join(tmpdir(), "bridle-analysts-"));

analystsContract("memory", memoryAnalysts);
analystsContract("SQLite", () => openDeskFile(fresh()).analysts);

it("finds the desk's people again after the file was closed, and refuses a newer file [S80]", () => {
  const folder = fresh();
  const file = openDeskFile(folder);
  const tokenHash = new Uint8Array(32);
  file.analysts.invite({ tokenHash, role: "counsel", expiresAtMs: 9 });
  file.close();
  const again = openDeskFile(folder);
  expect(again.analysts.invitation(tokenHash)?.role).toBe("counsel");
  again.close();
  const db = new Database(join(folder, DESK_FILE));
  db.exec("PRAGMA user_version = 99");
  db.close();
  expect(() => openDeskFile(folder)).toThrow(/newer Bridle/);
});
