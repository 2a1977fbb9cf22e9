import { AccountId, branded, DeviceId } from "@bridle/protocol";
import type { Device, Devices } from "../../ports/devices.ts";
import type { DeviceRow } from "../../ports/rows.ts";
import type { Database } from "./database.ts";
import { idBytes, storedId } from "./id-bytes.ts";
import { WriteBehind } from "./write-behind.ts";

interface Row {
  readonly id: number;
  readonly account: number;
  readonly account_id: Uint8Array;
  readonly device_id: Uint8Array;
  readonly signature_key: Uint8Array;
  readonly active_after_ms: number;
  readonly listed: number;
}

const SEALED_COUNTS_MAX = 100_000;
const COLUMNS = `device.id, account, account_id, device_id, signature_key, active_after_ms, listed
  FROM device JOIN account ON account.id = device.account`;

export interface SqliteDevices extends Devices {
  flush(): void;
  forget(): void;
}

export function sqliteDevices(db: Database): SqliteDevices {
  const find = db.query<Row>(`SELECT ${COLUMNS} WHERE account = ? AND device_id = ?`);
  const listed = db.query<Row>(`SELECT ${COLUMNS} WHERE account = ? AND listed = 1 ORDER BY device.id`);
  const list = db.query<{ id: number }>(
    `INSERT INTO device (account, device_id, signature_key, active_after_ms, listed) VALUES (?, ?, ?, ?, 1)
     ON CONFLICT DO UPDATE SET active_after_ms = excluded.active_after_ms, listed = 1 RETURNING id`,
  );
  const delist = db.query("UPDATE device SET listed = 0 WHERE id = ?");
  const count = db.query<{ count: number }>("SELECT count FROM sealed_count WHERE device = ?");
  const putCount = db.query(
    `INSERT INTO sealed_count (device, count) VALUES (?, ?)
     ON CONFLICT DO UPDATE SET count = max(count, excluded.count)`,
  );
  const dropCounts = db.query(
    "DELETE FROM sealed_count WHERE device IN (SELECT id FROM device WHERE account = ?)",
  );
  const drop = db.query("DELETE FROM device WHERE account = ?");
  const counts = new WriteBehind<DeviceRow, number>(SEALED_COUNTS_MAX);

  const sealedCount = (row: DeviceRow): number =>
    counts.get(row) ?? counts.load(row, count.get(row)?.count ?? 0);
  return {
    find(account, deviceId) {
      const found = find.get(account, idBytes(deviceId));
      return found && deviceOf(found);
    },
    listed: (account) => listed.all(account).map(deviceOf),
    list({ account, deviceId, signatureKey, activeAfterMs }) {
      const [row] = list.all(account, idBytes(deviceId), signatureKey, activeAfterMs);
      if (row === undefined) throw new Error("assertion failed: RETURNING returned nothing");
      return branded<number, "DeviceRow">(row.id);
    },
    delist: (row) => delist.run(row),
    sealedCount,
    raiseSealedCount(row, value) {
      if (value > sealedCount(row)) counts.change(row, value);
    },
    removeAll(account) {
      counts.flush((device, value) => putCount.run(device, value));
      counts.forget();
      dropCounts.run(account);
      drop.run(account);
    },
    flush: () => counts.flush((device, value) => putCount.run(device, value)),
    forget: () => counts.forget(),
  };
}

function deviceOf(row: Row): Device {
  return {
    row: branded<number, "DeviceRow">(row.id),
    account: branded<number, "AccountRow">(row.account),
    accountId: storedId(AccountId, row.account_id),
    deviceId: storedId(DeviceId, row.device_id),
    signatureKey: row.signature_key,
    activeAfterMs: row.active_after_ms,
    listed: row.listed === 1,
  };
}
