import type { DeskEvent } from "@bridle/desk";
import { describe, expect, it } from "vitest";
import type { DeskEvents } from "./desk-events.ts";

const revoked = (stream: string, seq: number, personId = "p"): DeskEvent => ({
  stream,
  seq,
  atMs: 1_000 + seq,
  by: ["operator"],
  kind: "personRevoked",
  personId,
});
const kept = (event: DeskEvent) => ({ event, entry: new Uint8Array([event.seq]), counts: {} });

/** What every store of the desk's decisions owes [S84]. */
export function deskEventsContract(name: string, open: () => DeskEvents): void {
  describe(`desk events: ${name}`, () => {
    it("keeps events in their order, all or none, and never two in one place [S84]", () => {
      const events = open();
      events.append([kept(revoked("desk", 1)), kept(revoked("a", 1)), kept(revoked("desk", 2))]);
      expect(() => events.append([kept(revoked("desk", 3)), kept(revoked("a", 1))])).toThrow(
        /taken|UNIQUE|failed/,
      );
      expect(events.all().map(({ stream, seq }) => `${stream} ${seq}`)).toEqual(["desk 1", "a 1", "desk 2"]);
      expect(events.ofStream("desk").map(({ seq }) => seq)).toEqual([1, 2]);
      expect(events.newest(2).map(({ stream, seq }) => `${stream} ${seq}`)).toEqual(["desk 2", "a 1"]);
    });

    it("knows what the log hasn't got, and where it has the rest [S84]", () => {
      const events = open();
      events.append([kept(revoked("desk", 1)), kept(revoked("a", 1))]);
      const [first, second] = events.unlogged(10);
      expect(events.unlogged(1)).toHaveLength(1);
      events.logged([{ position: first?.position ?? 0, index: 7 }]);
      expect(events.unlogged(10)).toEqual([second]);
      expect(events.places("desk")).toEqual([{ seq: 1, index: 7 }]);
      expect(events.places("a")).toEqual([{ seq: 1, index: undefined }]);
    });

    it("forgets a stream and keeps the others; its unlogged entries still reach the log [S84]", () => {
      const events = open();
      events.append([kept(revoked("desk", 1)), kept(revoked("a", 1)), kept(revoked("a", 2))]);
      events.deleteStream("a");
      expect(events.all()).toEqual([revoked("desk", 1)]);
      expect(events.unlogged(10)).toHaveLength(3);
    });

    it("makes one salt and keeps it [S84]", () => {
      const events = open();
      const salt = events.salt(() => new Uint8Array(32).fill(5));
      expect(events.salt(() => new Uint8Array(32).fill(6))).toEqual(salt);
    });
  });
}
