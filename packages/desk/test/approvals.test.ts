import { describe, expect, it } from "vitest";
import { aloneEveryMs, contentHash, proposalLifetimeMs, type Action } from "../src/index.ts";
import { accountOf, ann, ben, cora, Desk, finding, HOUR, id, lea, letter, sha256 } from "./desk-fixture.ts";

const proposalId = id("proposal");

function proposed(): { readonly desk: Desk; readonly caseId: string; readonly action: Action } {
  const desk = Desk.staffed();
  const caseId = desk.confirmed("case", finding("a", ["t1", "t2"]));
  const action = { kind: "openTargets", caseId, targets: [id("t1")] } as const;
  desk.do({ by: ann, kind: "proposal.make", proposalId, action });
  return { desk, caseId, action };
}

describe("two persons", () => {
  it("[V11] one proposes and another approves; then the event names both", () => {
    const { desk, caseId } = proposed();
    const contentHash = desk.hash(proposalId);
    expect(desk.try({ by: ann, kind: "proposal.approve", proposalId, contentHash })).toBe("own_proposal");
    desk.do({ by: ben, kind: "proposal.approve", proposalId, contentHash });
    expect(desk.state.cases.get(caseId)?.allowed).toEqual([id("t1")]);
    expect(desk.events.at(-1)).toMatchObject({ kind: "targetsAllowed", by: [ann, ben] });
  });

  it("[V12] an approval of anything else than what was proposed isn't one", () => {
    const { desk, action } = proposed();
    const wider: Action = {
      ...action,
      kind: "openTargets",
      caseId: id("case"),
      targets: [id("t1"), id("t2")],
    };
    for (const other of [
      contentHash(sha256, { id: proposalId, action: wider }),
      contentHash(sha256, { id: id("another"), action }),
      "",
    ]) {
      const outcome = desk.try({ by: ben, kind: "proposal.approve", proposalId, contentHash: other });
      expect(outcome).toBe("different_content");
    }
  });

  it("[V12] who is exposed later isn't in what was approved", () => {
    const { desk, caseId } = proposed();
    desk.do({ by: "desk", kind: "finding.seen", finding: finding("a", ["t1", "t2", "t3"]) });
    desk.do({ by: ben, kind: "proposal.approve", proposalId, contentHash: desk.hash(proposalId) });
    const opened = [{ target: id("t3"), account: accountOf("t3") }];
    expect(desk.try({ by: "desk", kind: "targets.opened", caseId, opened, lost: [] })).toBe(
      "second_person_needed",
    );
  });

  it("[V13] a proposal ends after 72 hours, by withdrawal, with its author, and with its approval", () => {
    const late = proposed().desk;
    late.nowMs += proposalLifetimeMs;
    const approve = (desk: Desk) =>
      desk.try({ by: ben, kind: "proposal.approve", proposalId, contentHash: desk.hash(proposalId) });
    expect(approve(late)).toBe("expired");
    late.nowMs -= 1;
    expect(approve(late)).toBe("done");
    expect(approve(late)).toBe("wrong_state");

    const withdrawn = proposed().desk;
    withdrawn.do({ by: lea, kind: "proposal.withdraw", proposalId });
    expect(approve(withdrawn)).toBe("wrong_state");

    const left = proposed().desk;
    left.do({ by: "operator", kind: "person.revoke", personId: ann });
    expect(approve(left)).toBe("proposer_gone");
  });

  it("[V14] looks at the world again when it is approved", () => {
    const { desk, caseId } = proposed();
    desk.do({ by: lea, kind: "case.reopen", caseId, expected: desk.version(caseId) });
    const approve = () =>
      desk.try({ by: ben, kind: "proposal.approve", proposalId, contentHash: desk.hash(proposalId) });
    expect(approve()).toBe("wrong_state");
    const second = Desk.staffed();
    const merged = second.confirmed("case", finding("a", ["t1", "t2"]));
    const into = second.confirmed("into", finding("b", ["t9"]));
    second.do({
      by: ann,
      kind: "proposal.make",
      proposalId,
      action: { kind: "openTargets", caseId: merged, targets: [id("t1")] },
    });
    second.do({
      by: ann,
      kind: "case.merge",
      caseId: into,
      expected: second.version(into),
      from: merged,
      expectedFrom: second.version(merged),
    });
    expect(
      second.try({ by: ben, kind: "proposal.approve", proposalId, contentHash: second.hash(proposalId) }),
    ).toBe("wrong_state");
  });

  it("[V14] nothing is proposed about cases, people and controls that aren't there", () => {
    const { desk, caseId } = proposed();
    const unconfirmed = id("unconfirmed");
    desk.do({ by: ann, kind: "case.open", caseId: unconfirmed, findings: [finding("b", ["t5"])] });
    const account = accountOf("t1");
    const attempts: readonly [Action, string][] = [
      [{ kind: "openTargets", caseId: id("none"), targets: [id("t1")] }, "unknown_case"],
      [{ kind: "openTargets", caseId, targets: [id("t9")] }, "not_opened"],
      [{ kind: "openTargets", caseId, targets: [] }, "nothing_to_do"],
      [{ kind: "openTargets", caseId: unconfirmed, targets: [id("t5")] }, "wrong_state"],
      [{ kind: "sendNotices", caseId, letter, accounts: [account] }, "not_opened"],
      [{ kind: "sendNotices", caseId, letter, accounts: [] }, "nothing_to_do"],
      [{ kind: "liftControl", controlId: id("none") }, "unknown_control"],
    ];
    for (const [action, refusal] of attempts) {
      expect(desk.try({ by: ann, kind: "proposal.make", proposalId: id("other"), action })).toBe(refusal);
    }
    expect(
      desk.try({
        by: ann,
        kind: "proposal.make",
        proposalId,
        action: attempts[1]?.[0] ?? { kind: "liftControl", controlId: "" },
      }),
    ).toBe("bad_id");
  });

  it("[V4] [V11] an order takes counsel", () => {
    const { desk } = proposed();
    const order = { orderId: "order", sourceHash: "aa".repeat(32), dataHash: "bb".repeat(32) };
    const orderProposal = id("order");
    desk.do({
      by: cora,
      kind: "proposal.make",
      proposalId: orderProposal,
      action: { kind: "confirmOrder", order },
    });
    const contentHash = desk.hash(orderProposal);
    const approve = (by: string) =>
      desk.try({ by, kind: "proposal.approve", proposalId: orderProposal, contentHash });
    expect([approve(lea), approve(ann), approve(cora)]).toEqual([
      "not_allowed",
      "not_allowed",
      "own_proposal",
    ]);
    desk.do({
      by: lea,
      kind: "proposal.make",
      proposalId: id("again"),
      action: { kind: "confirmOrder", order },
    });
    desk.do({
      by: cora,
      kind: "proposal.approve",
      proposalId: id("again"),
      contentHash: desk.hash(id("again")),
    });
    expect(desk.state.orders.get("order")).toEqual(order);
  });
});

describe("one person's notice", () => {
  function openedCase(): { readonly desk: Desk; readonly caseId: string } {
    const desk = Desk.staffed();
    const caseId = desk.confirmed("case", finding("a", ["t1"]), finding("b", ["t2"]));
    desk.opened(caseId, ["t1", "t2"]);
    return { desk, caseId };
  }
  const sendOne = (
    desk: Desk,
    { caseId, target, by = ann }: { readonly caseId: string; readonly target: string; readonly by?: string },
  ) =>
    desk.try({
      by,
      kind: "notice.sendOne",
      caseId,
      expected: desk.version(caseId),
      batchId: id(`one ${target} ${desk.nowMs}`),
      letter,
      account: accountOf(target),
    });

  it("[V15] goes to one account, and for a week to no second one, in whichever case", () => {
    const { desk, caseId } = openedCase();
    expect(sendOne(desk, { caseId, target: "t1" })).toBe("done");
    expect(sendOne(desk, { caseId, target: "t2" })).toBe("second_person_needed");
    // Split while nothing is on its way.
    desk.do({
      by: "desk",
      kind: "notices.sent",
      caseId,
      batchId: id(`one t1 ${desk.nowMs}`),
      told: [{ account: accountOf("t1") }],
    });
    desk.do({
      by: ann,
      kind: "case.split",
      caseId,
      expected: desk.version(caseId),
      into: id("half"),
      findings: ["rule/b"],
    });
    expect(sendOne(desk, { caseId: id("half"), target: "t2" })).toBe("second_person_needed");
    expect(sendOne(desk, { caseId: id("half"), target: "t2", by: ben })).toBe("done");
    // On its way to them: nobody sends it twice.
    desk.nowMs += aloneEveryMs;
    expect(sendOne(desk, { caseId: id("half"), target: "t2" })).toBe("nothing_to_do");
    const batchId = id(`one t2 ${desk.nowMs - aloneEveryMs}`);
    desk.do({ by: ben, kind: "notice.stop", caseId: id("half"), batchId });
    expect(sendOne(desk, { caseId: id("half"), target: "t2" })).toBe("done");
  });

  it("[V27] goes only to people whom two persons let be opened", () => {
    const { desk, caseId } = openedCase();
    expect(sendOne(desk, { caseId, target: "t3" })).toBe("not_opened");
  });

  it("[V27] nobody outside a batch is told, and nobody of one that was stopped is on the way", () => {
    const { desk, caseId } = openedCase();
    const accounts = [accountOf("t1"), accountOf("t2")];
    desk.agreed("batch", { kind: "sendNotices", caseId, letter, accounts });
    const tell = (account: string, batchId = id("batch")) =>
      desk.try({
        by: "desk",
        kind: "notices.sent",
        caseId,
        batchId,
        told: [{ account: accountOf(account) }],
      });
    expect(tell("t9")).toBe("second_person_needed");
    expect(tell("t1", id("none"))).toBe("unknown_batch");
    expect(tell("t1")).toBe("done");
    expect(tell("t1")).toBe("second_person_needed");
    desk.do({ by: ben, kind: "notice.stop", caseId, batchId: id("batch") });
    expect(desk.state.cases.get(caseId)?.batches).toMatchObject([
      { stopped: true, accounts: [accountOf("t2")] },
    ]);
    expect(desk.try({ by: ben, kind: "notice.stop", caseId, batchId: id("batch") })).toBe("unknown_batch");
    // It was on its way already when it was stopped: that it was told is recorded all the same.
    expect(tell("t2")).toBe("done");
  });
});

describe("controls over time", () => {
  it("[V15] an hour alone doesn't become two", () => {
    const desk = Desk.staffed();
    const impose = (name: string, overBytes: number, by = ann) =>
      desk.try({
        by,
        kind: "control.impose",
        controlId: id(name),
        refused: { kind: "refuseSize", value: { class: "call", overBytes } },
        basis: "safety",
        reason: "attackUnderway",
      });
    expect(impose("one", 100)).toBe("done");
    desk.nowMs += HOUR;
    expect(impose("two", 101)).toBe("second_person_needed");
    expect(impose("three", 101, ben)).toBe("done");
    desk.nowMs += 23 * HOUR;
    expect(impose("four", 100)).toBe("done");
  });
});
