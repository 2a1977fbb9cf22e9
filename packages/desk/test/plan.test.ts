import type { AccountId } from "@bridle/protocol";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { batches, planNotices, type NoticePlan } from "../src/index.ts";
import { accountOf, DAY, Desk, exposure, finding, id, letter, START } from "./desk-fixture.ts";

const done = { refused: true, accountsClosed: false, repaired: false };

function plan(desk: Desk, optedOut: readonly AccountId[] = []): NoticePlan {
  return planNotices(desk.state.cases.values(), { optedOut: new Set(optedOut), done, helpEdition: 1 });
}

function told(desk: Desk, caseId: string, { notices }: NoticePlan): void {
  for (const [index, batch] of batches({ notices }, 100).entries()) {
    const name = `${caseId} ${desk.nowMs} ${index}`;
    desk.agreed(name, { kind: "sendNotices", ...batch });
    const sent = batch.accounts.map((account) => ({ account }));
    desk.do({ by: "desk", kind: "notices.sent", caseId: batch.caseId, batchId: id(name), told: sent });
  }
}

describe("[N1] who is told", () => {
  it("everybody who was opened in a confirmed case, each once", () => {
    const desk = Desk.staffed();
    const a = desk.confirmed("a", finding("a", ["t1", "t2", "t3"]));
    const b = desk.confirmed("b", finding("b", ["t2"], { strength: "certain", signals: [] }));
    desk.opened(a, ["t1", "t2"]);
    desk.opened(b, ["t2"]);
    const made = plan(desk);
    expect(made.notices.map(({ account }) => account)).toEqual([accountOf("t1"), accountOf("t2")]);
    expect(made.notices.map(({ letter: said }) => said.confidence)).toEqual(["likely", "strong"]);
    expect(made.unopened).toEqual([{ caseId: a, targets: 1 }]);
    desk.do({ by: id("ann"), kind: "case.reopen", caseId: a, expected: desk.version(a) });
    expect(plan(desk).notices.map(({ account }) => account)).toEqual([accountOf("t2")]);
  });

  it("says all of several cases: the widest time, everything that was seen", () => {
    const desk = Desk.staffed();
    const signals = (kind: "callRefused" | "memberRefused") => [
      { kind, count: 1, firstAtMs: START, lastAtMs: START },
    ];
    const early = [exposure("t1", { firstAtMs: START - 3 * DAY, lastAtMs: START - 2 * DAY })];
    const a = desk.confirmed("a", finding("a", [], { exposures: early, signals: signals("callRefused") }));
    const b = desk.confirmed("b", finding("b", ["t1"], { signals: signals("memberRefused") }));
    desk.opened(a, ["t1"]);
    desk.opened(b, ["t1"]);
    const [notice] = plan(desk).notices;
    expect(notice?.letter).toMatchObject({
      seen: { calls: true, groupAdds: true, introductions: false },
      firstDay: 19_997,
      furtherDays: 3,
      reached: "introduction",
    });
  });
});

describe("[N2] who isn't told", () => {
  it("who was told as much, and who said no more; both are counted", () => {
    const desk = Desk.staffed();
    const a = desk.confirmed("a", finding("a", ["t1", "t2"]));
    desk.opened(a, ["t1", "t2"]);
    expect(plan(desk, [accountOf("t2")]).passedOver).toEqual([
      { account: accountOf("t2"), caseId: a, why: "optedOut" },
    ]);
    told(desk, a, plan(desk, [accountOf("t2")]));
    expect(plan(desk, [accountOf("t2")]).notices).toEqual([]);
    expect(plan(desk).passedOver).toEqual([{ account: accountOf("t1"), caseId: a, why: "alreadyTold" }]);
    expect(plan(desk).notices.map(({ account }) => account)).toEqual([accountOf("t2")]);
  });

  it("but who has more to hear is told again", () => {
    const desk = Desk.staffed();
    const a = desk.confirmed("a", finding("a", ["t1"]));
    desk.opened(a, ["t1"]);
    told(desk, a, plan(desk));
    const later = [exposure("t1", { lastAtMs: START + 2 * DAY })];
    desk.do({ by: "desk", kind: "finding.seen", finding: finding("a", [], { exposures: later }) });
    expect(plan(desk).notices).toMatchObject([{ letter: { furtherDays: 2 } }]);
  });
});

describe("[N3] what a notice says of others", () => {
  it("nothing: an introduction that others got isn't theirs", () => {
    const desk = Desk.staffed();
    const exposures = [exposure("t1", { reached: "lookedUp" }), exposure("t2", { reached: "introduction" })];
    const a = desk.confirmed("a", finding("a", [], { exposures }));
    desk.opened(a, ["t1", "t2"]);
    expect(plan(desk).notices.map(({ letter: { reached, seen } }) => [reached, seen.introductions])).toEqual([
      ["lookedUp", false],
      ["introduction", true],
    ]);
  });
});

describe("[N4] batches", () => {
  it("hold each notice once, one letter each, and no more than may be", () => {
    const notice = fc.record({
      account: fc.nat({ max: 1_000 }).map((name) => accountOf(String(name))),
      caseId: fc.constantFrom(id("a"), id("b")),
      letter: fc.nat({ max: 2 }).map((firstDay) => ({ ...letter, firstDay })),
    });
    const plans = fc.uniqueArray(notice, { selector: ({ account }) => account, maxLength: 60 });
    fc.assert(
      fc.property(plans, fc.integer({ min: 1, max: 10 }), (notices, max) => {
        const pieces = batches({ notices }, max);
        expect(pieces.every(({ accounts }) => accounts.length > 0 && accounts.length <= max)).toBe(true);
        const sent = pieces.flatMap(({ caseId, letter: said, accounts }) =>
          accounts.map((account) => ({ account, caseId, letter: said })),
        );
        const byAccount = (a: { readonly account: string }, b: { readonly account: string }): number =>
          a.account < b.account ? -1 : 1;
        expect(sent.toSorted(byAccount)).toEqual([...notices].toSorted(byAccount));
      }),
    );
  });
});
