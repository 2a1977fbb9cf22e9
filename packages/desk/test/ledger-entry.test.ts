import { decode, toHex, utf8Encode } from "@bridle/protocol";
import { describe, expect, it } from "vitest";
import {
  canonicalJson,
  commitmentTo,
  deskEntry,
  emptyDesk,
  entryKinds,
  ledgerEntry,
  saltBytes,
  saltOf,
  apply,
  type DeskEntry,
  type DeskEvent,
} from "../src/index.ts";
import { accountOf, ann, ben, Desk, finding, id, letter, people, sha256 } from "./desk-fixture.ts";

const deskSalt = new Uint8Array(32).fill(9);

function entries(
  desk: Desk,
): readonly { readonly event: DeskEvent; readonly bytes: Uint8Array; readonly entry: DeskEntry }[] {
  let state = emptyDesk;
  return desk.events.map((event) => {
    const salt = saltFor(desk, event);
    const bytes = ledgerEntry(sha256, event, { salt, state });
    state = apply(state, event);
    const entry = decode(deskEntry, bytes);
    if (!entry.ok) throw new Error("an entry decodes");
    return { event, bytes, entry: entry.value };
  });
}

function saltFor(desk: Desk, { stream }: DeskEvent): Uint8Array {
  const found = desk.state.cases.get(stream);
  return (found && saltBytes(found.salt)) ?? deskSalt;
}

function busy(): Desk {
  const desk = Desk.staffed();
  const a = desk.confirmed("a", finding("a", ["t1", "t2"]));
  const b = desk.confirmed("b", finding("b", ["t3"]));
  desk.opened(a, ["t1", "t2"]);
  desk.agreed("send", {
    kind: "sendNotices",
    caseId: a,
    letter,
    accounts: [accountOf("t1"), accountOf("t2")],
  });
  desk.do({
    by: "desk",
    kind: "notices.sent",
    caseId: a,
    batchId: id("send"),
    told: [{ account: accountOf("t1") }, { account: accountOf("t2"), passedOver: "optedOut" }],
  });
  desk.do({
    by: ann,
    kind: "control.impose",
    controlId: id("control"),
    refused: { kind: "suspendAccount", value: accountOf("attacker a") },
    basis: "terms",
    reason: "termsBroken",
  });
  desk.do({ by: ann, kind: "control.withdraw", controlId: id("control") });
  desk.do({ by: ann, kind: "case.reopen", caseId: b, expected: desk.version(b) });
  return desk;
}

describe("[V30] an entry for the ledger", () => {
  it("names nobody and nothing", () => {
    const desk = busy();
    const secret = [
      ...Object.values(people).map((person) => person.id),
      ...["t1", "t2", "t3", "a", "b"].map(id),
      ...["t1", "t2", "attacker a"].map(accountOf),
      ...[...desk.state.cases.values()].map(({ salt }) => salt),
      toHex(utf8Encode("rule/a")),
    ];
    const logged = entries(desk).map(({ bytes }) => toHex(bytes));
    for (const each of secret) expect(logged.filter((entry) => entry.includes(each))).toEqual([]);
  });

  it("says kind, time and basis in clear, and of counts the band's beginning alone", () => {
    const byKind = Map.groupBy(entries(busy()), ({ event }) => event.kind);
    // Two people look like nobody.
    expect(byKind.get("targetsAllowed")?.[0]?.entry.atLeast).toBe(0);
    expect(byKind.get("noticesSent")?.[0]?.entry.atLeast).toBe(0);
    const targets = Array.from({ length: 57 }, (_, at) => `t${at}`);
    const many = { stream: id("c"), seq: 9, atMs: 1, by: [], kind: "targetsAllowed", targets } as const;
    const about = { salt: new Uint8Array(32), state: emptyDesk };
    const entry = decode(deskEntry, ledgerEntry(sha256, many, about));
    expect(entry.ok && entry.value.atLeast).toBe(50);
    expect(byKind.get("controlImposed")?.[0]?.entry.basis).toBe("terms");
    expect(byKind.get("controlLifted")?.[0]?.entry.basis).toBe("terms");
    expect(byKind.get("caseOpened")?.[0]?.entry.basis).toBeUndefined();
  });

  it("has a name for every kind of event, which keeps its place", () => {
    expect(entryKinds.slice(0, 4)).toEqual(["caseOpened", "findingsAdded", "caseConfirmed", "caseDismissed"]);
    expect(new Set(entryKinds).size).toBe(entryKinds.length);
  });
});

describe("[V31] what entries show of one another", () => {
  it("one stream is one, without gaps, and two deciders are two", () => {
    const logged = entries(busy());
    const streams = Map.groupBy(logged, ({ entry }) => toHex(entry.stream));
    expect(streams.size).toBe(new Set(logged.map(({ event }) => event.stream)).size);
    for (const stream of streams.values()) {
      expect(stream.map(({ entry }) => entry.seq)).toEqual(stream.map((_, index) => index + 1));
    }
    const opened = logged.find(({ event }) => event.kind === "targetsAllowed");
    expect(new Set(opened?.entry.by.map(toHex)).size).toBe(2);
  });

  it("one person in two cases isn't seen to be one", () => {
    const confirmed = entries(busy()).filter(({ event }) => event.kind === "caseConfirmed");
    expect(confirmed.map(({ event }) => event.by)).toEqual([[ann], [ann]]);
    expect(new Set(confirmed.flatMap(({ entry }) => entry.by.map(toHex))).size).toBe(2);
  });
});

describe("[V32] opening an entry", () => {
  it("takes the event and its salt, and both must be right", () => {
    const desk = busy();
    for (const { event, entry } of entries(desk)) {
      const salt = saltOf(sha256, saltFor(desk, event), event.seq);
      expect(toHex(commitmentTo(sha256, event, salt))).toBe(toHex(entry.commitment));
      const changed = { ...event, atMs: event.atMs + 1 };
      expect(toHex(commitmentTo(sha256, changed, salt))).not.toBe(toHex(entry.commitment));
      const other = saltOf(sha256, saltFor(desk, event), event.seq + 1);
      expect(toHex(commitmentTo(sha256, event, other))).not.toBe(toHex(entry.commitment));
    }
  });

  it("is the same for an event that went through a store", () => {
    const event = busy().events.find(({ kind, by }) => kind === "targetsAllowed" && by.includes(ben));
    const stored = JSON.parse(JSON.stringify(event)) as DeskEvent;
    expect(canonicalJson(stored)).toBe(canonicalJson(event));
  });
});

describe("[V32] canonical JSON (RFC 8785)", () => {
  it("has one form", () => {
    expect(canonicalJson({ b: [1, true, null], a: { é: "x\n", "": 0.1 }, c: undefined })).toBe(
      '{"a":{"":0.1,"é":"x\\n"},"b":[1,true,null]}',
    );
    // RFC 8785 §3.2.3: names in order of their UTF-16 units.
    const names = { "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\ud83d\ude00": 5, "\u0080": 6, "\u00f6": 7 };
    expect([...canonicalJson(names).matchAll(/:(\d)/g)].map(([, value]) => value)).toEqual(
      Array.from("2467153"),
    );
  });

  it("refuses what isn't plain data", () => {
    for (const odd of [new Map(), new Uint8Array(1), Number.NaN, "\ud800", 1n, () => 1]) {
      expect(() => canonicalJson({ odd })).toThrow("assertion failed");
    }
  });
});
