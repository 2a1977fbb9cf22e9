import { deepFrozen } from "@bridle/testkit";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  acts,
  bindingAsOf,
  type Binding,
  type BindingQuestion,
  grades,
  machineGrade,
  type Order,
  type PartyFinding,
} from "../../src/index.ts";
import { exampleOrder, found, on, wholeOrder, withEvents } from "./sample-order.ts";

const asked: BindingQuestion = {
  subject: "account-1",
  act: "usePlatform",
  platform: "chat",
  findings: [found("wrecker")],
  times: on("2026-02-01"),
};
const ask = (changes: Partial<BindingQuestion> = {}, order: Order = wholeOrder): Binding =>
  bindingAsOf(deepFrozen(order), { ...asked, ...changes });
const whys = (binding: Binding): readonly string[] =>
  binding.kind === "doesNotBind" ? binding.reasons.map(({ why }) => why) : [];
const asks = (binding: Binding): readonly string[] =>
  binding.kind === "undetermined" ? binding.questions.map(({ ask }) => ask) : [];

test("[O11] it binds where everything holds, and says by which norm and paragraph", () => {
  expect(ask()).toEqual({
    kind: "binds",
    norms: [{ norm: "n1", as: "wrecker", cites: [{ anchor: "p1", label: "¶ 1", page: 1 }] }],
  });
});

test("[O8] a stayed order does not bind, and says which event stays it", () => {
  const stayed = withEvents({
    what: "stayed",
    kind: "pendingAppeal",
    norms: null,
    until: null,
    days: null,
    date: "2026-01-20",
  });
  expect(ask({}, stayed)).toMatchObject({
    kind: "doesNotBind",
    reasons: [{ why: "order.notBound.stayed", norm: "n1", about: ["e0"], cites: [{ label: "¶ 1" }] }],
  });
});

test("[O11] a norm without citation, without the paragraph's text or unverified never binds", () => {
  const change = (norm: Partial<Order["norms"][number]>): Order => ({
    ...wholeOrder,
    norms: wholeOrder.norms.map((one) => (one.id === "n1" ? { ...one, ...norm } : one)),
  });
  expect(whys(ask({}, change({ cite: [] })))).toEqual(["order.defect.notCited"]);
  expect(whys(ask({}, change({ standing: "unverified" })))).toEqual(["order.defect.notVerified"]);
  const source = (part: Partial<Order["source"]>): Order => ({
    ...wholeOrder,
    source: { ...wholeOrder.source, ...part },
  });
  const bare = source({
    anchors: wholeOrder.source.anchors.map((anchor) => ({ ...anchor, textSha256: null })),
  });
  expect(whys(ask({}, bare))).toEqual(["order.defect.notCited"]);
  expect(whys(ask({}, source({ sha256: null })))).toEqual(["order.defect.sourceUnverified"]);
  expect(whys(ask({}, source({ standing: "unverified" })))).toEqual(["order.defect.sourceUnverified"]);
});

test("[O11] in force by an unverified event: it doesn't bind", () => {
  const order = withEvents({
    what: "confirmedInForce",
    norms: null,
    date: "2026-01-20",
    standing: "unverified",
  });
  expect(whys(ask({}, order))).toEqual(["order.notBound.eventUnverified"]);
});

test("[O12] only services that the order names are in its scope", () => {
  expect(whys(ask({ platform: "photos" }))).toEqual(["order.notBound.platformOut"]);
  expect(whys(ask({ platform: "elsewhere" }))).toEqual(["order.notBound.platformUnknown"]);
  expect(whys(ask({ act: "reverseEngineer" }))).toEqual(["order.notBound.noNorm"]);
});

test("[O13] a carve-out beats a prohibition, cited or not; a suspicion of one goes to a person", () => {
  const both = [found("wrecker"), found("sovereign")];
  expect(whys(ask({ findings: both }))).toEqual(["order.notBound.carveOut"]);
  const uncited: Order = {
    ...wholeOrder,
    carveOuts: wholeOrder.carveOuts.map((one) => ({ ...one, cite: [], standing: "unverified" })),
  };
  expect(whys(ask({ findings: both }, uncited))).toEqual(["order.notBound.carveOut"]);
  const suspected = found("sovereign", { grade: "suspected", by: [] });
  expect(asks(ask({ findings: [found("wrecker"), suspected] }))).toEqual(["order.ask.inCarveOut"]);
  // It overrides what it names and nothing else.
  expect(ask({ findings: both, act: "targetUser" }).kind).toBe("binds");
});

test("[O14] unknown: not bound; suspected or probable: a person; found by people: bound", () => {
  const graded = (grade: PartyFinding["grade"], by: readonly string[] = ["Ada"]): Binding =>
    ask({ findings: [found("wrecker", { grade, by })] });
  expect(whys(ask({ findings: [] }))).toEqual(["order.notBound.partyUnknown"]);
  expect(asks(graded("suspected", []))).toEqual(["order.ask.isItThem"]);
  expect(asks(graded("probable", []))).toEqual(["order.ask.isItThem"]);
  expect(asks(graded("found", []))).toEqual(["order.ask.isItThem"]);
  expect(whys(graded("excluded"))).toEqual(["order.notBound.partyUnknown"]);
  expect(graded("found").kind).toBe("binds");
});

test("[O14] a finding speaks of its own subject, order and time, and of those whom the order enjoins", () => {
  const one = (changes: Partial<PartyFinding>): readonly string[] =>
    whys(ask({ findings: [found("wrecker", changes)] }));
  expect(one({ subject: "account-2" })).toEqual(["order.notBound.partyUnknown"]);
  expect(one({ order: "urn:bridle:order:test:2" })).toEqual(["order.notBound.partyUnknown"]);
  const later = on("2026-03-01").validAtMs;
  expect(one({ knownAtMs: later })).toEqual([]);
  const then = on("2026-02-01", "2026-02-01");
  expect(whys(ask({ findings: [found("wrecker", { knownAtMs: later })], times: then }))).toEqual([
    "order.notBound.partyUnknown",
  ]);
  expect(one({ as: "plaintiff" })).toEqual(["order.notBound.partyUnknown"]);
});

test("[O11] what surely doesn't bind asks nobody", () => {
  const uncited: Order = { ...wholeOrder, norms: wholeOrder.norms.map((norm) => ({ ...norm, cite: [] })) };
  const suspected = found("wrecker", { grade: "suspected", by: [] });
  expect(whys(ask({ findings: [suspected] }, uncited))).toEqual(["order.defect.notCited"]);
});

test("[O14] no evidence makes a program say more than probable, and indicators alone only suspected", () => {
  expect(machineGrade([])).toBeUndefined();
  expect(machineGrade(["indicatorHit", "indicatorHit"])).toBe("suspected");
  expect(machineGrade(["indicatorHit", "sharedDeviceKey"])).toBe("suspected");
  expect(machineGrade(["sharedDeviceKey", "sharedRegistration"])).toBe("probable");
});

test("[O14] a program's later word doesn't replace a person's; a person's later word does", () => {
  const later = on("2026-01-20").validAtMs;
  const machine = found("wrecker", { grade: "suspected", by: [], knownAtMs: later });
  expect(ask({ findings: [found("wrecker"), machine] }).kind).toBe("binds");
  expect(ask({ findings: [machine, found("wrecker")] }).kind).toBe("binds");
  const excluded = found("wrecker", { grade: "excluded", knownAtMs: later });
  expect(ask({ findings: [found("wrecker"), excluded] }).kind).toBe("doesNotBind");
});

test("[O15] a successor whom no court has placed goes to a person, whatever was found", () => {
  expect(asks(ask({ findings: [found("successors")] }))).toEqual(["order.ask.reach"]);
});

test("[O15] a class is bound with what the order asks for besides, found by people", () => {
  expect(asks(ask({ findings: [found("agents")] }))).toEqual(["order.ask.condition"]);
  const knew = found("agents", { conditions: ["actualNotice"] });
  expect(ask({ findings: [knew] })).toMatchObject({ kind: "binds", norms: [{ as: "agents" }] });
  expect(asks(ask({ findings: [{ ...knew, by: [] }] }))).toEqual(["order.ask.isItThem"]);
});

const people = ["wrecker", "agents", "successors", "sovereign", "plaintiff"];
const findings = fc.array(
  fc.record({
    order: fc.constantFrom(wholeOrder.id, "urn:bridle:order:other"),
    subject: fc.constantFrom("account-1", "account-2"),
    as: fc.constantFrom(...people),
    grade: fc.constantFrom(...grades),
    by: fc.constantFrom<readonly string[]>([], ["Ada"]),
    conditions: fc.constantFrom<readonly "actualNotice"[]>([], ["actualNotice"]),
    knownAtMs: fc.constantFrom(on("2026-01-02").validAtMs, on("2026-06-01").validAtMs),
  }),
);
const questions = fc.record({
  subject: fc.constant("account-1"),
  act: fc.constantFrom(...acts),
  platform: fc.constantFrom("chat", "photos", "elsewhere"),
  findings,
  times: fc.constantFrom(
    on("2026-01-10"),
    on("2026-02-01"),
    on("2026-07-01"),
    on("2026-07-01", "2026-03-01"),
  ),
});

test("[O12] [O14] whatever is asked: bound only in scope and by people's finding", () => {
  fc.assert(
    fc.property(questions, (question) => {
      if (bindingAsOf(wholeOrder, question).kind !== "binds") return;
      expect(question.platform).toBe("chat");
      expect(question.findings.some(({ by, subject }) => by.length > 0 && subject === "account-1")).toBe(
        true,
      );
    }),
  );
});

test("[O13] whatever else is found, a found carve-out keeps its norms from binding", () => {
  fc.assert(
    fc.property(questions, (question) => {
      const sovereign = found("sovereign", { knownAtMs: question.times.knownAtMs });
      const binding = bindingAsOf(wholeOrder, { ...question, findings: [...question.findings, sovereign] });
      const norms = binding.kind === "binds" ? binding.norms.map(({ norm }) => norm) : [];
      expect(norms).not.toContain("n1");
    }),
  );
});

test("[O24] the example binds nobody to anything, at any time", () => {
  const order = exampleOrder();
  const everybody = [...order.parties, ...order.boundClasses].map(({ id }) =>
    found(id, { order: order.id, conditions: ["actualNotice"] }),
  );
  const days = ["2025-10-18", "2026-01-15", "2026-03-01", "2026-06-01", "2026-11-23", "2030-01-01"];
  for (const act of acts) {
    for (const { id } of order.platforms) {
      for (const day of days) {
        const question = { ...asked, act, platform: id, findings: everybody, times: on(day) };
        expect(bindingAsOf(order, question).kind).toBe("doesNotBind");
      }
    }
  }
});
