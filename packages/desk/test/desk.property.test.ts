import { deepFrozen } from "@bridle/testkit";
import * as fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import {
  aloneEveryMs,
  controlHash,
  controlsOf,
  decide,
  endsAtMs,
  exposuresOf,
  replay,
  type Action,
  type Command,
  type DeskEvent,
  type Refused,
} from "../src/index.ts";
import {
  accountOf,
  ann,
  ben,
  cora,
  DAY,
  Desk,
  finding,
  HOUR,
  id,
  lea,
  letter,
  sha256,
} from "./desk-fixture.ts";

vi.setConfig({ testTimeout: 300_000 });

// Sequences of commands as a person, or several, might give them: ids from small sets, so that they meet.

const cases = ["c1", "c2", "c3", "c4"].map(id);
const ids = ["p1", "p2", "p3", "p4", "p5"].map(id);
const targets = ["t1", "t2", "t3", "t4", "t5", "t6"];
const names = ["f1", "f2", "f3", "f4"];

/** A command as it is meant; versions and hashes are filled in from what its author would see. */
type Meant = (desk: Desk) => Command | undefined;

const caseId = fc.constantFrom(...cases);
const someTargets = fc.subarray(targets, { minLength: 1 });
const someFindings = fc
  .tuple(fc.subarray(names, { minLength: 1 }), someTargets)
  .map(([chosen, exposed]) => chosen.map((name) => finding(name, exposed)));

const refused: fc.Arbitrary<Refused> = fc.oneof(
  fc.constantFrom<Refused>(
    { kind: "refuseClass", value: "call" },
    { kind: "refuseRegistration", value: "everyone" },
  ),
  fc
    .nat({ max: 3 })
    .map((overBytes): Refused => ({ kind: "refuseSize", value: { class: "call", overBytes } })),
);

const action: fc.Arbitrary<Action> = fc.oneof(
  fc
    .tuple(caseId, someTargets)
    .map(([on, chosen]): Action => ({ kind: "openTargets", caseId: on, targets: chosen.map(id) })),
  fc.tuple(caseId, someTargets).map(([on, chosen]): Action => ({
    kind: "sendNotices",
    caseId: on,
    letter,
    accounts: chosen.map(accountOf),
  })),
  fc.constantFrom(...ids).map((controlId): Action => ({ kind: "liftControl", controlId })),
);

function commandsOf(by: string): fc.Arbitrary<Meant> {
  const on = (desk: Desk, chosen: string) => ({ by, caseId: chosen, expected: desk.version(chosen) });
  const anId = fc.constantFrom(...ids);
  return fc.oneof(
    fc.tuple(caseId, someFindings).map(([chosen, findings]): Meant => () => ({
      by,
      kind: "case.open",
      caseId: chosen,
      findings,
    })),
    fc.tuple(caseId, someFindings).map(([chosen, findings]): Meant => (desk) => ({
      ...on(desk, chosen),
      kind: "case.add",
      findings,
    })),
    caseId.map((chosen): Meant => (desk) => ({ ...on(desk, chosen), kind: "case.confirm" })),
    caseId.map((chosen): Meant => (desk) => ({ ...on(desk, chosen), kind: "case.reopen" })),
    caseId.map((chosen): Meant => (desk) => ({
      ...on(desk, chosen),
      kind: "case.dismiss",
      reason: "harmless",
      growBy: 1,
      exposed: 9,
    })),
    fc.tuple(caseId, caseId).map(([into, from]): Meant => (desk) => ({
      ...on(desk, into),
      kind: "case.merge",
      from,
      expectedFrom: desk.version(from),
    })),
    fc
      .tuple(caseId, caseId, fc.subarray(names, { minLength: 1 }))
      .map(([from, into, chosen]): Meant => (desk) => ({
        ...on(desk, from),
        kind: "case.split",
        into,
        findings: chosen.map((name) => `rule/${name}`),
      })),
    fc.tuple(anId, action).map(([proposalId, meant]): Meant => () => ({
      by,
      kind: "proposal.make",
      proposalId,
      action: meant,
    })),
    anId.map((proposalId): Meant => (desk) => ({
      by,
      kind: "proposal.approve",
      proposalId,
      contentHash: desk.hash(proposalId),
    })),
    anId.map((proposalId): Meant => () => ({ by, kind: "proposal.withdraw", proposalId })),
    fc.tuple(caseId, anId, fc.constantFrom(...targets)).map(([chosen, batchId, target]): Meant => (desk) => ({
      ...on(desk, chosen),
      kind: "notice.sendOne",
      batchId,
      letter,
      account: accountOf(target),
    })),
    fc.tuple(caseId, anId).map(([chosen, batchId]): Meant => () => ({
      by,
      kind: "notice.stop",
      caseId: chosen,
      batchId,
    })),
    fc.tuple(anId, refused).map(([controlId, what]): Meant => () => ({
      by,
      kind: "control.impose",
      controlId,
      refused: what,
      basis: "safety",
      reason: "attackUnderway",
    })),
    anId.map((controlId): Meant => (desk) => {
      const control = desk.state.controls.get(controlId);
      return control && { by, kind: "control.confirm", controlId, contentHash: controlHash(sha256, control) };
    }),
    anId.map((controlId): Meant => () => ({ by, kind: "control.withdraw", controlId })),
  );
}

/** What the desk does by itself, as far as people let it. */
const deskCommands: fc.Arbitrary<Meant> = fc.oneof(
  fc.tuple(caseId, someTargets).map(([chosen, chosenTargets]): Meant => () => ({
    by: "desk",
    kind: "targets.opened",
    caseId: chosen,
    opened: chosenTargets.map((target) => ({ target: id(target), account: accountOf(target) })),
    lost: [],
  })),
  caseId.map((chosen): Meant => (desk) => {
    const batch = desk.state.cases.get(chosen)?.batches[0];
    return (
      batch && {
        by: "desk",
        kind: "notices.sent",
        caseId: chosen,
        batchId: batch.id,
        told: batch.accounts.map((account) => ({ account })),
      }
    );
  }),
  someFindings.map(
    ([again]): Meant =>
      () =>
        again && { by: "desk", kind: "finding.seen", finding: again },
  ),
  caseId.map((chosen): Meant => () => ({ by: "desk", kind: "case.delete", caseId: chosen })),
);

const passing = fc.constantFrom(0, 0, 0, HOUR / 2, HOUR, DAY, 8 * DAY, 100 * DAY);

function sequence(...by: readonly string[]): fc.Arbitrary<readonly (readonly [Meant, number])[]> {
  const meant = fc.oneof(
    { weight: 5, arbitrary: fc.oneof(...by.map(commandsOf)) },
    { weight: 2, arbitrary: deskCommands },
  );
  return fc.array(fc.tuple(meant, passing), { maxLength: 60, size: "max" });
}

function follow(desk: Desk, steps: readonly (readonly [Meant, number])[]): void {
  for (const [meant, waitMs] of steps) {
    const command = meant(desk);
    if (command !== undefined) desk.try(command);
    desk.nowMs += waitMs;
  }
}

/** Two confirmed cases with opened targets, so that what may be sent can be sent. */
function underway(): Desk {
  const desk = Desk.staffed();
  for (const [index, caseName] of ["c1", "c2"].entries()) {
    const exposed = targets.slice(3 * index, 3 * index + 3);
    const findings = exposed.map((target, at) => finding(`g${index}${at}`, [target]));
    desk.do({ by: ben, kind: "case.open", caseId: id(caseName), findings });
    desk.do({ by: ben, kind: "case.confirm", caseId: id(caseName), expected: 1 });
    desk.opened(id(caseName), exposed);
  }
  return desk;
}

describe("one person alone", () => {
  it("[V15] opens nobody and sends to one account in seven days, whatever they try", () => {
    const person = fc.constantFrom(ann, ben, lea, cora);
    const alone = person.chain((by) => fc.tuple(fc.boolean(), sequence(by)));
    let sent = 0;
    fc.assert(
      fc.property(alone, ([isUnderway, steps]) => {
        const desk = isUnderway ? underway() : Desk.staffed();
        const from = desk.events.length;
        follow(desk, steps);
        sent += expectAlone(desk.events.slice(from));
      }),
      { numRuns: 600 },
    );
    // It would hold of somebody who can do nothing at all.
    expect(sent).toBeGreaterThan(20);
  });

  it("[V3] [V5] refuses nothing for longer than an hour of a day", () => {
    fc.assert(
      fc.property(sequence(ann), (steps) => {
        const desk = Desk.staffed();
        follow(desk, steps);
        for (const control of desk.state.controls.values()) {
          expect(endsAtMs(control)).toBeLessThanOrEqual(control.sinceMs + HOUR);
        }
        const calls = [...desk.state.controls.values()].filter(({ kind }) => kind !== "refuseRegistration");
        const begins = calls.map(({ sinceMs }) => sinceMs).toSorted((a, b) => a - b);
        for (const [index, at] of begins.slice(1).entries()) {
          expect(at - (begins[index] ?? 0)).toBeGreaterThanOrEqual(DAY);
        }
      }),
      { numRuns: 300 },
    );
  });
});

/** How many notices were allowed. */
function expectAlone(events: readonly DeskEvent[]): number {
  const sent = events.flatMap((event) => {
    if (event.kind === "targetsAllowed" || event.kind === "orderConfirmed") throw new Error(event.kind);
    return event.kind === "noticesAllowed" ? [event] : [];
  });
  for (const [index, { atMs, batch }] of sent.entries()) {
    expect(batch.accounts).toHaveLength(1);
    expect(atMs - (sent[index - 1]?.atMs ?? 0)).toBeGreaterThanOrEqual(aloneEveryMs);
  }
  return sent.length;
}

describe("any people together", () => {
  const steps = sequence(ann, ben, lea, cora);

  it("[V20] decide on what stays as it is, and their events replay to the same state, through JSON too", () => {
    fc.assert(
      fc.property(steps, fc.boolean(), (taken, isUnderway) => {
        const desk = isUnderway ? underway() : Desk.staffed();
        follow(desk, taken);
        expect(replay(desk.events)).toEqual(desk.state);
        expect(replay(JSON.parse(JSON.stringify(desk.events)) as readonly DeskEvent[])).toEqual(desk.state);
        const frozen = deepFrozen(desk.state);
        for (const [meant] of taken.slice(0, 5)) {
          const command = meant(desk);
          if (command !== undefined) decide(frozen, command, desk.env());
        }
      }),
      { numRuns: 200 },
    );
  });

  it("[V21] [V28] number each stream without gaps, and the state is the same when a deleted case's stream is gone", () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const desk = underway();
        follow(desk, taken);
        for (const [, events] of Map.groupBy(desk.events, ({ stream }) => stream)) {
          expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
        }
        const left = desk.events.filter(({ stream }) => !desk.state.gone.has(stream));
        expect(replay(left)).toEqual(desk.state);
      }),
      { numRuns: 200 },
    );
  });

  it("[V22] [V23] lose nobody: whoever was ever exposed in a case that wasn't deleted still is, in one that isn't merged away", () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const desk = underway();
        const ever = new Set<string>();
        for (const step of taken) {
          follow(desk, [step]);
          if (desk.state.gone.size > 0) return;
          const now = exposedNow(desk);
          for (const target of ever) expect(now).toContain(target);
          for (const target of now) ever.add(target);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("[V27] open and tell only whom two decided about", () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const desk = underway();
        follow(desk, taken);
        expect(undecided(desk.events)).toEqual([]);
        expect(controlsOf(desk.state).every(({ by }) => new Set(by).size === by.length)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

function exposedNow(desk: Desk): ReadonlySet<string> {
  const live = [...desk.state.cases.values()].filter(({ status }) => status.kind !== "merged");
  return new Set(live.flatMap(exposuresOf).map(({ target }) => target));
}

/** Events that open or tell somebody whom two hadn't decided about. */
function undecided(events: readonly DeskEvent[]): readonly DeskEvent[] {
  const allowed = new Set<string>();
  const told = new Set<string>();
  return events.filter((event) => {
    const isByTwo = new Set(event.by).size === 2;
    switch (event.kind) {
      case "targetsAllowed":
        for (const target of event.targets) allowed.add(target);
        return !isByTwo;
      case "targetsOpened":
        return !event.opened.every(({ target }) => allowed.has(target));
      case "noticesAllowed":
        for (const account of event.batch.accounts) told.add(account);
        return event.batch.accounts.length > 1 && !isByTwo;
      case "noticesSent":
        return !event.told.every(({ account }) => told.has(account));
      default:
        return false;
    }
  });
}
