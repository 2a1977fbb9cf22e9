import { branded } from "@bridle/protocol";
import type { Introductions, WaitingIntroduction } from "../../ports/introductions.ts";
import type { Database } from "./database.ts";

interface Row {
  readonly payload: number;
  readonly sender_tag: Uint8Array;
  readonly device: number;
  readonly seq: number;
}

export function sqliteIntroductions(db: Database): Introductions {
  const waiting = db.query<Row>(
    "SELECT payload, sender_tag, device, seq FROM introduction WHERE recipient = ? ORDER BY payload, device",
  );
  const add = db.query(
    "INSERT INTO introduction (recipient, payload, sender_tag, device, seq) VALUES (?, ?, ?, ?, ?)",
  );
  const remove = db.query("DELETE FROM introduction WHERE recipient = ? AND payload = ?");
  const removeAll = db.query("DELETE FROM introduction WHERE recipient = ?");
  return {
    waiting: (recipient) => gathered(waiting.all(recipient)),
    add(recipient, { payload, senderTag, places }) {
      for (const { device, seq } of places) add.run(recipient, payload, senderTag, device, seq);
    },
    remove: (recipient, payload) => remove.run(recipient, payload),
    removeAll: (recipient) => removeAll.run(recipient),
  };
}

function gathered(rows: readonly Row[]): readonly WaitingIntroduction[] {
  const byPayload = Map.groupBy(rows, (row) => row.payload);
  return [...byPayload].map(([payload, places]) => ({
    payload: branded<number, "PayloadRow">(payload),
    senderTag: places[0]?.sender_tag ?? new Uint8Array(0),
    places: places.map(({ device, seq }) => ({ device: branded<number, "DeviceRow">(device), seq })),
  }));
}
