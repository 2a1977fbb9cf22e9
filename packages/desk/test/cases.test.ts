import { describe, expect, it } from "vitest";
import {
  caseKeptMs,
  exposuresOf,
  isDueForDeletion,
  isOverdue,
  replay,
  type Command,
  type Exposure,
} from "../src/index.ts";
import {
  accountOf,
  ann,
  ben,
  cora,
  DAY,
  Desk,
  exposure,
  finding,
  id,
  lea,
  letter,
  START,
} from "./desk-fixture.ts";

function exposed(desk: Desk, ...caseIds: readonly string[]): readonly string[] {
  const of = (caseId: string): readonly Exposure[] => {
    const found = desk.state.cases.get(caseId);
    return found === undefined ? [] : exposuresOf(found);
  };
  return [...new Set(caseIds.flatMap(of).map(({ target }) => target))].toSorted();
}

const targets = (...names: readonly string[]) => names.map(id).toSorted();
const on = (desk: Desk, caseId: string) => ({ by: ann, caseId, expected: desk.version(caseId) }) as const;
const merge = (desk: Desk, caseId: string, from: string): Command => ({
  ...on(desk, caseId),
  kind: "case.merge",
  from,
  expectedFrom: desk.version(from),
});

describe("merging and splitting", () => {
  function two(): { readonly desk: Desk; readonly a: string; readonly b: string } {
    const desk = Desk.staffed();
    const a = desk.confirmed("a", finding("a", ["t1", "t2"]));
    const b = desk.confirmed("b", finding("b", ["t2", "t3"]), finding("c", ["t4"]));
    return { desk, a, b };
  }

  it("[V22] lose nobody, nor what was opened, told and held", () => {
    const { desk, a, b } = two();
    desk.opened(b, ["t3"]);
    desk.agreed("send", { kind: "sendNotices", caseId: b, letter, accounts: [accountOf("t3")] });
    desk.do({
      by: "desk",
      kind: "notices.sent",
      caseId: b,
      batchId: id("send"),
      told: [{ account: accountOf("t3") }],
    });
    desk.do({ ...on(desk, b), by: cora, kind: "hold.place", holdId: id("hold"), sourceHash: "aa" });
    desk.do(merge(desk, a, b));
    const merged = desk.state.cases.get(a);
    expect(exposed(desk, a)).toEqual(targets("t1", "t2", "t3", "t4"));
    expect(merged?.status).toEqual({ kind: "confirmed" });
    expect(merged?.opened).toEqual([{ target: id("t3"), account: accountOf("t3") }]);
    expect(merged?.told).toMatchObject([{ account: accountOf("t3") }]);
    expect(merged?.holds).toHaveLength(1);

    desk.do({ ...on(desk, a), kind: "case.split", into: id("c"), findings: ["rule/b", "rule/c"] });
    expect(exposed(desk, a)).toEqual(targets("t1", "t2"));
    expect(exposed(desk, id("c"))).toEqual(targets("t2", "t3", "t4"));
    expect(desk.state.cases.get(id("c"))?.opened).toHaveLength(1);
    expect(desk.state.cases.get(id("c"))?.told).toHaveLength(1);
    expect([a, id("c")].map((each) => desk.state.cases.get(each)?.holds.length)).toEqual([1, 1]);
    expect(desk.state.cases.get(a)?.opened).toHaveLength(0);
  });

  it("[V22] keep the most that reached somebody, and the widest time", () => {
    const desk = Desk.staffed();
    const early = exposure("t1", { reached: "introduction", attempts: 2, firstAtMs: START - 5 });
    const late = exposure("t1", { reached: "lookedUp", attempts: 9, lastAtMs: START + 5 });
    const a = desk.confirmed("a", finding("a", [], { exposures: [early] }));
    const b = desk.confirmed("b", finding("b", [], { exposures: [late] }));
    desk.do(merge(desk, a, b));
    const found = desk.state.cases.get(a);
    expect(found && exposuresOf(found)).toEqual([
      { target: id("t1"), reached: "introduction", attempts: 9, firstAtMs: START - 5, lastAtMs: START + 5 },
    ]);
  });

  it("[V22] a merge with what isn't confirmed isn't confirmed", () => {
    const { desk, a } = two();
    desk.do({ by: ann, kind: "case.open", caseId: id("open"), findings: [finding("o", ["t9"])] });
    desk.do(merge(desk, a, id("open")));
    expect(desk.state.cases.get(a)?.status.kind).toBe("open");
  });

  it("[V25] each takes back the other; a merged case does nothing more", () => {
    const { desk, a, b } = two();
    const before = exposed(desk, b);
    desk.do(merge(desk, a, b));
    expect(desk.try({ ...on(desk, b), kind: "case.confirm" })).toBe("wrong_state");
    expect(desk.try(merge(desk, b, a))).toBe("wrong_state");
    desk.do({ ...on(desk, a), kind: "case.split", into: id("again"), findings: ["rule/b", "rule/c"] });
    expect(exposed(desk, id("again"))).toEqual(before);
    desk.do(merge(desk, a, id("again")));
    expect(exposed(desk, a)).toEqual(targets("t1", "t2", "t3", "t4"));
  });

  it("[V20] are refused whole where something is wrong", () => {
    const { desk, a, b } = two();
    const state = desk.state;
    const split = { ...on(desk, b), kind: "case.split", into: id("x"), findings: ["rule/b"] } as const;
    expect(desk.try({ ...split, findings: ["rule/b", "rule/c"] })).toBe("nothing_to_do");
    expect(desk.try({ ...split, findings: [] })).toBe("nothing_to_do");
    expect(desk.try({ ...split, findings: ["rule/none"] })).toBe("unknown_finding");
    expect(desk.try({ ...split, into: a })).toBe("bad_id");
    expect(desk.try({ ...split, into: "desk" })).toBe("bad_id");
    expect(desk.try(merge(desk, a, a))).toBe("wrong_state");
    expect(desk.try(merge(desk, a, id("none")))).toBe("unknown_case");
    expect(desk.state).toBe(state);
  });
});

describe("versions", () => {
  it("[V21] what was decided on an older version is refused, of both cases in a merge", () => {
    const desk = Desk.staffed();
    const a = desk.confirmed("a", finding("a", ["t1"]));
    const b = desk.confirmed("b", finding("b", ["t2"]));
    const stale = { ...on(desk, a), kind: "case.reopen" } as const;
    const mergeStale = merge(desk, b, a);
    desk.do({ ...on(desk, a), kind: "case.add", findings: [finding("d", ["t4"])] });
    expect(desk.try(stale)).toBe("stale");
    expect(desk.try(mergeStale)).toBe("stale");
    expect(desk.try({ ...stale, expected: desk.version(a) })).toBe("done");
  });

  it("[V29] what the desk reports makes no decision stale, what a person decides does", () => {
    const desk = Desk.staffed();
    const a = desk.confirmed("a", finding("a", ["t1", "t2"]));
    const seen = on(desk, a);
    for (const target of ["t3", "t4", "t5"]) {
      desk.do({ by: "desk", kind: "finding.seen", finding: finding("a", [target]) });
    }
    desk.do({ ...seen, kind: "case.reopen" });
    const opened = on(desk, a);
    desk.do({ by: "desk", kind: "finding.seen", finding: finding("a", ["t6"]) });
    desk.do({ ...opened, by: ben, kind: "case.confirm" });
    expect(desk.try({ ...opened, kind: "case.dismiss", reason: "harmless", growBy: 10, exposed: 5 })).toBe(
      "stale",
    );
    expect(desk.try({ ...opened, kind: "case.split", into: id("x"), findings: ["rule/a"] })).toBe("stale");
    expect(desk.try({ ...on(desk, a), expected: desk.version(a) + 1, kind: "case.reopen" })).toBe("stale");
    const confirmed = on(desk, a);
    desk.do({ by: "desk", kind: "finding.seen", finding: finding("a", ["t7"], { strength: "strong" }) });
    expect(desk.try({ ...confirmed, kind: "case.reopen" })).toBe("stale");
  });

  it("[V29] people can be opened and told while somebody takes the case back", () => {
    const desk = Desk.staffed();
    const a = desk.confirmed("a", finding("a", ["t1", "t2"]));
    desk.agreed("open", { kind: "openTargets", caseId: a, targets: [id("t1"), id("t2")] });
    const accounts = [accountOf("t1"), accountOf("t2")];
    const opened = ["t1", "t2"].map((name) => ({ target: id(name), account: accountOf(name) }));
    const allowed = on(desk, a);
    desk.do({ by: "desk", kind: "targets.opened", caseId: a, opened, lost: [] });
    expect(desk.state.cases.get(a)?.decidedVersion).toBe(allowed.expected);
    desk.agreed("send", { kind: "sendNotices", caseId: a, letter, accounts });
    const sending = on(desk, a);
    const told = [{ account: accountOf("t1") }];
    desk.do({ by: "desk", kind: "notices.sent", caseId: a, batchId: id("send"), told });
    desk.do({ ...sending, kind: "case.reopen" });
    expect(desk.state.cases.get(a)?.batches[0]).toMatchObject({ stopped: true, accounts: accounts.slice(1) });
  });

  it("[V29] a dismissal of what has grown as much as would bring it back is refused", () => {
    const desk = Desk.staffed();
    const a = id("a");
    desk.do({ by: ann, kind: "case.open", caseId: a, findings: [finding("a", ["t1", "t2"])] });
    const dismiss = { ...on(desk, a), kind: "case.dismiss", reason: "harmless", growBy: 2 } as const;
    desk.do({ by: "desk", kind: "finding.seen", finding: finding("a", ["t3"]) });
    const before = desk.state;
    desk.do({ ...dismiss, exposed: 2 });
    expect(desk.state.cases.get(a)?.status).toMatchObject({ kind: "dismissed", exposed: 2 });
    desk.do({ by: "desk", kind: "finding.seen", finding: finding("a", ["t4"]) });
    expect(desk.state.cases.get(a)?.status.kind).toBe("open");
    desk.state = before;
    desk.do({ by: "desk", kind: "finding.seen", finding: finding("a", ["t4"]) });
    expect(desk.try({ ...dismiss, exposed: 2 })).toBe("stale");
    expect(desk.try({ ...dismiss, exposed: 3 })).toBe("done");
  });

  it("[V21] two decisions on one state take the same place", () => {
    const desk = Desk.staffed();
    const a = desk.confirmed("a", finding("a", ["t1"]));
    const before = desk.state;
    desk.do({ ...on(desk, a), kind: "case.reopen" });
    const first = desk.events.at(-1);
    desk.state = before;
    desk.do({ ...on(desk, a), kind: "case.add", findings: [finding("z", ["t2"])] });
    const second = desk.events.at(-1);
    expect([first?.stream, first?.seq]).toEqual([second?.stream, second?.seq]);
  });
});

describe("findings", () => {
  it("[V23] one that is said again with fewer people takes nobody away", () => {
    const desk = Desk.staffed();
    const a = desk.confirmed("a", finding("a", ["t1", "t2"], { strength: "strong" }));
    desk.do({ by: "desk", kind: "finding.seen", finding: finding("a", ["t3"], { strength: "weak" }) });
    expect(exposed(desk, a)).toEqual(targets("t1", "t2", "t3"));
    expect(desk.state.cases.get(a)?.findings[0]?.strength).toBe("strong");
    const again = desk.state.cases.get(a)?.findings[0] ?? finding("a", []);
    expect(desk.try({ by: "desk", kind: "finding.seen", finding: again })).toBe("nothing_to_do");
    expect(desk.try({ by: "desk", kind: "finding.seen", finding: finding("new", ["t1"]) })).toBe(
      "unknown_finding",
    );
  });

  it("[V24] a dismissed one is quiet until it has grown as much as was said", () => {
    const desk = Desk.staffed();
    const a = id("a");
    desk.do({ by: ann, kind: "case.open", caseId: a, findings: [finding("a", ["t1", "t2"])] });
    expect(
      desk.try({ ...on(desk, a), kind: "case.dismiss", reason: "harmless", growBy: 0, exposed: 9 }),
    ).toBe("wrong_state");
    desk.do({ ...on(desk, a), kind: "case.dismiss", reason: "harmless", growBy: 2, exposed: 9 });
    expect(desk.try({ by: ann, kind: "case.open", caseId: id("b"), findings: [finding("a", ["t1"])] })).toBe(
      "finding_taken",
    );
    const status = () => desk.state.cases.get(a)?.status.kind;
    desk.do({ by: "desk", kind: "finding.seen", finding: finding("a", ["t3"]) });
    expect(status()).toBe("dismissed");
    desk.do({ by: "desk", kind: "finding.seen", finding: finding("a", ["t4"]) });
    expect(status()).toBe("open");
    desk.do({ ...on(desk, a), kind: "case.dismiss", reason: "harmless", growBy: 100, exposed: 9 });
    desk.do({ by: "desk", kind: "finding.seen", finding: finding("a", ["t4"], { strength: "strong" }) });
    expect(status()).toBe("open");
  });

  it("[V20] one case holds a finding once", () => {
    const desk = Desk.staffed();
    const a = desk.confirmed("a", finding("a", ["t1"]), finding("a", ["t1"]));
    expect(desk.state.cases.get(a)?.findings).toHaveLength(1);
    const second = { by: ann, kind: "case.open", caseId: id("b"), findings: [finding("a", ["t1"])] } as const;
    expect(desk.try(second)).toBe("finding_taken");
    expect(desk.try({ ...second, findings: [] })).toBe("nothing_to_do");
    expect(desk.try({ ...second, caseId: a, findings: [finding("x", [])] })).toBe("bad_id");
    expect(desk.try({ ...on(desk, a), kind: "case.add", findings: [finding("a", ["t1"])] })).toBe(
      "finding_taken",
    );
  });

  it("[V25] reopening stops the notices that haven't left", () => {
    const desk = Desk.staffed();
    const a = desk.confirmed("a", finding("a", ["t1", "t2"]));
    desk.opened(a, ["t1", "t2"]);
    desk.agreed("send", {
      kind: "sendNotices",
      caseId: a,
      letter,
      accounts: [accountOf("t1"), accountOf("t2")],
    });
    desk.do({ ...on(desk, a), by: lea, kind: "case.reopen" });
    expect(desk.state.cases.get(a)?.batches).toMatchObject([{ stopped: true }]);
  });
});

describe("how long a case file is kept", () => {
  function told(desk: Desk, caseId: string, names: readonly string[]): void {
    const accounts = names.map(accountOf);
    desk.agreed(`send ${names.join()}`, { kind: "sendNotices", caseId, letter, accounts });
    const batchId = id(`send ${names.join()}`);
    desk.do({
      by: "desk",
      kind: "notices.sent",
      caseId,
      batchId,
      told: accounts.map((account) => ({ account })),
    });
  }
  const due = (desk: Desk, caseId: string) => {
    const found = desk.state.cases.get(caseId);
    return found !== undefined && isDueForDeletion(found, desk.nowMs);
  };

  it("[V28] until everybody was told, and 90 days", () => {
    const desk = Desk.staffed();
    const a = desk.confirmed("a", finding("a", ["t1", "t2", "t3"]));
    desk.opened(a, ["t1", "t2"]);
    told(desk, a, ["t1"]);
    desk.nowMs += 10 * caseKeptMs;
    expect(due(desk, a)).toBe(false);
    const overdue = desk.state.cases.get(a);
    expect(overdue && isOverdue(overdue, desk.nowMs)).toBe(true);
    told(desk, a, ["t2"]);
    desk.agreed("third", { kind: "openTargets", caseId: a, targets: [id("t3")] });
    desk.do({ by: "desk", kind: "targets.opened", caseId: a, opened: [], lost: [id("t3")] });
    expect(due(desk, a)).toBe(false);
    desk.nowMs += caseKeptMs;
    expect(due(desk, a)).toBe(true);
  });

  it("[V28] while a hold lasts, and as long when nobody confirmed it", () => {
    const desk = Desk.staffed();
    const a = id("a");
    desk.do({ by: ann, kind: "case.open", caseId: a, findings: [finding("a", ["t1"])] });
    desk.do({ ...on(desk, a), by: cora, kind: "hold.place", holdId: id("hold"), sourceHash: "aa" });
    desk.nowMs += 2 * caseKeptMs;
    expect(desk.try({ by: "desk", kind: "case.delete", caseId: a })).toBe("not_due");
    desk.do({ ...on(desk, a), by: cora, kind: "hold.release", holdId: id("hold") });
    expect(desk.try({ ...on(desk, a), by: cora, kind: "hold.release", holdId: id("hold") })).toBe(
      "unknown_hold",
    );
    desk.nowMs += caseKeptMs;
    desk.do({ by: "desk", kind: "case.delete", caseId: a });
    expect(desk.try({ by: ann, kind: "case.open", caseId: a, findings: [finding("a", ["t1"])] })).toBe(
      "bad_id",
    );
  });

  it("[V28] what is deleted leaves no trace in the state, and the rest replays without its stream", () => {
    const desk = Desk.staffed();
    const a = desk.confirmed("a", finding("a", ["t1"]));
    const b = desk.confirmed("b", finding("b", ["t2"]));
    desk.opened(b, ["t2"]);
    desk.do({
      ...on(desk, b),
      kind: "notice.sendOne",
      batchId: id("one"),
      letter,
      account: accountOf("t2"),
    });
    desk.do({
      by: "desk",
      kind: "notices.sent",
      caseId: b,
      batchId: id("one"),
      told: [{ account: accountOf("t2") }],
    });
    desk.do(merge(desk, a, b));
    desk.nowMs += caseKeptMs + DAY;
    desk.do({ by: "desk", kind: "case.delete", caseId: b });
    const left = desk.events.filter(({ stream }) => stream !== b);
    expect(replay(left)).toEqual(desk.state);
    expect(JSON.stringify([...desk.state.cases.keys()])).not.toContain(b);
    expect(desk.state.cases.get(a)?.opened).toHaveLength(1);
  });
});
