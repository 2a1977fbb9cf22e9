import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { deskEventsContract } from "../../desk/desk-events.contract.ts";
import { Database } from "../sqlite/database.ts";
import { DESK_FILE, openDeskFile } from "./desk-file.ts";
import { memoryDeskEvents } from "./memory-desk-events.ts";

const fresh = (): string => mkdtempSync(join(tmpdir(), "bridle-desk-events-"));

deskEventsContract("memory", memoryDeskEvents);
deskEventsContract("SQLite", () => openDeskFile(fresh()).events);

it("leaves no byte of a deleted case in the file [S84]", () => {
  const folder = fresh();
  const file = openDeskFile(folder);
  const { events } = file;
  const personId = "5ec2e7".repeat(400);
  const event = { stream: "a", seq: 1, atMs: 1, by: [], kind: "personRevoked", personId } as const;
  events.append([{ event, entry: new Uint8Array([1]), counts: {} }]);
  const bytes = (): string => readFileSync(join(folder, DESK_FILE), "latin1");
  expect(bytes()).toContain("5ec2e7");
  events.deleteStream("a");
  expect(bytes()).not.toContain("5ec2e7");
  file.close();
});

it("brings a file of the first version up to date, with what was decided [S84]", () => {
  const folder = fresh();
  const first = openDeskFile(folder);
  const event = { stream: "a", seq: 1, atMs: 1, by: [], kind: "personRevoked", personId: "p" } as const;
  first.events.append([{ event, entry: new Uint8Array([1]), counts: {} }]);
  first.close();
  const db = new Database(join(folder, DESK_FILE));
  const later = ["order_text", "report", "report_start", "report_count", "report_place", "hand_control"];
  db.exec(`${later.map((table) => `DROP TABLE ${table};`).join(" ")} PRAGMA user_version = 1;`);
  db.close();
  const file = openDeskFile(folder);
  file.orders.put({ id: "o", text: "{}", addedAtMs: 1, by: "p" });
  expect([file.events.all(), file.orders.all().length, file.reports.all()]).toEqual([[event], 1, []]);
  file.close();
});
