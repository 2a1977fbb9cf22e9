import { deepFrozen } from "@bridle/testkit";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  type BindingQuestion,
  type ControlProposal,
  decideControl,
  type Decision,
  type Enforced,
  type Order,
  orderControls,
  proposeOutsideOrder,
  refusedBy,
  reviewControl,
} from "../../src/index.ts";
import { found, on, wholeOrder, withEvents } from "./sample-order.ts";

const asked: BindingQuestion = {
  subject: "account-1",
  act: "usePlatform",
  platform: "chat",
  findings: [found("wrecker")],
  times: on("2026-02-01"),
};
const decide = (orders: readonly Order[], changes: Partial<BindingQuestion> = {}): Decision =>
  decideControl(deepFrozen(orders), { ...asked, ...changes });

/** An order of another court, about the same service, that allows or demands the act. */
function opposite(type: "permission" | "obligation", changes: Partial<Order> = {}): Order {
  return {
    ...wholeOrder,
    id: "urn:bridle:order:test:2",
    norms: wholeOrder.norms.map((norm) =>
      norm.id === "n1" ? { ...norm, type, acts: ["usePlatform"] as const } : norm,
    ),
    controls: [],
    ...changes,
  };
}

const stays = {
  what: "stayed",
  kind: "pendingAppeal",
  norms: null,
  until: null,
  days: null,
  date: "2026-01-20",
} as const;

test("[O17] what a binding order proposes: two approvals, norm, paragraph, truthful basis", () => {
  expect(decide([wholeOrder])).toEqual({
    kind: "bound",
    proposals: [
      {
        control: "suspendAccount",
        platform: "chat",
        subject: "account-1",
        approvals: 2,
        decidedFor: asked.times,
        basis: "order",
        ground: {
          order: wholeOrder.id,
          norm: "n1",
          as: "wrecker",
          cites: [{ anchor: "p1", label: "¶ 1", page: 1 }],
        },
      },
    ],
  });
  expect(decide([wholeOrder], { act: "createAccount" })).toMatchObject({
    proposals: [{ control: "refuseRegistration" }],
  });
  expect(decide([wholeOrder], { act: "targetUser" })).toMatchObject({
    proposals: [{ control: "preserveEvidence", ground: { norm: "n2" } }],
  });
  expect(decide([{ ...wholeOrder, controls: [] }])).toEqual({ kind: "bound", proposals: [] });
});

test("[O17] controls refuse or preserve; none looks at anybody", () => {
  expect(orderControls).toEqual(["refuseRegistration", "suspendAccount", "refuseBuild", "preserveEvidence"]);
});

test("[O16] two orders in conflict go to a person", () => {
  for (const type of ["permission", "obligation"] as const) {
    expect(decide([wholeOrder, opposite(type)])).toMatchObject({
      kind: "undetermined",
      questions: [
        {
          ask: "order.ask.conflict",
          order: "urn:bridle:order:test:2",
          norm: "n1",
          about: [wholeOrder.id, "n1"],
        },
      ],
    });
  }
  // Doubt about the other one is enough; another service, or an order without force, is no conflict.
  const doubtful = opposite("permission", {
    events: withEvents({ what: "unclear", norms: null, date: "2026-01-20" }).events,
  });
  expect(decide([wholeOrder, doubtful]).kind).toBe("undetermined");
  const stayed = opposite("permission", { events: withEvents(stays).events });
  expect(decide([wholeOrder, stayed]).kind).toBe("bound");
  const elsewhere = opposite("permission", {
    platforms: [{ id: "mail", name: "Mail", scope: "in", why: null, cite: ["p1"], standing: "verified" }],
  });
  expect(decide([wholeOrder, elsewhere]).kind).toBe("bound");
});

test("[O16] an open order asks while none binds, and doesn't hold up one that binds", () => {
  const open = withEvents({ what: "unclear", norms: null, date: "2026-01-20" });
  expect(decide([open])).toMatchObject({ kind: "undetermined", questions: [{ ask: "order.doubt.unclear" }] });
  const other = { ...open, id: "urn:bridle:order:test:3" };
  const findings = [found("wrecker"), found("wrecker", { order: other.id })];
  expect(decide([wholeOrder, other], { findings }).kind).toBe("bound");
  expect(decide([], {})).toEqual({ kind: "notBound", reasons: [] });
});

test("[O18] a refusal on one's own ground says so, and why no order carried it", () => {
  const sovereign = decide([wholeOrder], { findings: [found("wrecker"), found("sovereign")] });
  expect(sovereign.kind).toBe("notBound");
  if (sovereign.kind === "bound") return;
  const wanted = {
    control: "suspendAccount",
    platform: "chat",
    subject: "account-1",
    decidedFor: asked.times,
  } as const;
  const proposal = proposeOutsideOrder(sovereign, "terms", wanted);
  expect(proposal).toMatchObject({
    basis: "terms",
    approvals: 2,
    notByOrder: [{ order: wholeOrder.id, why: "order.notBound.carveOut", about: ["sovereign"] }],
  });
  expect(proposal).not.toHaveProperty("ground");
});

function active(decision: Decision): Enforced {
  if (decision.kind !== "bound") throw new Error("not bound");
  return { state: "active", proposal: decision.proposals[0] as ControlProposal };
}

test("[O19] a control ends when its norm no longer surely binds, and says why", () => {
  const enforced = active(decide([wholeOrder]));
  const later = on("2026-03-01");
  const review = (orders: readonly Order[]): Enforced =>
    reviewControl(enforced, decide(orders, { times: later }), later);
  expect(review([wholeOrder])).toBe(enforced);
  expect(review([withEvents(stays)])).toMatchObject({
    state: "lifted",
    at: later,
    reasons: [{ why: "order.notBound.stayed" }],
  });
  expect(review([withEvents({ what: "unclear", norms: null, date: "2026-02-10" })])).toMatchObject({
    state: "lifted",
    questions: [{ ask: "order.doubt.unclear" }],
  });
  expect(review([wholeOrder, opposite("permission")])).toMatchObject({
    state: "lifted",
    questions: [{ ask: "order.ask.conflict" }],
  });
  expect(review([]).state).toBe("lifted");
  // Another order that binds doesn't take over in silence.
  const other = { ...wholeOrder, id: "urn:bridle:order:test:9" };
  const decision = decide([other], { times: later, findings: [found("wrecker", { order: other.id })] });
  expect(decision.kind).toBe("bound");
  expect(reviewControl(enforced, decision, later).state).toBe("lifted");
});

test("[O19] what ended stays ended, whatever is decided afterwards", () => {
  const bound = decide([wholeOrder]);
  const stayed = decide([withEvents(stays)]);
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 1 }), (answers) => {
      let enforced = active(bound);
      let ended = false;
      for (const binds of answers) {
        ended ||= !binds;
        const before = enforced;
        enforced = reviewControl(enforced, binds ? bound : stayed, asked.times);
        // When and why it ended isn't overwritten either.
        expect(before.state === "lifted" && enforced !== before).toBe(false);
        expect(enforced.state).toBe(ended ? "lifted" : "active");
      }
    }),
  );
});

test("[O19] a refusal on terms or for safety doesn't end with an order", () => {
  const notBound = decide([wholeOrder], { platform: "photos" });
  if (notBound.kind === "bound") throw new Error("bound");
  const proposal = proposeOutsideOrder(notBound, "safety", {
    control: "refuseBuild",
    platform: "photos",
    subject: "build-1",
    decidedFor: asked.times,
  });
  const enforced: Enforced = { state: "active", proposal };
  expect(reviewControl(enforced, decide([withEvents(stays)]), asked.times)).toBe(enforced);
});

test("[O17] an approved proposal refuses that subject and nobody else", () => {
  const proposed = (control: ControlProposal["control"], subject: string) => refusedBy({ control, subject });
  const account = "ab".repeat(32);
  expect(proposed("suspendAccount", account)).toEqual({ kind: "suspendAccount", value: account });
  expect(proposed("refuseBuild", "evil/1.0")).toEqual({ kind: "refuseBuild", value: "evil/1.0" });
  // A client chooses the name of its build: one that stands for all builds must not refuse them all.
  expect(proposed("refuseBuild", "*")).toBeUndefined();
  expect(proposed("refuseBuild", "bridle/*")).toBeUndefined();
  expect(proposed("suspendAccount", "somebody")).toBeUndefined();
  expect(proposed("refuseBuild", account)).toBeUndefined();
  expect(proposed("refuseRegistration", account)).toBeUndefined();
  expect(proposed("preserveEvidence", account)).toBeUndefined();
});
