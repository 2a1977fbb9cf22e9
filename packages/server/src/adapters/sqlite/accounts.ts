import { AccountId, branded, type Chain } from "@bridle/protocol";
import type { Account, AccountBlob, Accounts, NewAccount } from "../../ports/accounts.ts";
import type { AccountRow } from "../../ports/rows.ts";
import type { Database } from "./database.ts";
import { idBytes, storedId } from "./id-bytes.ts";

export function sqliteAccounts(db: Database): Accounts {
  const sql = accountStatements(db);
  const setRootKey = (row: AccountRow, rootKey: Uint8Array): void => {
    sql.dropRootKey.run(row);
    sql.putRootKey.run(rootKey, row);
  };
  return {
    find(accountId): Account | undefined {
      const found = sql.find.get(idBytes(accountId));
      return found && { row: branded<number, "AccountRow">(found.id), accountId };
    },
    findByRootKey(rootKey): Account | undefined {
      const found = sql.findByRootKey.get(rootKey);
      if (found === undefined) return undefined;
      const accountId = storedId(AccountId, found.account_id);
      return { row: branded<number, "AccountRow">(found.id), accountId };
    },
    insert({ accountId, introductionKey, genesis, rootKey, platform }: NewAccount): Account {
      const row = branded<number, "AccountRow">(
        sql.insert.insert(idBytes(accountId), introductionKey, platform),
      );
      sql.append.run(row, genesis);
      setRootKey(row, rootKey);
      return { row, accountId };
    },
    introductionKey: (row) => there(sql.introductionKey.get(row)).introduction_key,
    platform: (row) => there(sql.platform.get(row)).platform,
    chain: (row): Chain => sql.statements.all(row).map((statement) => statement.bytes),
    appendStatement: (row, statement) => sql.append.run(row, statement),
    setRootKey,
    blob(row): AccountBlob {
      const found = there(sql.blob.get(row));
      return { version: found.blob_version, sealed: found.blob ?? undefined };
    },
    putBlob: (row, { version, sealed }) => sql.putBlob.run(version, sealed, row),
    remove(row) {
      sql.removeChain.run(row);
      sql.dropRootKey.run(row);
      sql.remove.run(row);
    },
    bury: (tag) => sql.bury.run(tag),
    isBuried: (tag) => sql.buried.get(tag) !== undefined,
  };
}

function accountStatements(db: Database) {
  return {
    find: db.query<{ id: number }>("SELECT id FROM account WHERE account_id = ?"),
    findByRootKey: db.query<{ id: number; account_id: Uint8Array }>(
      `SELECT account.id, account_id FROM root_key JOIN account ON account.id = root_key.account
       WHERE root_key = ? ORDER BY root_key.id LIMIT 1`,
    ),
    insert: db.query("INSERT INTO account (account_id, introduction_key, platform) VALUES (?, ?, ?)"),
    platform: db.query<{ platform: string }>("SELECT platform FROM account WHERE id = ?"),
    introductionKey: db.query<{ introduction_key: Uint8Array }>(
      "SELECT introduction_key FROM account WHERE id = ?",
    ),
    statements: db.query<{ bytes: Uint8Array }>(
      "SELECT bytes FROM statement WHERE account = ? ORDER BY position",
    ),
    append: db.query(
      `INSERT INTO statement (account, position, bytes)
       SELECT ?1, count(*), ?2 FROM statement WHERE account = ?1`,
    ),
    dropRootKey: db.query("DELETE FROM root_key WHERE account = ?"),
    putRootKey: db.query("INSERT INTO root_key (root_key, account) VALUES (?, ?)"),
    blob: db.query<{ blob_version: number; blob: Uint8Array | null }>(
      "SELECT blob_version, blob FROM account WHERE id = ?",
    ),
    putBlob: db.query("UPDATE account SET blob_version = ?, blob = ? WHERE id = ?"),
    removeChain: db.query("DELETE FROM statement WHERE account = ?"),
    remove: db.query("DELETE FROM account WHERE id = ?"),
    bury: db.query("INSERT OR IGNORE INTO buried_account (tag) VALUES (?)"),
    buried: db.query<unknown>("SELECT 1 FROM buried_account WHERE tag = ?"),
  };
}

function there<Row>(row: Row | undefined): Row {
  if (row === undefined) throw new Error("assertion failed: a row number without its row");
  return row;
}
