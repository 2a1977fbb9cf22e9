import type { Database } from "./database.ts";
import { GAP_KIND } from "./mailbox-statements.ts";

/** More than anything counts up to between two backups. */
const AHEAD = 1_000_000_000;

/**
 * Moves every number that clients hold ahead of what they may have seen since the backup. Without this a
 * new entry would carry a number that a device already has, and be dropped as a repetition. A gap in
 * each mailbox says that something may be missing.
 */
export function markRestored(db: Database): void {
  db.exec(`
    BEGIN IMMEDIATE;
    INSERT INTO pointer (device, seq, kind, payload, total)
      SELECT id, newest + ${AHEAD}, ${GAP_KIND.expired}, newest + 1, ifnull((
        SELECT total FROM pointer WHERE device = id ORDER BY seq DESC LIMIT 1), 0) FROM (
        SELECT device.id AS id, max(
          ifnull((SELECT max(seq) FROM pointer WHERE pointer.device = device.id), 0),
          ifnull((SELECT acked_seq FROM mailbox WHERE mailbox.device = device.id), 0)
        ) AS newest FROM device WHERE listed = 1
      );
    -- An ack of the gap would else count as a delivery. Whoever waits for a notice gets it anew.
    DELETE FROM notice_place;
    UPDATE place SET ord = ord + ${AHEAD};
    COMMIT;
  `);
}
