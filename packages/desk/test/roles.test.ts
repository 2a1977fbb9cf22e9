import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  abilities,
  controlHash,
  groundsOf,
  noonOf,
  orderWork,
  roleMay,
  roles,
  type Ability,
  type Command,
  type PersonalCommand,
  type Role,
} from "../src/index.ts";
import {
  accountOf,
  ann,
  ben,
  cora,
  Desk,
  finding,
  HOUR,
  id,
  lea,
  letter,
  people,
  sha256,
} from "./desk-fixture.ts";
import { refOf, wholeOrder } from "./orders/sample-order.ts";

const allAbilities = Object.keys(abilities) as readonly Ability[];

/** The table in SPEC.md: written down apart from the code's. */
function specified(): ReadonlyMap<string, readonly Role[]> {
  const text = readFileSync(new URL("../SPEC.md", import.meta.url), "utf8");
  const rows = [...text.matchAll(/^\| `(?<ability>[\w.:]+)` \|(?<cells>.+)\|$/gm)];
  return new Map(
    rows.map(({ groups }) => {
      const cells = (groups?.["cells"] ?? "").split("|").map((cell) => cell.trim());
      return [groups?.["ability"] ?? "", roles.filter((_, index) => cells[index] === "yes")];
    }),
  );
}

const subject = accountOf("party");
const order = refOf(wholeOrder);

/** A desk on which each command would do something, if its author may. */
function ready(): { readonly desk: Desk; readonly commands: Readonly<Record<Ability, PersonalCommand>> } {
  const desk = Desk.staffed();
  const open = id("open");
  desk.do({
    by: ann,
    kind: "case.open",
    caseId: open,
    findings: [finding("a", ["t1"]), finding("b", ["t2"])],
  });
  const confirmed = desk.confirmed("confirmed", finding("c", ["t3", "t4", "t5"]));
  desk.opened(confirmed, ["t3", "t4", "t5"]);
  desk.do({
    by: cora,
    kind: "hold.place",
    caseId: confirmed,
    expected: desk.version(confirmed),
    holdId: id("held"),
    sourceHash: "cc",
  });
  desk.orders = [wholeOrder];
  desk.nowMs = noonOf("2026-02-01") ?? 0;
  desk.agreed("order", { kind: "confirmOrder", order }, [lea, cora]);
  const party = { by: ann, kind: "party.find", order: wholeOrder.id, subject, as: "wrecker" } as const;
  desk.do({ ...party, grade: "found", conditions: [] });
  const { asks } = orderWork(groundsOf(desk.state, desk.env()));
  const ask = asks.find(({ control }) => control === "suspendAccount");
  if (ask === undefined) throw new Error("the sample asks for something");
  const both = [accountOf("t3"), accountOf("t4")];
  const third = [accountOf("t5")];
  desk.agreed("batch", { kind: "sendNotices", caseId: confirmed, letter, accounts: third });
  const propose = (
    name: string,
    action: Extract<Command, { kind: "proposal.make" }>["action"],
    by = ann,
  ): string => {
    desk.do({ by, kind: "proposal.make", proposalId: id(name), action });
    return id(name);
  };
  const impose = (
    name: string,
    more: Partial<Extract<Command, { kind: "control.impose" }>>,
    by = lea,
  ): string => {
    desk.do({
      by,
      kind: "control.impose",
      controlId: id(name),
      refused: { kind: "suspendAccount", value: accountOf(name) },
      basis: "safety",
      reason: "attackUnderway",
      ...more,
    });
    return id(name);
  };
  const actions = {
    openTargets: { kind: "openTargets", caseId: confirmed, targets: [id("t3")] },
    sendNotices: { kind: "sendNotices", caseId: confirmed, letter, accounts: both },
    confirmOrder: { kind: "confirmOrder", order: { ...order, orderId: "order-2" } },
    enforceOrder: { kind: "enforceOrder", ask },
    liftControl: { kind: "liftControl", controlId: impose("lifted", {}) },
  } as const;
  const make = (action: (typeof actions)[keyof typeof actions]): PersonalCommand => ({
    by: ann,
    kind: "proposal.make",
    proposalId: id(`new ${action.kind}`),
    action,
  });
  // Proposed by people who are none of those that try to approve.
  for (const name of ["pia", "paul"]) {
    desk.do({
      by: "operator",
      kind: "person.appoint",
      personId: id(name),
      role: name === "pia" ? "lead" : "counsel",
    });
  }
  const approve = (action: (typeof actions)[keyof typeof actions]): PersonalCommand => {
    const proposalId = propose(`old ${action.kind}`, action, id("pia"));
    return { by: ann, kind: "proposal.approve", proposalId, contentHash: desk.hash(proposalId) };
  };
  const imposing = (basis: "terms" | "safety"): PersonalCommand => ({
    by: ann,
    kind: "control.impose",
    controlId: id(`impose ${basis}`),
    refused: { kind: "suspendAccount", value: accountOf(`account ${basis}`) },
    basis,
    reason: "termsBroken",
  });
  const confirming = (basis: "terms" | "safety"): PersonalCommand => {
    const {
      by: _by,
      kind: _kind,
      ...terms
    } = imposing(basis) as Extract<Command, { kind: "control.impose" }>;
    const controlId = impose(`old ${basis}`, { ...terms, controlId: id(`old ${basis}`) }, id("pia"));
    const control = desk.state.controls.get(controlId);
    return {
      by: ann,
      kind: "control.confirm",
      controlId,
      contentHash: control === undefined ? "" : controlHash(sha256, control),
    };
  };
  const prepared = {
    approves: {
      openTargets: approve(actions.openTargets),
      sendNotices: approve(actions.sendNotices),
      confirmOrder: approve(actions.confirmOrder),
      enforceOrder: approve(actions.enforceOrder),
      liftControl: approve(actions.liftControl),
    },
    confirms: { terms: confirming("terms"), safety: confirming("safety") },
    withdrawn: propose("to withdraw", actions.openTargets),
    mine: impose("mine", {}),
  };
  const onOpen = { by: ann, caseId: open, expected: desk.version(open) } as const;
  const onConfirmed = { by: ann, caseId: confirmed, expected: desk.version(confirmed) } as const;
  return {
    desk,
    commands: {
      "case.open": { by: ann, kind: "case.open", caseId: id("new"), findings: [finding("n", ["t9"])] },
      "case.add": { ...onOpen, kind: "case.add", findings: [finding("m", ["t8"])] },
      "case.confirm": { ...onOpen, kind: "case.confirm" },
      "case.dismiss": { ...onOpen, kind: "case.dismiss", reason: "harmless", growBy: 1, exposed: 9 },
      "case.reopen": { ...onConfirmed, kind: "case.reopen" },
      "case.merge": { ...onOpen, kind: "case.merge", from: confirmed, expectedFrom: onConfirmed.expected },
      "case.split": { ...onOpen, kind: "case.split", into: id("half"), findings: ["rule/a"] },
      "hold.place": { ...onOpen, kind: "hold.place", holdId: id("hold"), sourceHash: "dd" },
      "hold.release": { ...onConfirmed, kind: "hold.release", holdId: id("held") },
      "proposal.make:openTargets": make(actions.openTargets),
      "proposal.make:sendNotices": make(actions.sendNotices),
      "proposal.make:confirmOrder": make(actions.confirmOrder),
      "proposal.make:enforceOrder": make(actions.enforceOrder),
      "proposal.make:liftControl": make(actions.liftControl),
      "proposal.approve:openTargets": prepared.approves.openTargets,
      "proposal.approve:sendNotices": prepared.approves.sendNotices,
      "proposal.approve:confirmOrder": prepared.approves.confirmOrder,
      "proposal.approve:enforceOrder": prepared.approves.enforceOrder,
      "proposal.approve:liftControl": prepared.approves.liftControl,
      "proposal.withdraw": { by: ann, kind: "proposal.withdraw", proposalId: prepared.withdrawn },
      "notice.sendOne": {
        ...onConfirmed,
        kind: "notice.sendOne",
        batchId: id("one"),
        letter,
        account: accountOf("t3"),
      },
      "notice.stop": { by: ann, kind: "notice.stop", caseId: confirmed, batchId: id("batch") },
      "control.impose:terms": imposing("terms"),
      "control.impose:safety": imposing("safety"),
      "control.confirm:terms": prepared.confirms.terms,
      "control.confirm:safety": prepared.confirms.safety,
      "control.withdraw": { by: ann, kind: "control.withdraw", controlId: prepared.mine },
      "party.find": { ...party, grade: "excluded", conditions: [] },
    },
  };
}

/** Everyone but who made what is tried here. */
const trying: Readonly<Record<Role, string>> = {
  analyst: ben,
  lead: lea,
  counsel: cora,
  auditor: people.otto.id,
};

/** What becomes of it when the role allows it: a rule of its own may still stand in the way of this one. */
function reached(ability: Ability, role: Role): string {
  if (ability === "case.merge") return "wrong_state";
  return ability === "control.withdraw" && role !== "lead" ? "second_person_needed" : "done";
}

describe("who may do what", () => {
  it("[V10] the table in SPEC.md is the one that counts", () => {
    const table = specified();
    expect([...table.keys()].toSorted()).toEqual(allAbilities.toSorted());
    for (const ability of allAbilities) {
      expect({ ability, by: roles.filter((role) => roleMay(role, ability)) }).toEqual({
        ability,
        by: table.get(ability),
      });
    }
  });

  const pairs = allAbilities.flatMap((ability) => roles.map((role) => ({ ability, role })));
  it.each(pairs)("[V10] $role, $ability", ({ ability, role }) => {
    const { desk, commands } = ready();
    const before = desk.state;
    const outcome = desk.try({ ...commands[ability], by: trying[role] });
    const mayTry = specified().get(ability)?.includes(role) === true;
    expect(outcome).toBe(mayTry ? reached(ability, role) : "not_allowed");
    expect(desk.state === before).toBe(outcome !== "done");
  });

  it("[V10] somebody unknown or dismissed does nothing, and no request speaks as the host", () => {
    const { desk, commands } = ready();
    desk.do({ by: "operator", kind: "person.revoke", personId: ben });
    for (const command of Object.values(commands)) {
      expect(desk.try({ ...command, by: id("nobody") })).toBe("unknown_person");
      expect(desk.try({ ...command, by: ben })).toBe("unknown_person");
    }
    expect(desk.try({ by: "operator", kind: "person.appoint", personId: "desk", role: "lead" })).toBe(
      "bad_id",
    );
    expect(desk.try({ by: "operator", kind: "person.appoint", personId: ann, role: "lead" })).toBe("bad_id");
    desk.nowMs += HOUR;
    expect(desk.try({ by: "operator", kind: "person.revoke", personId: ben })).toBe("unknown_person");
  });
});
