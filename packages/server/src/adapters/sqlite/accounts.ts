import { AccountId, branded, type Chain } from "@bridle/protocol";
import type { Account, AccountBlob, Accounts, NewAccount } from "../../ports/accounts.ts";
import type { AccountRow } from "../../ports/rows.ts";
import type { Database } from "./database.ts";
import { idBytes, storedId } from "./id-bytes.ts";

export function sqliteAccounts(db: Database): Accounts {
  const find = db.query<{ id: number }>("SELECT id FROM account WHERE account_id = ?");
  const findByRootKey = db.query<{ id: number; account_id: Uint8Array }>(
    `SELECT account.id, account_id FROM root_key JOIN account ON account.id = root_key.account
     WHERE root_key = ? ORDER BY root_key.id LIMIT 1`,
  );
  const insert = db.query("INSERT INTO account (account_id, introduction_key) VALUES (?, ?)");
  const introductionKey = db.query<{ introduction_key: Uint8Array }>(
    "SELECT introduction_key FROM account WHERE id = ?",
  );
  const statements = db.query<{ bytes: Uint8Array }>(
    "SELECT bytes FROM statement WHERE account = ? ORDER BY position",
  );
  const append = db.query(
    `INSERT INTO statement (account, position, bytes)
     SELECT ?1, count(*), ?2 FROM statement WHERE account = ?1`,
  );
  const dropRootKey = db.query("DELETE FROM root_key WHERE account = ?");
  const putRootKey = db.query("INSERT INTO root_key (root_key, account) VALUES (?, ?)");
  const blob = db.query<{ blob_version: number; blob: Uint8Array | null }>(
    "SELECT blob_version, blob FROM account WHERE id = ?",
  );
  const putBlob = db.query("UPDATE account SET blob_version = ?, blob = ? WHERE id = ?");
  const removeChain = db.query("DELETE FROM statement WHERE account = ?");
  const remove = db.query("DELETE FROM account WHERE id = ?");
  const bury = db.query("INSERT OR IGNORE INTO buried_account (tag) VALUES (?)");
  const buried = db.query<unknown>("SELECT 1 FROM buried_account WHERE tag = ?");

  const setRootKey = (row: AccountRow, rootKey: Uint8Array): void => {
    dropRootKey.run(row);
    putRootKey.run(rootKey, row);
  };
  return {
    find(accountId): Account | undefined {
      const found = find.get(idBytes(accountId));
      return found && { row: branded<number, "AccountRow">(found.id), accountId };
    },
    findByRootKey(rootKey): Account | undefined {
      const found = findByRootKey.get(rootKey);
      if (found === undefined) return undefined;
      return {
        row: branded<number, "AccountRow">(found.id),
        accountId: storedId(AccountId, found.account_id),
      };
    },
    insert(account: NewAccount): Account {
      const row = branded<number, "AccountRow">(
        insert.insert(idBytes(account.accountId), account.introductionKey),
      );
      append.run(row, account.genesis);
      setRootKey(row, account.rootKey);
      return { row, accountId: account.accountId };
    },
    introductionKey(row): Uint8Array {
      return there(introductionKey.get(row)).introduction_key;
    },
    chain(row): Chain {
      return statements.all(row).map((statement) => statement.bytes);
    },
    appendStatement: (row, statement) => append.run(row, statement),
    setRootKey,
    blob(row): AccountBlob {
      const found = there(blob.get(row));
      return { version: found.blob_version, sealed: found.blob ?? undefined };
    },
    putBlob: (row, { version, sealed }) => putBlob.run(version, sealed, row),
    remove(row) {
      removeChain.run(row);
      dropRootKey.run(row);
      remove.run(row);
    },
    bury: (tag) => bury.run(tag),
    isBuried: (tag) => buried.get(tag) !== undefined,
  };
}

function there<Row>(row: Row | undefined): Row {
  if (row === undefined) throw new Error("assertion failed: a row number without its row");
  return row;
}
